package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of a record. Table 0 of a contract is the record itself; further tables are its children.
 *
 * @param index place in the contract, from 0
 * @param name name of the store's table, for example {@code tax_payroll}
 * @param source the sender's name of a child table, for example {@code XML3}; null for table 0
 */
public record Table(int index, String name, @Nullable String source, List<Field> fields) {

    public Table {
        fields = List.copyOf(fields);
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
