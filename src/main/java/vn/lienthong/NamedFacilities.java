package vn.lienthong;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import vn.lienthong.contract.Field;
import vn.lienthong.records.RowValues;

/** The health facilities that records name: codes of five digits, a bit each, 12.5 KB at most. For one thread. */
final class NamedFacilities {
    private final int[] fields;
    private final BitSet codes = new BitSet();

    /** @param fields of the records' own rows; facility codes */
    NamedFacilities(List<Field> fields) {
        this.fields = fields.stream().mapToInt(Field::index).toArray();
    }

    void clear() {
        codes.clear();
    }

    /** Of a row that was checked: what is sound there has five digits. */
    void add(RowValues row) {
        for (int field : fields) {
            if (row.sound(field)) {
                codes.set(code(row.textBytes(field), row.textStart(field), row.textEnd(field)));
            }
        }
    }

    void add(NamedFacilities more) {
        codes.or(more.codes);
    }

    Set<String> codes() {
        return codes.stream().mapToObj("%05d"::formatted).collect(Collectors.toSet());
    }

    private static int code(byte[] digits, int start, int end) {
        int code = 0;
        for (int i = start; i < end; i++) {
            code = 10 * code + (digits[i] - '0');
        }
        return code;
    }
}
