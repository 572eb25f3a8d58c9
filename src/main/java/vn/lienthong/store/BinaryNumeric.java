package vn.lienthong.store;

/**
 * PostgreSQL's binary form of {@code numeric}: groups of four decimal digits, most significant first, with the weight
 * of the first group.
 */
final class BinaryNumeric {
    private static final int GROUP = 10_000;
    private static final int GROUP_DIGITS = 4;
    private static final int HEADER_BYTES = 8;
    /** Of 19 digits and any alignment of the point. */
    private static final int GROUPS_MAX = 6;

    static final int BYTES_MAX = HEADER_BYTES + 2 * GROUPS_MAX;
    private static final int POSITIVE = 0x0000;
    private static final int NEGATIVE = 0x4000;

    private BinaryNumeric() {}

    /** Writes {@code unscaled * 10^-scale} at {@code at} without its length word and returns the end. */
    static int write(byte[] out, int at, long unscaled, int scale) {
        if (scale < 0 || scale > 18 || unscaled == Long.MIN_VALUE) {
            throw new IllegalArgumentException("a decimal has at most 18 digits");
        }
        int fractionGroups = (scale + GROUP_DIGITS - 1) / GROUP_DIGITS;
        int padding = fractionGroups * GROUP_DIGITS - scale;
        // The lowest group is filled up with zeros so that groups meet at the point.
        long rest = Math.abs(unscaled);
        long power = power(GROUP_DIGITS - padding);
        int[] groups = new int[GROUPS_MAX];
        int count = 0;
        if (padding > 0) {
            groups[count++] = (int) (rest % power * power(padding));
            rest /= power;
        }
        while (rest > 0) {
            groups[count++] = (int) (rest % GROUP);
            rest /= GROUP;
        }
        while (count > 0 && groups[count - 1] == 0) {
            count--;
        }
        int low = 0;
        while (low < count && groups[low] == 0) {
            low++;
        }
        int weight = count == 0 ? 0 : count - 1 - fractionGroups;
        int p = Binary.int2(out, at, count - low);
        p = Binary.int2(out, p, weight);
        p = Binary.int2(out, p, unscaled < 0 ? NEGATIVE : POSITIVE);
        p = Binary.int2(out, p, scale);
        for (int i = count - 1; i >= low; i--) {
            p = Binary.int2(out, p, groups[i]);
        }
        return p;
    }

    private static long power(int digits) {
        long p = 1;
        for (int i = 0; i < digits; i++) {
            p *= 10;
        }
        return p;
    }
}
