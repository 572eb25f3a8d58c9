package vn.lienthong.portal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartsBodyTest {
    private static final String FIELD = "--x\r\nContent-Disposition: form-data; name=\"";
    private static final String END = "\r\n--x--\r\n";

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final FormFields fields = new FormFields("file", file::write);
    private final PartsBody parts = new PartsBody("x", fields);

    private void feed(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        parts.write(bytes, 0, bytes.length);
        parts.end();
    }

    private static String part(String name, String value) {
        return FIELD + name + "\"\r\n\r\n" + value + "\r\n";
    }

    @Test
    void readsTheSameFromEveryCutOfTheBody() throws IOException {
        byte[] content = new byte[200];
        new Random(7).nextBytes(content);
        String boundary = "--------------------------d74496d66958873e";
        String wrapped = Base64.getMimeEncoder().encodeToString(content);
        String line = "\r\n--" + boundary;
        byte[] body = ("a preamble\r\n-" + line + " \t\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Disposition: form-data; name=username\r\n\r\n01999_BV"
                        + line + "\r\nCONTENT-DISPOSITION: Form-Data ; filename=\"C:\\a;\\\"b.xml\" ; name=\"file\"\r\n"
                        + "Content-Transfer-Encoding: 8bit\r\nContent-Type: text/xml\r\n\r\n" + wrapped + line
                        + "\r\nContent-Disposition: form-data; name=\"tên\"\r\n\r\nBệnh+viện%20\r\n--"
                        + boundary.substring(3) + "\r" + line
                        + "\r\nContent-Disposition: form-data; name=empty;\r\n\r\n" + line + "--\r\nan epilogue" + line)
                .getBytes(StandardCharsets.UTF_8);
        for (int first = 0; first <= body.length; first++) {
            for (int second : new int[] {Math.min(first + 1, body.length), body.length}) {
                ByteArrayOutputStream decoded = new ByteArrayOutputStream();
                FormFields read = new FormFields("file", decoded::write);
                PartsBody cut = new PartsBody(boundary, read);
                cut.write(body, 0, first);
                cut.write(body, first, second - first);
                cut.write(body, second, body.length - second);
                cut.end();

                assertEquals("01999_BV", read.field("username"));
                assertArrayEquals(content, decoded.toByteArray());
                assertEquals("Bệnh+viện%20\r\n--" + boundary.substring(3) + "\r", read.field("tên"));
                assertEquals("", read.field("empty"));
                assertTrue(read.hasFile());
            }
        }
    }

    @Test
    void refusesABodyThatIsCutAnywhere() throws IOException {
        String body = part("username", "01999_BV") + part("file", "QUJD") + "--x--";
        for (int length = 0; length < body.length(); length++) {
            byte[] cut = body.substring(0, length).getBytes(StandardCharsets.UTF_8);
            PartsBody fresh = new PartsBody("x", new FormFields("file", file::write));
            fresh.write(cut, 0, length);
            assertThrows(Malformed.class, fresh::end, body.substring(0, length));
        }
        feed(body);
        assertTrue(fields.hasFile());
    }

    @Test
    void knowsAFormWithoutFields() throws IOException {
        feed("--x--");
        assertFalse(fields.hasFile());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1&b=2", // the other form
                "--y\r\n\r\n--y--", // another boundary
                "--xy\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--", // a boundary that goes on
                "--x-\r\n", // neither end nor part
                "--x\rContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--", // CR alone
                "--x\nContent-Disposition: form-data; name=\"a\"\n\n1\n--x--\n", // LF alone
                "--x\r\nContent-Disposition: form-data; name=\"a\"\n\r\n1\r\n--x--", // LF alone in a head
                "--x\r\n\r\n1\r\n--x--", // a part without a head
                "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--", // a part without a name
                "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", // no name either
                "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--", // no field
                "--x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--x--", // a quote that is open
                "--x\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\n1\r\n--x--", // and one with a tail
                "--x\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n1\r\n--x--", // two names
                "--x\r\nContent-Disposition: form-data; name=a; b\r\n\r\n1\r\n--x--", // half a parameter
                "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--x--",
                "--x\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--x--", // a folded line
                "--x\r\nContent-Disposition: form-data; name=a\r\nno colon\r\n\r\n1\r\n--x--",
                "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--x--",
                "--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n1\r\n--x--"
            })
    void refusesWhatIsNoForm(String body) {
        assertThrows(Malformed.class, () -> feed(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<GIAMDINHHS/>", "QUJ", "QUJD-", "QUJD\r\n--y\r\n"})
    void refusesAFileThatIsNotBase64(String value) {
        assertThrows(Malformed.class, () -> feed(part("file", value) + "--x--"));
    }

    @Test
    void refusesAFieldOrAFileThatIsThereTwice() {
        assertThrows(Malformed.class, () -> feed(part("a", "1") + part("a", "1") + "--x--"));
        PartsBody fresh = new PartsBody("x", new FormFields("file", file::write));
        byte[] twice = (part("file", "QUJD") + part("file", "QUJD")).getBytes(StandardCharsets.UTF_8);
        assertThrows(Malformed.class, () -> fresh.write(twice, 0, twice.length));
    }

    /** Each is told as soon as the bound is passed, not when the body ends. */
    @Test
    void boundsWhatStandsOutsideHeadsNamesValuesAndParts() {
        for (String body : new String[] {
            "p".repeat(PartsBody.OUTSIDE_BYTES_MAX + 1),
            "--x" + " ".repeat(PartsBody.OUTSIDE_BYTES_MAX + 1),
            "--x--" + "e".repeat(PartsBody.OUTSIDE_BYTES_MAX + 1),
            FIELD + "a".repeat(PartsBody.HEAD_BYTES_MAX),
            FIELD + "a\"\r\n" + "A: b\r\n".repeat(PartsBody.HEAD_LINES_MAX),
            FIELD + "n".repeat(FormFields.NAME_BYTES_MAX + 1) + "\"\r\n\r\n",
            FIELD + "a\"\r\n\r\n" + "v".repeat(FormFields.VALUE_BYTES_MAX + 1),
            manyParts(10_000)
        }) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            PartsBody fresh = new PartsBody("x", new FormFields());
            assertThrows(Malformed.class, () -> fresh.write(bytes, 0, bytes.length), body.substring(0, 50));
        }
    }

    private static String manyParts(int count) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < count; i++) {
            body.append(part("f" + i, "1"));
        }
        return body.toString();
    }

    @Test
    void readsAsManyFieldsAsTheOtherForm() throws IOException {
        feed(manyParts(FormFields.FIELDS_MAX) + "--x--");
        assertEquals("1", fields.field("f" + (FormFields.FIELDS_MAX - 1)));
    }

    @Test
    void handsTheFileOnWhileItComes() throws IOException {
        AtomicLong decoded = new AtomicLong();
        PartsBody body =
                new PartsBody("x", new FormFields("file", (piece, offset, length) -> decoded.addAndGet(length)));
        byte[] head = part("file", "").stripTrailing().concat("\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] lines = "QUJDQUJDQUJDQUJDQUJD\r\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        body.write(head, 0, head.length);
        for (int i = 0; i < 10; i++) {
            body.write(lines, 0, lines.length);
            assertTrue(decoded.get() > (i + 1) * 150_000L - (64 << 10), "nothing piles up");
        }
        byte[] end = END.getBytes(StandardCharsets.UTF_8);
        body.write(end, 0, end.length);
        body.end();
        assertEquals(1_500_000, decoded.get());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    multipart/form-data; boundary=x | x
                    Multipart/Form-Data;charset=utf-8; Boundary="a b:c" ; more=1 | a b:c
                    multipart/form-data; boundary="9f6c6f0e-1c2d-4ad1-9a0e-2b7d0b0f1c11" | 9f6c6f0e-1c2d-4ad1-9a0e-2b7d0b0f1c11
                    multipart/form-data; boundary====1700000000000=== | ===1700000000000===
                    """)
    void findsTheBoundaryQuotedOrNot(String contentType, String boundary) {
        assertEquals(Optional.of(new FormType(boundary)), FormType.of(contentType));
    }

    @Test
    void knowsTheFormsAndRefusesABoundaryThatIsNone() {
        assertEquals(Optional.of(new FormType(null)), FormType.of("application/X-www-form-urlencoded; charset=UTF-8"));
        assertEquals(Optional.empty(), FormType.of(null));
        assertEquals(Optional.empty(), FormType.of("multipart/mixed; boundary=x"));
        assertEquals(
                Optional.of(new FormType("b".repeat(70))),
                FormType.of("multipart/form-data; boundary=" + "b".repeat(70)));
        for (String broken : new String[] {
            "",
            "; boundary",
            "; boundary=",
            "; boundary=\"\"",
            "; boundary=\"x ",
            "; boundary=\"x \"",
            "; boundary=a\"b",
            "; boundary=" + "b".repeat(71),
            "; boundary=x; boundary=y",
            "; boundary=\"a\tb\""
        }) {
            assertThrows(Malformed.class, () -> FormType.of("multipart/form-data" + broken), broken);
        }
    }
}
