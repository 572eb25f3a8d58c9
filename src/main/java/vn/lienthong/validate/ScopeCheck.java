package vn.lienthong.validate;

import java.util.List;
import java.util.function.ToIntFunction;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.SliceMap;

/** Whether a field has one of the values that a partner may send; an absent one is outside. Immutable. */
final class ScopeCheck {
    private final int field;
    private final SliceMap allowed;
    private final int finding;

    ScopeCheck(Table table, String name, List<String> values, ToIntFunction<Finding> catalogue) {
        Field f = table.field(name);
        if (f == null || f.type() != FieldType.TEXT) {
            throw new IllegalArgumentException("scope: " + name + " is no TEXT field of " + table.name());
        }
        field = f.index();
        allowed = new SliceMap(values.stream().distinct().toList());
        finding = catalogue.applyAsInt(Finding.of(NativeRule.RECORD_OUT_OF_SCOPE, f.source()));
    }

    void check(RowValues row, RecordChecker to) {
        boolean outside =
                switch (row.state(field)) {
                    case SOUND -> allowed.indexOf(row.textBytes(field), row.textStart(field), row.textEnd(field)) < 0;
                    case ABSENT -> true;
                    // A broken value has its own error.
                    default -> false;
                };
        if (outside) {
            to.found(finding, field);
        }
    }
}
