package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a field without a source is made from others of its table.
 *
 * @param take what is made
 * @param from canonical names of the fields that it is made from; one for {@link Take#CODE} and {@link Take#SPLIT}
 * @param list name of the list that tells what codes became; null where none is asked
 * @param at canonical name of the date that the code is of, or null: the day of receipt
 * @param districts canonical name of a field that says, by being there, that the code is older than every change of the
 *     list; or null
 */
public record Derivation(
        Take take, List<String> from, @Nullable String list, @Nullable String at, @Nullable String districts) {

    public Derivation {
        from = List.copyOf(from);
    }

    /** What is made. */
    public enum Take {
        /** The new code, where there is exactly one. */
        CODE,
        /** A word that says how sure the new code is: see {@link CodeChanges.Kind}. */
        SPLIT,
        /** The texts of all that are there, a blank between. */
        JOIN,
        /** The text of the first that is there. */
        FIRST
    }
}
