package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A total that the sender gives beside the records, over all of them as sent, good or bad.
 *
 * @param field canonical name of the number of table 0 that is summed up, or null: the records are counted
 * @param kind only records of this kind, or null: all
 * @param path names of elements or members from the root to the total
 */
public record ControlTotal(@Nullable String field, @Nullable String kind, List<String> path) {

    public ControlTotal {
        path = List.copyOf(path);
    }
}
