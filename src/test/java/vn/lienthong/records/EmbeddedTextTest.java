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
    private static final int BYTES_MAX = 100_000;

    @Test
    void decodesBase64HoweverItIsWrappedAndCut() {
        // Given
        Random random = new Random(7);
        EmbeddedText text = new EmbeddedText(BYTES_MAX);
        for (int size = 1; size < 300; size++) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            String plain = Base64.getEncoder().encodeToString(content);
            String wrapped = Base64.getMimeEncoder(random.nextInt(19) * 4 + 4, "\n".getBytes(UTF_8))
                    .encodeToString(content);
            String strewn = "\r\n\t " + plain.replaceAll("(.{7})", "$1 ") + "\n ";

            // When, Then
            for (String encoded : new String[] {plain, wrapped, strewn}) {
                assertTrue(add(text, encoded, 1 + random.nextInt(60)));
                assertTrue(text.end());
                assertArrayEquals(content, Arrays.copyOf(text.bytes(), text.length()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a>\u1ec7</a>", " \n<?xml version='1.0'?><a/>", "\uFEFF<a/>"})
    void takesADocumentAsItIs(String document) {
        // Given
        EmbeddedText text = new EmbeddedText(BYTES_MAX);

        // When
        boolean fits = add(text, document, 2);

        // Then
        assertTrue(fits);
        assertTrue(text.end());
        assertEquals(document.replace("\uFEFF", "").strip(), new String(text.bytes(), 0, text.length(), UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"QUJD*", "QUJDR", "QUJDRA", "QUJDRA=", "QUJDRA===", "QQ==QQ==", "Q=Q=", "=", "QU-D", "QU\u1ec7D"
            })
    void refusesWhatBase64DoesNotMake(String wrong) {
        // Given
        EmbeddedText text = new EmbeddedText(BYTES_MAX);

        // When
        boolean fits = add(text, wrong, 3);

        // Then
        assertTrue(fits);
        assertFalse(text.end());
    }

    @Test
    void takesNothingForNothing() {
        // Given
        EmbeddedText text = new EmbeddedText(BYTES_MAX);

        // When
        boolean fits = add(text, " \r\n\t", 1);

        // Then
        assertTrue(fits);
        assertTrue(text.blank());
    }

    @Test
    void stopsAtItsBound() {
        // Given
        EmbeddedText text = new EmbeddedText(999);

        // When, Then
        assertTrue(add(text, "QUJD".repeat(333), 50));
        assertFalse(add(text, "QUJD".repeat(334), 50));
        assertFalse(add(text, "<" + "a".repeat(999), 50));
    }

    private static boolean add(EmbeddedText text, String all, int piece) {
        text.begin();
        for (int from = 0; from < all.length(); from += piece) {
            char[] chars =
                    all.substring(from, Math.min(all.length(), from + piece)).toCharArray();
            if (!text.add(chars, 0, chars.length)) {
                return false;
            }
        }
        return true;
    }
}
