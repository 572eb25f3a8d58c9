package vn.lienthong.validate;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.ScopeForm;
import vn.lienthong.contract.Table;
import vn.lienthong.contract.TextNormalizer;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.SliceMap;

/**
 * Whether a field has one of the values that a partner may send, in its canonical form, as the store and events have it;
 * an absent one is outside. For one thread; others take one of their own.
 */
final class ScopeCheck {
    private final Field field;
    private final TextNormalizer canonical;
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
        field = f;
        canonical = new TextNormalizer(f);
        text = f.type() == FieldType.TEXT;
        texts = new SliceMap(text ? values.stream().distinct().toList() : List.of());
        numbers = text
                ? new long[0]
                : values.stream().mapToLong(v -> number(f, v)).sorted().toArray();
        finding = catalogue.applyAsInt(Finding.of(NativeRule.RECORD_OUT_OF_SCOPE, f.source()));
    }

    private ScopeCheck(ScopeCheck of) {
        field = of.field;
        canonical = new TextNormalizer(field);
        texts = of.texts;
        numbers = of.numbers;
        text = of.text;
        finding = of.finding;
    }

    ScopeCheck forAnotherThread() {
        return new ScopeCheck(this);
    }

    private static long number(Field field, String value) {
        return ScopeForm.number(field, value)
                .orElseThrow(
                        () -> new IllegalArgumentException("scope: " + field.name() + " cannot be '" + value + "'"));
    }

    void check(RowValues row, RecordChecker to) {
        boolean outside =
                switch (row.state(field.index())) {
                    case SOUND -> !allows(row);
                    case ABSENT -> true;
                    // A broken value has its own error.
                    default -> false;
                };
        if (outside) {
            to.found(finding, field.index());
        }
    }

    private boolean allows(RowValues row) {
        int f = field.index();
        if (!text) {
            return Arrays.binarySearch(numbers, row.value(f)) >= 0;
        }
        canonical.normalize(row.textBytes(f), row.textStart(f), row.textEnd(f));
        return texts.indexOf(canonical.bytes(), canonical.start(), canonical.end()) >= 0;
    }
}
