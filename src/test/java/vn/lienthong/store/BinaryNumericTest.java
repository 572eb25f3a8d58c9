package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The goal: what is written is the number, in the one form that the server would write too. */
class BinaryNumericTest {

    private static BigDecimal read(byte[] bytes, int length) {
        ByteBuffer b = ByteBuffer.wrap(bytes, 0, length);
        int digits = b.getShort();
        int weight = b.getShort();
        int sign = b.getShort();
        int scale = b.getShort();
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < digits; i++) {
            int group = b.getShort();
            assertTrue(group >= 0 && group < 10_000);
            assertTrue(group > 0 || (i > 0 && i < digits - 1), "no zero group at an end");
            sum = sum.add(BigDecimal.valueOf(group).scaleByPowerOfTen(4 * (weight - i)));
        }
        assertEquals(0, b.remaining());
        return (sign == 0x4000 ? sum.negate() : sum).setScale(scale);
    }

    private static void assertWritten(long unscaled, int scale) {
        byte[] out = new byte[BinaryNumeric.BYTES_MAX];
        int end = BinaryNumeric.write(out, 0, unscaled, scale);
        assertEquals(BigDecimal.valueOf(unscaled, scale), read(out, end), unscaled + " " + scale);
    }

    @Test
    void writesEveryScaleOfEdgesAndOfManyRandomNumbers() {
        long[] edges = {0, 1, -1, 9_999, 10_000, 100_000_000, 999_999_999_999_999_999L, -999_999_999_999_999_999L};
        Random random = new Random(7);
        for (int scale = 0; scale <= 18; scale++) {
            for (long edge : edges) {
                assertWritten(edge, scale);
            }
            for (int i = 0; i < 2_000; i++) {
                assertWritten(random.nextLong() % (long) Math.pow(10, 1 + random.nextInt(18)), scale);
            }
        }
    }

    @Test
    void writesWhereItIsTold() {
        byte[] out = new byte[64];
        Arrays.fill(out, (byte) 7);
        int end = BinaryNumeric.write(out, 10, 12_345, 2);
        assertEquals(10 + 8 + 4, end);
        assertEquals(7, out[9]);
        assertEquals(7, out[end]);
    }

    @Test
    void refusesAScaleThatNoFieldHas() {
        assertThrows(IllegalArgumentException.class, () -> BinaryNumeric.write(new byte[64], 0, 1, 19));
        assertThrows(IllegalArgumentException.class, () -> BinaryNumeric.write(new byte[64], 0, 1, -1));
    }
}
