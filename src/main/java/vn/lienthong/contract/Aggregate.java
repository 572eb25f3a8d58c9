package vn.lienthong.contract;

import org.jspecify.annotations.Nullable;

/**
 * A number over the rows of one table of a record, for the record's rules.
 *
 * @param name as rules of table 0 name it; rules of other tables write {@code record.name}
 * @param table index of the table whose rows are gathered
 * @param field canonical name; null for {@link Kind#COUNT}
 * @param where CEL over one row that chooses the rows, or null for all
 */
public record Aggregate(String name, int table, Kind kind, @Nullable String field, @Nullable String where) {

    /** What is made of the rows. */
    public enum Kind {
        /** Exact, in units of the field's scale; an absent value counts as 0. */
        SUM,
        /** Rows. */
        COUNT,
        /** Least value; absent when no row has one. */
        MIN,
        /** Greatest value; absent when no row has one. */
        MAX,
        /** Different values; an absent one is none. */
        DISTINCT
    }
}
