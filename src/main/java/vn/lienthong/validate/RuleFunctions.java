package vn.lienthong.validate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.validate.Evaluation.Slice;

/** What the functions of the rules do, for both evaluators. An {@link ArithmeticException} is an error of the rule. */
final class RuleFunctions {
    /** 100 % with two digits after the point. */
    static final long HUNDRED_PERCENT = 10_000;

    private static final long MILLION = 1_000_000;
    /** Quantity and price have three digits each, the amount has two. */
    private static final long TO_AMOUNT = 10_000;

    /** Above it a share of a product is reckoned with big numbers: 45 thousand million dong. */
    private static final long PRODUCT_MAX = MILLION * (Long.MAX_VALUE / (2 * HUNDRED_PERCENT * HUNDRED_PERCENT));

    private static final long MINUTES_A_DAY = 1_440;
    /** So many digits are below {@link Long#MAX_VALUE} whatever they are. */
    private static final int PLAIN_DIGITS_MAX = 18;

    private static final long DAY_MAX = 99_991_231L;

    private RuleFunctions() {}

    /**
     * {@code quantity * price * percent * percent}, exact, half up (away from zero) to two digits.
     *
     * @param quantity three digits after the point
     * @param price three digits after the point
     * @param percent two digits after the point: 80 % is 8000
     * @throws ArithmeticException when the amount has no room
     */
    static long amount(long quantity, long price, long percent, long second) {
        if (Math.multiplyHigh(quantity, price) == quantity * price >> 63) {
            long product = quantity * price;
            if (percent == HUNDRED_PERCENT && second == HUNDRED_PERCENT) {
                return halfUp(product, TO_AMOUNT);
            }
            boolean small = product > -PRODUCT_MAX && product < PRODUCT_MAX;
            boolean shares = percent >= 0 && percent <= HUNDRED_PERCENT && second >= 0 && second <= HUNDRED_PERCENT;
            if (small && shares) {
                return hundredMillionths(product, percent * second);
            }
        }
        BigInteger exact = BigInteger.valueOf(quantity)
                .multiply(BigInteger.valueOf(price))
                .multiply(BigInteger.valueOf(percent))
                .multiply(BigInteger.valueOf(second));
        BigInteger unit = BigInteger.TEN.pow(12);
        BigInteger magnitude =
                exact.abs().add(unit.shiftRight(1)).divide(unit).multiply(BigInteger.valueOf(exact.signum()));
        return magnitude.longValueExact();
    }

    /** {@code product * share / 10^12} in two steps of a million, each of which has room; share up to 10^8. */
    private static long hundredMillionths(long product, long share) {
        long magnitude = Math.abs(product);
        long high = magnitude / MILLION * share;
        long low = magnitude % MILLION * share;
        // In units of 10^6: high + low / 10^6; what is left below it counts only at the exact half, which rounds up.
        long amount = halfUp(high + low / MILLION, MILLION);
        return product < 0 ? -amount : amount;
    }

    private static long halfUp(long value, long unit) {
        long whole = value / unit;
        long rest = Math.abs(value % unit);
        return rest * 2 < unit ? whole : whole + (value < 0 ? -1 : 1);
    }

    static long min(long a, long b) {
        return Math.min(a, b);
    }

    static long max(long a, long b) {
        return Math.max(a, b);
    }

    static long abs(long a) {
        return Math.absExact(a);
    }

    /**
     * Minutes from one time to the other; a day begins at 00:00.
     *
     * @param from {@code yyyymmdd} or {@code yyyymmddHHMM}
     */
    static long minutes(long from, long to) {
        return minuteOf(to) - minuteOf(from);
    }

    /** Days of the calendar from one day or time to the other. */
    static long days(long from, long to) {
        return dayOf(to > DAY_MAX ? to / 10_000 : to) - dayOf(from > DAY_MAX ? from / 10_000 : from);
    }

    /** Minutes from a fixed day to {@code yyyymmdd} or {@code yyyymmddHHMM}. */
    static long minuteOf(long time) {
        if (time <= DAY_MAX) {
            return dayOf(time) * MINUTES_A_DAY;
        }
        long hour = time / 100 % 100;
        long minute = time % 100;
        if (hour > 23 || minute > 59) {
            throw new ArithmeticException("no time");
        }
        return dayOf(time / 10_000) * MINUTES_A_DAY + hour * 60 + minute;
    }

    /** Number of a day {@code yyyymmdd} in the Gregorian calendar, counted from the first of March of the year 0. */
    private static long dayOf(long day) {
        long month = day / 100 % 100;
        long inMonth = day % 100;
        if (day < 0 || day > DAY_MAX || month < 1 || month > 12 || inMonth < 1 || inMonth > 31) {
            throw new ArithmeticException("no day");
        }
        long year = day / 10_000 - (month <= 2 ? 1 : 0);
        long leap = Math.floorDiv(year, 4L) - Math.floorDiv(year, 100L) + Math.floorDiv(year, 400L);
        return 365 * year + leap + (153 * ((month + 9) % 12) + 2) / 5 + inMonth - 1;
    }

    // ---- texts

    /** How many parts the text has with the separator between them, or -1 when that is empty. */
    static long parts(Slice text, Slice separator) {
        int width = separator.end - separator.start;
        if (width == 0) {
            return -1;
        }
        long parts = 1;
        int at = text.start;
        while ((at = indexOf(text, at, separator)) >= 0) {
            parts++;
            at += width;
        }
        return parts;
    }

    /** The part with that number, from 0; null when there is none. */
    static @Nullable Slice part(Slice text, Slice separator, long number, Slice into) {
        int width = separator.end - separator.start;
        if (width == 0 || number < 0) {
            return null;
        }
        int from = text.start;
        for (long i = 0; i < number; i++) {
            int at = indexOf(text, from, separator);
            if (at < 0) {
                return null;
            }
            from = at + width;
        }
        int to = indexOf(text, from, separator);
        return into.of(text.bytes, from, to < 0 ? text.end : to);
    }

    private static int indexOf(Slice text, int from, Slice separator) {
        byte[] s = separator.bytes;
        int width = separator.end - separator.start;
        for (int i = from; i <= text.end - width; i++) {
            if (Arrays.equals(text.bytes, i, i + width, s, separator.start, separator.end)) {
                return i;
            }
        }
        return -1;
    }

    static boolean contains(byte[] b, int start, int end, byte[] part) {
        for (int i = start; i <= end - part.length; i++) {
            if (Arrays.equals(b, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The whole number that a text says, by the same rules as the interpreter's {@code int(string)}.
     *
     * @throws NumberFormatException when it says none
     */
    static long whole(Slice text) {
        int length = text.end - text.start;
        long value = 0;
        if (length < 1 || length > PLAIN_DIGITS_MAX || !Identifiers.allDigits(text.bytes, text.start, text.end)) {
            return Long.parseLong(new String(text.bytes, text.start, length, StandardCharsets.UTF_8));
        }
        for (int i = text.start; i < text.end; i++) {
            value = 10 * value + (text.bytes[i] - '0');
        }
        return value;
    }

    /** {@link #parts} for the interpreter. */
    static long parts(String text, String separator) {
        long parts = parts(slice(text), slice(separator));
        if (parts < 0) {
            throw new IllegalArgumentException("an empty separator");
        }
        return parts;
    }

    /** {@link #part} for the interpreter. */
    static String part(String text, String separator, long number) {
        Slice part = part(slice(text), slice(separator), number, new Slice());
        if (part == null) {
            throw new IllegalArgumentException("no such part");
        }
        return new String(part.bytes, part.start, part.end - part.start, StandardCharsets.UTF_8);
    }

    private static Slice slice(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new Slice().of(utf8, 0, utf8.length);
    }

    // ---- personal numbers

    static long birthYear(String id) {
        Slice s = slice(id);
        long year = birthYear(s.bytes, s.start, s.end);
        if (year < 0) {
            throw new IllegalArgumentException("not a personal number");
        }
        return year;
    }

    static String sex(String id) {
        Slice s = slice(id);
        if (birthYear(s.bytes, s.start, s.end) < 0) {
            throw new IllegalArgumentException("not a personal number");
        }
        return isFemale(s.bytes, 0) ? "F" : "M";
    }

    /** Year of birth in a personal number, or -1. */
    static long birthYear(byte[] b, int start, int end) {
        if (end - start != 12 || !Identifiers.allDigits(b, start, end)) {
            return -1;
        }
        int century = 19 + (b[start + 3] - '0') / 2;
        return century * 100L + (b[start + 4] - '0') * 10L + (b[start + 5] - '0');
    }

    /** Odd fourth digit. */
    static boolean isFemale(byte[] b, int start) {
        return (b[start + 3] & 1) == 1;
    }
}
