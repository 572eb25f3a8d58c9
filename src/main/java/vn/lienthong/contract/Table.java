package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of a record. Table 0 of a contract is the record itself; further tables are its children.
 *
 * @param index place in the contract, from 0
 * @param name name of the store's table, for example {@code tax_payroll}
 * @param source the sender's name of a child table, for example {@code XML3}: what a violation names; null for table 0
 * @param rowPath names of elements or members from the record to one row of a child table; for table 0 empty, or where
 *     its fields stand when tables are documents of their own
 */
public record Table(int index, String name, @Nullable String source, List<String> rowPath, List<Field> fields) {

    public Table {
        rowPath = List.copyOf(rowPath);
        fields = List.copyOf(fields);
    }

    /** A table whose rows stand where its source says: names with {@code /} between. */
    public Table(int index, String name, @Nullable String source, List<Field> fields) {
        this(index, name, source, source == null ? List.of() : List.of(source.split("/")), fields);
    }

    /** Number of fields that come from the file; those behind them are derived. */
    public int sourceFields() {
        int n = fields.size();
        while (n > 0 && fields.get(n - 1).derived()) {
            n--;
        }
        return n;
    }

    /** The field with that canonical name, or null. */
    public @Nullable Field field(String canonicalName) {
        for (Field f : fields) {
            if (f.name().equals(canonicalName)) {
                return f;
            }
        }
        return null;
    }
}
