package vn.lienthong.validate;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.ScopeForm;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.SliceMap;

/** Whether a field has one of the values that a partner may send; an absent one is outside. Immutable. */
final class ScopeCheck {
    private final int field;
    private final SliceMap texts;
    private final long[] numbers;
    private final boolean text;
    private final int finding;

    ScopeCheck(Table table, String name, List<String> values, ToIntFunction<Finding> catalogue) {
        Field f = table.field(name);
        if (f == null || f.derived()) {
            throw new IllegalArgumentException(
                    "scope: " + name + " is no field that a sender of " + table.name() + " gives");
        }
        field = f.index();
        text = f.type() == FieldType.TEXT;
        texts = new SliceMap(text ? values.stream().distinct().toList() : List.of());
        numbers = text
                ? new long[0]
                : values.stream().mapToLong(v -> number(f, v)).sorted().toArray();
        finding = catalogue.applyAsInt(Finding.of(NativeRule.RECORD_OUT_OF_SCOPE, f.source()));
    }

    private static long number(Field field, String value) {
        return ScopeForm.number(field, value)
                .orElseThrow(
                        () -> new IllegalArgumentException("scope: " + field.name() + " cannot be '" + value + "'"));
    }

    void check(RowValues row, RecordChecker to) {
        boolean outside =
                switch (row.state(field)) {
                    case SOUND -> !allows(row);
                    case ABSENT -> true;
                    // A broken value has its own error.
                    default -> false;
                };
        if (outside) {
            to.found(finding, field);
        }
    }

    private boolean allows(RowValues row) {
        return text
                ? texts.indexOf(row.textBytes(field), row.textStart(field), row.textEnd(field)) >= 0
                : Arrays.binarySearch(numbers, row.value(field)) >= 0;
    }
}
