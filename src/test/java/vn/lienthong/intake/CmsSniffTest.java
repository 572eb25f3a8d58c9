package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
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
    void takesNoPayloadForAnEnvelope() {
        assertFalse(sniff(""));
        assertFalse(sniff("30"));
        assertFalse(sniff("3080" + "06032a0304"));
        for (String payload : new String[] {
            "ky_luong,mst_don_vi,ten_don_vi\n",
            "<?xml version=\"1.0\"?><CHI_TIEU_TRANG_THAI_KCB/>",
            "{\"a\": [1, 2, 3]}      ",
            "0\u0080 plain text that begins like one"
        }) {
            for (var charset : new java.nio.charset.Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16}) {
                byte[] bytes = payload.getBytes(charset);
                assertFalse(CmsSniff.isEnvelope(bytes, bytes.length), payload);
            }
        }
    }

    @Test
    void anEnvelopeWithAnyFlippedBitIsStillMeantAsOne() {
        for (String head : new String[] {"3080" + AUTH_ENVELOPED, "308800000001ffffffff" + AUTH_ENVELOPED}) {
            byte[] whole = HexFormat.of().parseHex(head);
            for (int bit = 0; bit < whole.length * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertTrue(CmsSniff.isEnvelope(flipped, flipped.length), "flip of bit " + bit);
            }
        }
    }

    private static boolean sniff(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return CmsSniff.isEnvelope(bytes, bytes.length);
    }
}
