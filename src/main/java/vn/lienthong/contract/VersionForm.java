package vn.lienthong.contract;

import java.util.List;

/**
 * How the fields of a contract's {@code version} become the one number that orders two statements about a key.
 *
 * <p>A single field is its own value. Several are joined, the first one leading, each in as many bits as its type
 * needs: a day 23, a time 34, a number 29; a number must say so by its bounds. Stored: it must never change.
 */
public final class VersionForm {
    /** The largest number that one of several version fields may have. */
    public static final long NUMBER_MAX = (1L << 29) - 1;

    private static final int BITS_MAX = 63;
    private static final int DAY_BITS = 23;
    private static final int MINUTE_BITS = 11;
    private static final int NUMBER_BITS = 29;

    private VersionForm() {}

    /** Bits of a field among several. */
    static int bits(FieldType type) {
        return switch (type) {
            case DATE, MONTH, PARTIAL_DATE -> DAY_BITS;
            case DATE_TIME -> DAY_BITS + MINUTE_BITS;
            default -> NUMBER_BITS;
        };
    }

    /** Whether these fields together fit into one number. */
    static boolean fits(List<Field> fields) {
        return fields.size() < 2
                || fields.stream().mapToInt(f -> bits(f.type())).sum() <= BITS_MAX;
    }

    /** Whether a field may be one of several: a number needs bounds. */
    static boolean bounded(Field field) {
        if (bits(field.type()) != NUMBER_BITS) {
            return true;
        }
        Long min = field.min();
        Long max = field.max();
        return min != null && min >= 0 && max != null && max <= NUMBER_MAX;
    }

    /**
     * Adds the next field to what the fields before it gave.
     *
     * @param value as {@code records.RowValues} has it: a number, {@code yyyymmdd} or {@code yyyymmddHHMM}
     */
    public static long join(long before, FieldType type, long value) {
        long form =
                switch (type) {
                    case DATE, MONTH, PARTIAL_DATE -> day(value);
                    case DATE_TIME -> (day(value / 10_000) << MINUTE_BITS) | (value / 100 % 100 * 60 + value % 100);
                    default -> value;
                };
        return (before << bits(type)) | form;
    }

    private static long day(long yyyymmdd) {
        return ((yyyymmdd / 10_000) << 9) | ((yyyymmdd / 100 % 100) << 5) | (yyyymmdd % 100);
    }
}
