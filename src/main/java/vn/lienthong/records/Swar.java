package vn.lienthong.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes in one long. A buffer that is read this way has {@link #SLACK} bytes to spare at its end.
 */
public final class Swar {
    static final int SLACK = 8;
    static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_SEVEN = 0x7F7F7F7F7F7F7F7FL;
    private static final long ONES = 0x0101010101010101L;
    private static final long BLANKS = 0x2020202020202020L;
    private static final long UPPER_HALVES = 0xF0F0F0F0F0F0F0F0L;
    private static final long ZEROS = 0x3030303030303030L;
    private static final long SIXES = 0x0606060606060606L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Swar() {}

    /** Whether there is nothing but digits 0 to 9 (also when there is nothing at all). */
    public static boolean allDigits(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length >= 8 && length <= 16) {
            return eightDigits(word(bytes, start)) && eightDigits(word(bytes, end - 8));
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Whether all bytes are ASCII. */
    static boolean ascii(byte[] bytes, int start, int end) {
        int i = start;
        for (; i + 8 <= end; i += 8) {
            if ((word(bytes, i) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean eightDigits(long w) {
        long upper = (w & UPPER_HALVES) ^ ZEROS;
        long aboveNine = ((w + SIXES) & UPPER_HALVES) ^ ZEROS;
        return (upper | aboveNine) == 0;
    }

    /** The byte in all eight places. */
    static long spread(int b) {
        return (b & 0xFF) * ONES;
    }

    static long word(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** The word at {@code at}; places at and behind {@code end} read as blanks. */
    static long wordUpTo(byte[] bytes, int at, int end) {
        long w = (long) LONG.get(bytes, at);
        int left = end - at;
        if (left >= 8) {
            return w;
        }
        long kept = (1L << (left << 3)) - 1;
        return (w & kept) | (BLANKS & ~kept);
    }

    /** High bit set exactly in the places where the word has the spread byte. */
    static long places(long word, long spread) {
        long x = word ^ spread;
        return ~(((x & LOW_SEVEN) + LOW_SEVEN) | x | LOW_SEVEN);
    }

    /** Not zero exactly when one of the eight bytes is below 0x20. */
    static long controls(long word) {
        return (word - BLANKS) & ~word & HIGH_BITS;
    }

    /** Index of the first byte that is a blank or a control character, or {@code end}. */
    static int findBlank(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i += 8) {
            long w = word(bytes, i);
            long hit = (w - BLANKS - ONES) & ~w & HIGH_BITS;
            if (hit != 0) {
                return Math.min(end, i + (Long.numberOfTrailingZeros(hit) >>> 3));
            }
        }
        return end;
    }

    /** Index of the first byte that is {@code a} or {@code b} (both spread), or {@code end}. */
    static int find(byte[] bytes, int from, int end, long a, long b) {
        int i = from;
        while (i < end) {
            long w = word(bytes, i);
            long x = w ^ a;
            long y = w ^ b;
            // Borrows make false marks only above a true one, so the lowest mark is always right.
            long hit = (((x - ONES) & ~x) | ((y - ONES) & ~y)) & HIGH_BITS;
            if (hit != 0) {
                return Math.min(end, i + (Long.numberOfTrailingZeros(hit) >>> 3));
            }
            i += 8;
        }
        return end;
    }
}
