package vn.lienthong.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedTextTest {
    private static final String BEFORE = "before";
    /** As long as a word is read over the end. */
    private static final String AFTER = "behind it";

    @Test
    void decodesBase64HoweverItIsWrapped() {
        // Given
        Random random = new Random(7);
        EmbeddedText text = new EmbeddedText();
        for (int size = 1; size < 300; size++) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            String plain = Base64.getEncoder().encodeToString(content);
            String wrapped = Base64.getMimeEncoder(random.nextInt(19) * 4 + 4, "\n".getBytes(UTF_8))
                    .encodeToString(content);
            String strewn = plain.replaceAll("(.{7})", "$1 ") + "\r\n\t ";

            // When, Then
            for (String encoded : new String[] {plain, wrapped, strewn}) {
                assertTrue(decode(text, encoded));
                assertArrayEquals(content, Arrays.copyOfRange(text.bytes(), text.start(), text.end()));
            }
        }
    }

    @Test
    void takesADocumentAsItIs() {
        // Given
        EmbeddedText text = new EmbeddedText();
        String document = "<a>\u1ec7 </a>\n";

        // When
        boolean sound = decode(text, document);

        // Then
        assertTrue(sound);
        assertEquals(document, new String(text.bytes(), text.start(), text.end() - text.start(), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUJD*",
                "QUJDR",
                "QUJDRA",
                "QUJDRA=",
                "QUJDRA===",
                "QQ==QQ==",
                "Q=Q=",
                "=",
                "QU-D",
                "QU\u1ec7D",
                "QUJD\fQUJD",
                "QU\u0000JDA",
                "QUJD<a/>"
            })
    void refusesWhatBase64DoesNotMake(String wrong) {
        // Given
        EmbeddedText text = new EmbeddedText();

        // When
        boolean sound = decode(text, wrong);

        // Then
        assertFalse(sound);
    }

    /** With other bytes around it, which must not be touched. */
    private static boolean decode(EmbeddedText text, String encoded) {
        byte[] bytes = (BEFORE + encoded + AFTER).getBytes(UTF_8);
        int end = bytes.length - AFTER.length();
        boolean sound = text.decode(bytes, BEFORE.length(), end);
        assertEquals(BEFORE, new String(bytes, 0, BEFORE.length(), UTF_8));
        assertEquals(AFTER, new String(bytes, end, AFTER.length(), UTF_8));
        return sound;
    }
}
