package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void saysTheSameAsTheJdksStrictDecoder() {
        Random random = new Random(3);
        int[] bytes = {
            0x41, 0x80, 0xBF, 0xC0, 0xC2, 0xC3, 0xDF, 0xE0, 0xA0, 0x9F, 0xE1, 0xBB, 0xED, 0xEF, 0xF0, 0x90, 0xF4, 0x8F,
            0xF5
        };
        for (int round = 0; round < 200_000; round++) {
            // Given
            byte[] soup = new byte[random.nextInt(14)];
            for (int i = 0; i < soup.length; i++) {
                soup[i] = (byte) (random.nextInt(3) == 0 ? 'x' : bytes[random.nextInt(bytes.length)]);
            }
            // When
            int invalid = Utf8.firstInvalid(soup, 0, soup.length);
            // Then
            assertEquals(jdkAccepts(soup), invalid < 0, () -> java.util.HexFormat.of()
                    .formatHex(soup));
        }
    }

    @Test
    void tellsWhereTheFirstWrongSequenceIs() {
        byte[] cut = "Nguyễn Văn".getBytes(StandardCharsets.UTF_8);
        assertEquals(-1, Utf8.firstInvalid(cut, 0, cut.length));
        assertEquals(4, Utf8.firstInvalid(cut, 0, 6), "a cut letter");
    }

    private static boolean jdkAccepts(byte[] bytes) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
