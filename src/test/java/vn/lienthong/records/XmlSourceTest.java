package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

class XmlSourceTest {
    private static final int RECORD_BYTES_MAX = 100_000;
    private static final Contract ABC = Contracts.of(
            Contracts.exchange(Exchange.Format.XML, List.of("DOC", "LIST", "ROW"), RECORD_BYTES_MAX, 1),
            List.of(),
            FieldSpec.text("A"),
            FieldSpec.text("B"));

    private static Files read(String content) {
        return Files.read(ABC, content);
    }

    private static Files rows(String inside) {
        return read("<?xml version=\"1.0\" encoding=\"utf-8\"?><DOC><LIST>" + inside + "</LIST><SIGNATURE/></DOC>");
    }

    private static Optional<Refusal> refused(RefusalCode code, long record) {
        return Optional.of(new Refusal(code, record));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ROW><A>1</A><B>ă</B></ROW>",
                "<ROW><B>ă</B><A>1</A></ROW>",
                "<ROW>\n  <A>\n 1 </A>\n <!-- c --> <B><![CDATA[ă]]></B></ROW>",
                "<ROW a='x'><A>&#49;</A><B>&#x103;</B></ROW>",
                "<n:ROW xmlns:n='urn:n'><n:A>1</n:A><B>ă</B></n:ROW>",
                "<ROW><A>1<!-- inside --></A><B>ă</B></ROW>",
            })
    void readsTheSameRecordHoweverItIsWritten(String row) {
        assertEquals(List.of(List.of("1", "ă")), rows(row).rows());
    }

    @Test
    void flagsAnElementThatTheContractDoesNotKnow() {
        assertEquals(
                List.of(List.of("1", "", Files.UNKNOWN), List.of("2", "")),
                rows("<ROW><A>1</A><C>not <B>known</B></C></ROW><ROW><A>2</A></ROW>")
                        .rows());
    }

    @Test
    void readsAMarkAndNoDeclaration() {
        assertEquals(1, read("\uFEFF<DOC><LIST><ROW/></LIST></DOC>").rows().size());
    }

    @Test
    void readsLettersOfEveryLength() {
        // Given one, two, three and four bytes, as bytes and as references
        String letters = "aăễ\uD834\uDD1E";
        // When
        Files file = rows("<ROW><A>" + letters + "</A><B>&#x1D11E;</B></ROW>");
        // Then
        assertEquals(List.of(List.of(letters, "\uD834\uDD1E")), file.rows());
    }

    @Test
    void takesAMissingAndAnEmptyElementAsAbsent() {
        assertEquals(
                List.of(List.of("", ""), List.of("", "")),
                rows("<ROW><A/></ROW><ROW/>").rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<ROW><A>1</A><A>1</A></ROW>",
                "<ROW><A>1<X>2</X></A></ROW>",
                "<ROW>text<A>1</A></ROW>",
            })
    void marksARecordThatIsNotFlat(String row) {
        assertEquals(
                List.of(List.of(Files.RAGGED), List.of("1", "2")),
                rows(row + "<ROW><A>1</A><B>2</B></ROW>").rows());
    }

    @Test
    void takesAnEmptyListAsNoRecords() {
        assertEquals(new Files(List.of(), List.of(), List.of(), Optional.empty()), rows(""));
    }

    @Test
    void tellsTheLineOnWhichARecordBegins() {
        assertEquals(
                List.of(3L, 5L),
                read("<DOC>\n<LIST>\n<ROW>\n</ROW>\n<ROW/></LIST></DOC>").lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a,b\n1,2\n",
                "<OTHER><LIST/></OTHER>",
                "<DOC/>",
                "<DOC><LIST/></DOC><DOC/>",
                "<DOC><LIST></DOC></LIST>",
                "<DOC><LIST/></DOC>x",
            })
    void refusesWhatIsNotTheContractsDocument(String content) {
        assertEquals(refused(RefusalCode.SHAPE_INVALID, 0), read(content).refusal());
    }

    @Test
    void namesTheRecordThatIsNotWellFormed() {
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 2),
                rows("<ROW/><ROW><A>1</B></ROW>").refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE DOC><DOC><LIST/></DOC>",
                "<!DOCTYPE DOC SYSTEM 'file:///etc/passwd'><DOC><LIST/></DOC>",
                "<!DOCTYPE DOC [<!ENTITY x 'y'>]><DOC><LIST><ROW><A>&x;</A></ROW></LIST></DOC>",
            })
    void refusesADoctype(String content) {
        assertEquals(refused(RefusalCode.XML_UNSAFE, 0), read(content).refusal());
    }

    @Test
    void refusesAnUndeclaredEntity() {
        assertEquals(
                refused(RefusalCode.XML_UNSAFE, 1),
                rows("<ROW><A>&x;</A></ROW>").refusal());
    }

    @Test
    void refusesTooMuchDepthAttributesAndNames() {
        assertEquals(
                refused(RefusalCode.XML_UNSAFE, 0),
                read("<DOC>" + "<X>".repeat(9)).refusal());
        StringBuilder attributes = new StringBuilder();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 1_001; i++) {
            attributes.append(" a").append(i).append("=''");
            names.append("<n").append(i).append("/>");
        }
        assertEquals(
                refused(RefusalCode.XML_UNSAFE, 0),
                rows("<ROW" + attributes + "/>").refusal());
        assertEquals(refused(RefusalCode.XML_UNSAFE, 0), read("<DOC>" + names).refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<ROW><A>", "<ROW><C>", "<!--", "<ROW A='", "<ROW ", "<?pi ", "<ROW><![CDATA[", "<"})
    void refusesWhatWouldFillTheMemoryWithoutReadingOn(String opening) {
        // Given something that is never closed
        byte[] begin = ("<DOC><LIST>" + opening).getBytes(StandardCharsets.UTF_8);
        Streams.Endless endless = new Streams.Endless();
        // When
        Files file = Files.read(ABC, new SequenceInputStream(new ByteArrayInputStream(begin), endless));
        // Then
        assertEquals(RefusalCode.XML_UNSAFE, file.refusal().orElseThrow().code());
        assertTrue(endless.given() < 10L * RECORD_BYTES_MAX, "read " + endless.given());
    }

    @Test
    void refusesATruncatedFileWhereverItIsCut() {
        // Given
        byte[] whole =
                "<DOC><LIST><ROW><A>1</A></ROW><ROW><A>ă</A></ROW></LIST></DOC>".getBytes(StandardCharsets.UTF_8);
        for (int length = 5; length < whole.length; length++) {
            // When
            Files file = Files.read(ABC, Arrays.copyOf(whole, length));
            // Then
            RefusalCode code = file.refusal().orElseThrow().code();
            boolean told = code == RefusalCode.FILE_INCOMPLETE || code == RefusalCode.ENCODING_INVALID;
            assertTrue(told, length + ": " + code);
        }
    }

    @Test
    void namesTheRecordThatIsNotUtf8() {
        // Given Latin-1 letters, an overlong slash and a surrogate in the second record
        for (byte[] wrong : new byte[][] {
            {(byte) 0xE1, 'b', 'c'}, {(byte) 0xC0, (byte) 0xAF, 'x'}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}
        }) {
            byte[] content =
                    "<DOC><LIST><ROW/><ROW><A>???</A></ROW><ROW/></LIST></DOC>".getBytes(StandardCharsets.UTF_8);
            int at = new String(content, StandardCharsets.UTF_8).indexOf("???");
            System.arraycopy(wrong, 0, content, at, 3);
            // When
            Files file = Files.read(ABC, content);
            // Then
            assertEquals(refused(RefusalCode.ENCODING_INVALID, 2), file.refusal());
            assertEquals(1, file.rows().size());
        }
    }

    @Test
    void refusesOtherEncodings() {
        String content = "<?xml version='1.0' encoding='windows-1258'?><DOC><LIST/></DOC>";
        assertEquals(refused(RefusalCode.ENCODING_INVALID, 0), read(content).refusal());
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 0),
                Files.read(ABC, "<DOC><LIST/></DOC>".getBytes(StandardCharsets.UTF_16))
                        .refusal());
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 0),
                Files.read(ABC, "<DOC><LIST/></DOC>".getBytes(StandardCharsets.UTF_16LE))
                        .refusal());
    }

    @Test
    void cutsChunksByContentAloneHoweverTheBytesArrive() {
        // Given
        String content = "<DOC><LIST>" + "<ROW><A>ắn \uD834\uDD1E</A><B>2</B></ROW>\n".repeat(Chunk.RECORDS_MAX + 5)
                + "</LIST></DOC>";
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files whole = Files.read(ABC, bytes);
        // When
        Files dripped = Files.read(ABC, new Drip(bytes, 997));
        // Then
        assertEquals(List.of(Chunk.RECORDS_MAX, 5), whole.recordsOfChunks());
        assertEquals(whole, dripped);
    }

    @Test
    void letsAFailingStreamFail() {
        ChunkSource source = ChunkSource.of(ABC, Streams.failingAfter("<DOC><LIST>"));
        assertThrows(IOException.class, () -> source.next(new Chunk()));
    }
}
