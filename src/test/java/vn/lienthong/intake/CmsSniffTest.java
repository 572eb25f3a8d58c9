package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CmsSniffTest {
    private static final String AUTH_ENVELOPED = "060b2a864886f70d0109100117";
    private static final String ENVELOPED = "06092a864886f70d010703";

    @Test
    void knowsAnEnvelopeWhateverTheFormOfItsLength() {
        assertTrue(sniff("3080" + AUTH_ENVELOPED + "a080"));
        assertTrue(sniff("303e" + AUTH_ENVELOPED));
        assertTrue(sniff("30820400" + AUTH_ENVELOPED));
        assertTrue(sniff("308800000001ffffffff" + AUTH_ENVELOPED));
        assertTrue(sniff("3080" + ENVELOPED));
    }

    @Test
    void takesNothingElseForAnEnvelope() {
        assertFalse(sniff(""));
        assertFalse(sniff("30"));
        assertFalse(sniff("3180" + AUTH_ENVELOPED));
        assertFalse(sniff("3080" + "06032a0304"));
        assertFalse(sniff("30ff" + AUTH_ENVELOPED));
        assertFalse(CmsSniff.isEnvelope("ky_luong,mst_don_vi\n".getBytes(StandardCharsets.UTF_8), 20));
        assertFalse(
                CmsSniff.isEnvelope("0\u0080 plain text that begins like one".getBytes(StandardCharsets.UTF_8), 24));
    }

    @Test
    void isNotFooledByAHeadThatEndsInTheMiddleOfTheIdentifier() {
        byte[] whole = HexFormat.of().parseHex("30820400" + AUTH_ENVELOPED);
        for (int length = 0; length < whole.length; length++) {
            assertFalse(CmsSniff.isEnvelope(whole, length), "of " + length + " bytes");
        }
        assertTrue(CmsSniff.isEnvelope(whole, whole.length));
    }

    @Test
    void needsNoMoreThanTheHead() {
        byte[] longest = HexFormat.of().parseHex("308800000001ffffffff" + AUTH_ENVELOPED);
        assertTrue(longest.length <= CmsSniff.HEAD_BYTES);
        byte[] flipped = longest.clone();
        for (int i = 0; i < longest.length - 1; i++) {
            flipped = Arrays.copyOf(longest, longest.length);
            flipped[i] ^= 0x40;
            boolean inLength = i >= 2 && i < 10;
            assertEquals(inLength, CmsSniff.isEnvelope(flipped, flipped.length), "flip of byte " + i);
        }
    }

    private static boolean sniff(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return CmsSniff.isEnvelope(bytes, bytes.length);
    }
}
