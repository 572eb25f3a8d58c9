package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where records stand in a file of XML or JSON.
 *
 * @param kind the kind of the records that stand there, or null when the contract has no kinds
 * @param steps names of elements or members from the root to one record; empty = the top value itself is the record
 */
public record RecordPath(@Nullable String kind, List<String> steps) {

    public RecordPath {
        steps = List.copyOf(steps);
    }
}
