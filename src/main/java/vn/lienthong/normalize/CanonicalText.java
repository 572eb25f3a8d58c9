package vn.lienthong.normalize;

import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.TextNormalizer;
import vn.lienthong.records.RowValues;

/**
 * The canonical form of one field as text, as an event's JSON shows it: TEXT normalized, numbers in digits, days
 * {@code 2026-10-31}, months {@code 2026-10}, partial dates as far as known, times {@code 2025-10-25T22:27}.
 * For one thread; the result stays until the next value.
 */
final class CanonicalText {
    private static final int NUMBER_BYTES_MAX = 24;

    private final int field;
    private final FieldType type;
    private final int scale;
    private final TextNormalizer text;
    private final byte[] made = new byte[NUMBER_BYTES_MAX];
    private byte[] bytes = made;
    private int start;
    private int end;

    CanonicalText(Field field) {
        this.field = field.index();
        this.type = field.type();
        this.scale = field.scale();
        this.text = new TextNormalizer(field);
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** @return false when the sender said nothing */
    boolean of(RowValues row) {
        if (!row.sound(field)) {
            return false;
        }
        long value = row.value(field);
        switch (type) {
            case TEXT -> {
                text.normalize(row.textBytes(field), row.textStart(field), row.textEnd(field));
                bytes = text.bytes();
                start = text.start();
                end = text.end();
                return end > start;
            }
            case INTEGER, MONEY -> number(value, 0);
            case DECIMAL -> number(value, scale);
            case DATE -> digits(value, 10);
            case MONTH -> digits(value, 7);
            case PARTIAL_DATE -> digits(value, dateLength(value, row.last(field)));
            case DATE_TIME -> dateTime(value);
        }
        return true;
    }

    private static int dateLength(long first, long last) {
        if (first == last) {
            return 10;
        }
        return first / 100 == last / 100 ? 7 : 4;
    }

    private void use(int from, int to) {
        bytes = made;
        start = from;
        end = to;
    }

    /** The first characters of {@code yyyy-mm-dd}. */
    private void digits(long day, int length) {
        two(0, day / 1_000_000);
        two(2, day / 10_000);
        made[4] = '-';
        two(5, day / 100);
        made[7] = '-';
        two(8, day);
        use(0, length);
    }

    private void dateTime(long minute) {
        digits(minute / 10_000, 10);
        made[10] = 'T';
        two(11, minute / 100);
        made[13] = ':';
        two(14, minute);
        use(0, 16);
    }

    private void two(int at, long value) {
        int v = (int) (value % 100);
        made[at] = (byte) ('0' + v / 10);
        made[at + 1] = (byte) ('0' + v % 10);
    }

    private void number(long value, int fraction) {
        int at = made.length;
        long left = Math.abs(value);
        int digits = 0;
        while (left > 0 || digits <= fraction) {
            if (digits == fraction && fraction > 0) {
                made[--at] = '.';
            }
            made[--at] = (byte) ('0' + left % 10);
            left /= 10;
            digits++;
        }
        if (value < 0) {
            made[--at] = '-';
        }
        use(at, made.length);
    }
}
