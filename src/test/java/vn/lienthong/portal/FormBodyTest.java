package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final FormFields fields = new FormFields("file", file::write);
    private final FormBody form = new FormBody(fields);

    private void feed(String body, int pieceBytes) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            form.write(bytes, at, Math.min(pieceBytes, bytes.length - at));
        }
        form.end();
    }

    @Test
    void readsTheSameFromEveryCutOfTheBody() throws IOException {
        byte[] content = new byte[1_000];
        new Random(7).nextBytes(content);
        String escaped = URLEncoder.encode(Base64.getEncoder().encodeToString(content), StandardCharsets.US_ASCII);
        String body = "username=01999_BV&t%C3%AAn=B%E1%BB%87nh+vi%E1%BB%87n&file=" + escaped + "&last=x";
        for (int piece = 1; piece < 40; piece++) {
            ByteArrayOutputStream decoded = new ByteArrayOutputStream();
            FormFields read = new FormFields("file", decoded::write);
            FormBody cut = new FormBody(read);
            byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < bytes.length; at += piece) {
                cut.write(bytes, at, Math.min(piece, bytes.length - at));
            }
            cut.end();
            assertArrayEquals(content, decoded.toByteArray());
            assertEquals("01999_BV", read.field("username"));
            assertEquals("Bệnh viện", read.field("tên"));
            assertEquals("x", read.field("last"));
            assertEquals("", read.field("absent"));
            assertTrue(read.hasFile());
        }
    }

    @Test
    void takesAPlusThatNobodyEscapedAndLineFeedsOfWrappedBase64() throws IOException {
        byte[] content = {(byte) 0xfb, (byte) 0xef, (byte) 0xbe, (byte) 0xfb, 1};
        String base64 = Base64.getEncoder().encodeToString(content);
        assertTrue(base64.contains("+"), base64);
        feed("file=" + base64.substring(0, 4) + "%0D%0A" + base64.substring(4), 1_000);
        assertArrayEquals(content, file.toByteArray());
    }

    @Test
    void knowsAFormWithoutItsFile() throws IOException {
        feed("username=x&", 3);
        assertFalse(fields.hasFile());
        assertEquals("x", fields.field("username"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file=QUJD%4", // an escape that is cut
                "file=QUJD%zz", // no escape
                "file=QUJ", // base64 that is cut
                "file=QUJDR", // base64 that is cut
                "file=QQ==QQ==", // two bodies of base64
                "file=Q===", // too much padding
                "file=QR==", // bits that nobody encoded
                "file=QU*D", // foreign character
                "file=QUJD&file=QUJD", // two files
                "a=1&a=2", // a field twice
                "a=%ff", // not UTF-8
                "noequals&file=QUJD"
            })
    void refusesWhatIsNoForm(String body) {
        assertThrows(Malformed.class, () -> feed(body, 5));
    }

    @Test
    void boundsNamesValuesAndFields() {
        assertThrows(Malformed.class, () -> feed("x".repeat(FormFields.NAME_BYTES_MAX + 1) + "=1", 64));
        assertThrows(Malformed.class, () -> new FormBody(new FormFields())
                .write(
                        ("v=" + "x".repeat(FormFields.VALUE_BYTES_MAX + 1)).getBytes(StandardCharsets.US_ASCII),
                        0,
                        1_027));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= FormFields.FIELDS_MAX; i++) {
            many.append('f').append(i).append("=1&");
        }
        FormBody fresh = new FormBody(new FormFields());
        byte[] bytes = many.toString().getBytes(StandardCharsets.US_ASCII);
        assertThrows(Malformed.class, () -> fresh.write(bytes, 0, bytes.length));
    }
}
