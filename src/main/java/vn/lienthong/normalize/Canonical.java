package vn.lienthong.normalize;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CanonicalWriter;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Derivation;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.contract.VersionForm;
import vn.lienthong.records.RowValues;

/** Writes checked rows in their canonical shape, field by field in the order of the contract. For one thread. */
public final class Canonical {
    private static final int MINUTES_A_DAY = 24 * 60;

    private final FieldType[][] types;
    private final int[][] scales;
    private final CanonicalText[][] texts;
    /** By table and field; null where the field has a source. */
    private final @Nullable DerivedText[][] derived;

    private final Field[] versionFields;

    /**
     * @param lists what codes became, for fields that are made of them
     * @param receivedOn the day of codes that have none of their own
     * @throws IllegalArgumentException when the contract cannot be written; the message names the field
     */
    public Canonical(Contract contract, CodeLists lists, LocalDate receivedOn) {
        int tables = contract.tables().size();
        types = new FieldType[tables][];
        scales = new int[tables][];
        texts = new CanonicalText[tables][];
        derived = new DerivedText[tables][];
        for (Table table : contract.tables()) {
            List<Field> fields = table.fields();
            types[table.index()] = fields.stream().map(Field::type).toArray(FieldType[]::new);
            scales[table.index()] = fields.stream().mapToInt(Field::scale).toArray();
            texts[table.index()] = fields.stream().map(CanonicalText::new).toArray(CanonicalText[]::new);
            derived[table.index()] = derived(table, lists, receivedOn);
        }
        versionFields = versionFields(contract);
    }

    private static @Nullable DerivedText[] derived(Table table, CodeLists lists, LocalDate receivedOn) {
        @Nullable DerivedText[] derived = new DerivedText[table.fields().size()];
        for (Field field : table.fields()) {
            Derivation derivation = field.derivation();
            if (derivation != null) {
                derived[field.index()] = new DerivedText(table, derivation, lists, receivedOn);
            }
        }
        return derived;
    }

    private static Field[] versionFields(Contract contract) {
        List<String> names = contract.exchange().version();
        Field[] fields = new Field[names.size()];
        for (int i = 0; i < fields.length; i++) {
            Field field = contract.table().field(names.get(i));
            if (field == null || field.type() == FieldType.TEXT) {
                throw new IllegalArgumentException(
                        contract.feed() + ": version must name fields that are numbers or dates, not " + names);
            }
            fields[i] = field;
        }
        return fields;
    }

    /** What orders this row of table 0 against others of its key; 0 when nothing does or the sender said nothing. */
    public long version(RowValues row) {
        if (versionFields.length == 1) {
            return value(row, versionFields[0]);
        }
        long version = 0;
        for (Field field : versionFields) {
            version = VersionForm.join(version, field.type(), value(row, field));
        }
        return version;
    }

    private static long value(RowValues row, Field field) {
        return row.sound(field.index()) ? row.value(field.index()) : 0;
    }

    /** Writes one row of a record that the caller has begun, and will end. */
    public void writeRow(RowValues row, CanonicalWriter to) {
        int table = row.table();
        FieldType[] ofTable = types[table];
        to.beginRow(table);
        for (int f = 0; f < ofTable.length; f++) {
            DerivedText made = derived[table][f];
            if (made != null) {
                writeText(made.of(row, texts[table]), made.bytes(), 0, made.end(), to);
            } else if (row.sound(f)) {
                write(row, f, ofTable[f], to);
            } else {
                to.absent();
            }
        }
        to.endRow();
    }

    private void write(RowValues row, int f, FieldType type, CanonicalWriter to) {
        long value = row.value(f);
        switch (type) {
            case INTEGER, MONEY -> to.integer(value);
            case DECIMAL -> to.decimal(value, scales[row.table()][f]);
            case DATE -> to.date((int) epochDay(value));
            case DATE_TIME -> {
                long minute = value / 100 % 100 * 60 + value % 100;
                to.dateTime(epochDay(value / 10_000) * MINUTES_A_DAY + minute);
            }
            case TEXT, PARTIAL_DATE, MONTH -> {
                CanonicalText text = texts[row.table()][f];
                boolean present = text.of(row);
                writeText(present, text.bytes(), text.start(), text.end(), to);
            }
        }
    }

    private static void writeText(boolean present, byte[] bytes, int start, int end, CanonicalWriter to) {
        if (present) {
            to.text(bytes, start, end);
        } else {
            to.absent();
        }
    }

    /** Days since 1970-01-01 of a real day {@code yyyymmdd}. */
    static long epochDay(long day) {
        // The object does not outlive this call, and the compiler does without it.
        return LocalDate.of((int) (day / 10_000), (int) (day / 100 % 100), (int) (day % 100))
                .toEpochDay();
    }
}
