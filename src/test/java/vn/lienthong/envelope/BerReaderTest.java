package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.RefusalCode;

class BerReaderTest {
    private static final int MAX = 1000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3003020101",
                "3080020101 0000",
                "3006300402020101",
                "30803180 0000 0000",
                "3080 24800401AA0401BB0000 0000",
                "A006 80027E7F 0500"
            })
    void givesBackEveryElementAsItWas(String hex) throws IOException {
        // Given
        BerReader reader = reader(hex);

        // When
        byte[] element = reader.element(MAX);

        // Then
        assertArrayEquals(bytes(hex), element);
        reader.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "30", // no length
                "30 03 0201", // cut short
                "30 81 03 020101", // a length that is not the shortest
                "30 82 0003 020101",
                "30 84 00000003 020101",
                "30 89 010101010101010101", // a length beyond every bound
                "30 88 FFFFFFFFFFFFFFFF 00", // negative, if it were a long
                "30 05 020101", // longer than what it holds
                "30 02 020101", // shorter than what it holds
                "30 04 0204 0101", // a child longer than its parent
                "02 80 0101 0000", // primitive and indefinite
                "30 80 020101", // no end
                "30 80 020101 00", // half an end
                "30 80 020101 0001", // an end with content
                "1F 01 01", // a tag of several octets
                "00 00" // an end and nothing else
            })
    void refusesAFrameThatIsNotTheOneWayToWriteIt(String hex) {
        // Given
        BerReader reader = reader(hex);

        // When
        EnvelopeRefused refused = assertThrows(EnvelopeRefused.class, () -> {
            var unused = reader.element(MAX);
            reader.end();
        });

        // Then
        assertEquals(RefusalCode.ENVELOPE_UNREADABLE, refused.code());
    }

    @Test
    void refusesBytesAfterTheEnd() throws IOException {
        // Given
        BerReader reader = reader("0500 00");
        var unused = reader.element(MAX);

        // When, then
        assertThrows(EnvelopeRefused.class, reader::end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3080", "3003020101FF", "300302010"})
    void seesAWrongTotalLengthBeforeAnythingElse(String hex) {
        // Given
        byte[] bytes = bytes(hex.length() % 2 == 0 ? hex : hex + "1");
        BerReader reader = new BerReader(
                new ByteArrayInputStream(bytes),
                RefusalCode.ENVELOPE_UNREADABLE,
                hex.equals("3080") ? 1 : bytes.length + 1);

        // When, then
        assertThrows(EnvelopeRefused.class, () -> reader.enter(BerReader.SEQUENCE));
    }

    @Test
    void refusesDeepNestingInsteadOfRunningOutOfStack() {
        // Given
        String bomb = "3080".repeat(100_000);

        // When, then
        assertThrows(EnvelopeRefused.class, () -> reader(bomb).element(Integer.MAX_VALUE));
    }

    @Test
    void refusesAnElementThatIsTooLongBeforeItReadsIt() {
        // Given: a length of 2 GiB and nothing behind it
        BerReader reader = reader("04 84 7FFFFFFF");

        // When, then
        assertThrows(EnvelopeRefused.class, () -> reader.primitive(BerReader.OCTETS, MAX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04 03 616263",
                "24 80 0401 61 0402 6263 0000",
                "24 80 0400 0401 61 0400 0402 6263 0400 0000",
                "24 07 0401 61 0402 6263",
            })
    void readsAnOctetStringHoweverItIsCut(String hex) throws IOException {
        // Given: the same inside something else, so that the end must be found exactly
        BerReader reader = reader("3080" + hex + "0500 0000");
        reader.enter(BerReader.SEQUENCE);

        // When
        byte[] content = reader.octets(BerReader.OCTETS).readAllBytes();

        // Then
        assertArrayEquals("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII), content);
        assertArrayEquals(bytes("0500"), reader.element(MAX));
        reader.leave();
        reader.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04 03 6162", // cut short
                "24 80 0401 61", // cut short between pieces
                "24 80 0201 61 0000", // a piece that is a number
                "24 80 2480 0401 61 0000 0000", // pieces in pieces
                "24 80 0480 61 0000", // a piece of indefinite length
                "24 06 0401 61 0402 6263" // pieces longer than the whole
            })
    void refusesAnOctetStringWithABrokenFrame(String hex) {
        // Given
        BerReader reader = reader(hex);

        // When, then
        assertThrows(
                EnvelopeRefused.class, () -> reader.octets(BerReader.OCTETS).readAllBytes());
    }

    @Test
    void readsOctetStringsOfMoreThanFourGigabytes() throws IOException {
        // Given: a length of five octets, 2^32 + 5, over endless zeros
        long length = (1L << 32) + 5;
        InputStream zeros = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int wanted) {
                return wanted;
            }
        };
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(bytes("04 85 0100000005")), zeros);
        InputStream octets = new BerReader(in, RefusalCode.ENVELOPE_UNREADABLE).octets(BerReader.OCTETS);

        // When
        byte[] buffer = new byte[1024 * 1024];
        long read = 0;
        for (int got; (got = octets.read(buffer)) >= 0; ) {
            read += got;
        }

        // Then
        assertEquals(length, read);
    }

    @Test
    void knowsWhetherMoreIsInside() throws IOException {
        // Given
        BerReader reader = reader("3002 0500");
        reader.enter(BerReader.SEQUENCE);

        // When, then
        assertTrue(reader.more());
        assertEquals(0x05, reader.nextTag());
        assertArrayEquals(new byte[0], reader.primitive(0x05, 0));
        assertFalse(reader.more());
        assertThrows(EnvelopeRefused.class, reader::nextTag);
    }

    private static BerReader reader(String hex) {
        return new BerReader(new ByteArrayInputStream(bytes(hex)), RefusalCode.ENVELOPE_UNREADABLE);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
