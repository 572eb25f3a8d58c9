package vn.lienthong.envelope;

import java.nio.ByteBuffer;

/**
 * An element of GF(2^128) in the bit order of GCM (NIST SP 800-38D, section 6.3): the first bit of the first byte is
 * the coefficient of x^0. A product takes a fraction of a microsecond, so it joins segments and never hashes them.
 */
record Gf128(long high, long low) {
    static final int BYTES = 16;
    static final Gf128 ZERO = new Gf128(0, 0);
    static final Gf128 ONE = new Gf128(0x8000000000000000L, 0);

    /** x^128 = x^7 + x^2 + x + 1. */
    private static final long REDUCTION = 0xe100000000000000L;

    private static final int BITS = 128;

    static Gf128 of(byte[] block) {
        ByteBuffer words = ByteBuffer.wrap(block, 0, BYTES);
        return new Gf128(words.getLong(), words.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    Gf128 plus(Gf128 other) {
        return new Gf128(high ^ other.high, low ^ other.low);
    }

    /** Masks instead of branches: the time does not tell the bits. */
    Gf128 times(Gf128 other) {
        long sumHigh = 0;
        long sumLow = 0;
        long termHigh = other.high;
        long termLow = other.low;
        for (int i = 0; i < BITS; i++) {
            long word = i < Long.SIZE ? high : low;
            long chosen = -((word >>> (Long.SIZE - 1 - (i & (Long.SIZE - 1)))) & 1);
            sumHigh ^= termHigh & chosen;
            sumLow ^= termLow & chosen;
            long carried = -(termLow & 1);
            termLow = (termLow >>> 1) | (termHigh << (Long.SIZE - 1));
            termHigh = (termHigh >>> 1) ^ (REDUCTION & carried);
        }
        return new Gf128(sumHigh, sumLow);
    }

    Gf128 power(long exponent) {
        Gf128 result = ONE;
        Gf128 square = this;
        for (long left = exponent; left > 0; left >>>= 1) {
            if ((left & 1) == 1) {
                result = result.times(square);
            }
            square = square.times(square);
        }
        return result;
    }

    /** The inverse is the power 2^128 - 2; zero has none and stays zero. */
    Gf128 inverse() {
        Gf128 result = ONE;
        Gf128 square = this;
        for (int i = 1; i < BITS; i++) {
            square = square.times(square);
            result = result.times(square);
        }
        return result;
    }

    /** It may be a hash key: no value in a log. */
    @Override
    public String toString() {
        return "Gf128";
    }
}
