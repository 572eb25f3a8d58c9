package vn.lienthong.normalize;

import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeChanges;
import vn.lienthong.contract.CodeChanges.Change;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Derivation;
import vn.lienthong.contract.Derivation.Take;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;

/**
 * The text of a field that has no source, made from the canonical texts of others. For one thread; the result stays
 * until the next.
 */
final class DerivedText {
    private static final int NONE = -1;
    private static final int BYTES_AT_FIRST = 64;
    /** A value above this is a time, {@code yyyymmddHHMM}. */
    private static final long LAST_DAY = 99_991_231L;

    private final Take take;
    private final int[] from;
    private final @Nullable CodeChanges changes;
    private final int at;
    private final int districts;
    private final LocalDate receivedOn;
    private byte[] bytes = new byte[BYTES_AT_FIRST];
    private int end;

    /** @param receivedOn the day of codes that have none of their own */
    DerivedText(Table table, Derivation derivation, CodeLists lists, LocalDate receivedOn) {
        take = derivation.take();
        from = derivation.from().stream().mapToInt(name -> index(table, name)).toArray();
        String list = derivation.list();
        changes = list == null ? null : lists.changes(list);
        at = derivation.at() == null ? NONE : index(table, derivation.at());
        districts = derivation.districts() == null ? NONE : index(table, derivation.districts());
        this.receivedOn = receivedOn;
    }

    private static int index(Table table, String name) {
        Field field = table.field(name);
        if (field == null) {
            throw new IllegalArgumentException(table.name() + " has no field " + name + " to make another one of");
        }
        return field.index();
    }

    byte[] bytes() {
        return bytes;
    }

    int end() {
        return end;
    }

    /**
     * Makes the text.
     *
     * @param texts the canonical texts of the table's fields, by index
     * @return false when there is nothing to make it of
     */
    boolean of(RowValues row, CanonicalText[] texts) {
        end = 0;
        switch (take) {
            case JOIN -> {
                for (int f : from) {
                    add(row, texts[f]);
                }
            }
            case FIRST -> {
                for (int i = 0; i < from.length && end == 0; i++) {
                    add(row, texts[from[i]]);
                }
            }
            case CODE, SPLIT -> fromList(row, texts[from[0]]);
        }
        return end > 0;
    }

    private void add(RowValues row, CanonicalText text) {
        if (!text.of(row)) {
            return;
        }
        int length = text.end() - text.start();
        reserve(end + length + 1);
        if (end > 0) {
            bytes[end++] = ' ';
        }
        System.arraycopy(text.bytes(), text.start(), bytes, end, length);
        end += length;
    }

    private void fromList(RowValues row, CanonicalText code) {
        if (changes == null || !code.of(row)) {
            return;
        }
        Change change = changes.change(code.bytes(), code.start(), code.end(), day(row));
        byte[] made = take == Take.CODE ? change.code() : change.word();
        if (made != null) {
            reserve(made.length);
            System.arraycopy(made, 0, bytes, 0, made.length);
            end = made.length;
        }
    }

    /** The day that the code is of; null when a district beside it says that it is older than every change. */
    private @Nullable LocalDate day(RowValues row) {
        if (districts != NONE && row.sound(districts)) {
            return null;
        }
        if (at == NONE || !row.sound(at)) {
            return receivedOn;
        }
        long value = row.value(at);
        long day = value > LAST_DAY ? value / 10_000 : value;
        return LocalDate.ofEpochDay(Canonical.epochDay(day));
    }

    private void reserve(int length) {
        if (length > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
    }
}
