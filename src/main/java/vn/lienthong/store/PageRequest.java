package vn.lienthong.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;

/**
 * A page that a reader asks for.
 *
 * @param after last event seen, or null for the full state
 * @param limit 1 to 10,000 events
 * @param bytesMax the page ends after the event that reaches this many bytes
 * @param fields canonical names that the reader sees; empty = all
 * @param scope canonical field name to allowed values; empty = all rows
 */
public record PageRequest(
        Contract contract,
        @Nullable Cursor after,
        int limit,
        int bytesMax,
        List<String> fields,
        Map<String, List<String>> scope) {}
