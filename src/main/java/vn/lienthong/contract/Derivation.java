package vn.lienthong.contract;

import org.jspecify.annotations.Nullable;

/**
 * How a field without a source is made from another one.
 *
 * @param from canonical name of the field of the same table that it is made from
 * @param list name of the list that tells what a value became
 * @param at canonical name of the date that chooses the state of the list, or null: the day of receipt
 * @param take what is taken from the list
 */
public record Derivation(String from, String list, @Nullable String at, Take take) {

    /** What a field takes from the list. */
    public enum Take {
        /** The new code, where there is exactly one. */
        CODE,
        /** A word that says how sure the new code is. */
        SPLIT
    }
}
