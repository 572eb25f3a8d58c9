package vn.lienthong.records;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ClaimContract.file;
import static vn.lienthong.ClaimContract.part;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.ClaimContract;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

class AttachmentsTest {
    private static final Contract CLAIMS = ClaimContract.of("ignored");
    private static final String XML1 =
            "<TONG_HOP><MA_LK>K1</MA_LK><HO_TEN><![CDATA[\u0110\u1eb7ng A]]></HO_TEN></TONG_HOP>";
    private static final String XML2 =
            "<CHITIEU><DSACH><CHI_TIET_THUOC><STT>1</STT><T_BHTT>10</T_BHTT></CHI_TIET_THUOC>"
                    + "<CHI_TIET_THUOC><T_BHTT>20</T_BHTT><STT>2</STT></CHI_TIET_THUOC></DSACH></CHITIEU>";
    private static final String XML7 = "<GIAY_RA_VIEN><SO_LUU_TRU>L1</SO_LUU_TRU></GIAY_RA_VIEN>";
    private static final List<String> WHOLE = List.of("0 01999 K1 \u0110\u1eb7ng A", "1@1 1 10", "1@2 2 20", "2@1 L1");

    /** What was read: one list a record, one text a row. */
    private record Read(List<List<String>> records, Optional<Refusal> refusal) {
        @Override
        public String toString() {
            return records + " " + refusal;
        }
    }

    static List<String> writings() {
        String one = part("XML1", XML1);
        String two = part("XML2", XML2);
        String seven = part("XML7", XML7);
        return List.of(
                one + two + seven,
                part("XML1", base64(XML1)) + part("XML2", base64(XML2)) + part("XML7", base64(XML7)),
                part("XML1", wrapped(XML1))
                        + part("XML2", wrapped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + XML2))
                        + seven,
                part("XML1", base64("\uFEFF<?xml version='1.0'?><!-- c -->" + XML1)) + two + seven,
                part("XML1", "<![CDATA[" + XML1.replace("]]>", "]]]]><![CDATA[>") + "]]>")
                        + part("XML2", "<![CDATA[" + base64(XML2) + "]]>")
                        + part("XML7", XML7.replace("<", "&lt;")),
                part("XML1", "\n  " + XML1 + "<!-- c -->\n")
                        + part(" XML2 ", XML2)
                        + part("XML7", " " + base64(XML7) + "\n"),
                one + "<FILEHOSO/>" + two + seven + part("XML2", "<CHITIEU/>"),
                "<FILEHOSO><NOIDUNGFILE>" + base64(XML1) + "</NOIDUNGFILE><LOAIHOSO>XML1</LOAIHOSO></FILEHOSO>" + two
                        + seven);
    }

    @ParameterizedTest
    @MethodSource("writings")
    void readsTheSameVisitHoweverItsTablesAreWritten(String parts) {
        // When
        byte[] file = file(1, "<HOSO>" + parts + "</HOSO>").getBytes(UTF_8);
        Read read = read(CLAIMS, new ByteArrayInputStream(file));
        Read dripped = read(CLAIMS, new Drip(file, 3));

        // Then
        assertEquals(List.of(WHOLE), read.records());
        assertEquals(Optional.empty(), read.refusal());
        assertEquals(read, dripped);
    }

    @Test
    void readsTheTablesInAnyOrderAndNumber() {
        // Given
        String more = "<CHITIEU><DSACH><CHI_TIET_THUOC><STT>3</STT></CHI_TIET_THUOC></DSACH></CHITIEU>";
        String mixed = part("XML7", base64(XML7))
                + part("XML2", XML2)
                + part("XML1", base64(XML1))
                + part("XML2", base64(more));

        // When
        Read read = read(file(2, "<HOSO>" + mixed + "</HOSO>\n<HOSO>" + part("XML1", XML1) + "</HOSO>"));

        // Then
        assertEquals(
                List.of(
                        List.of("0 01999 K1 \u0110\u1eb7ng A", "2@1 L1", "1@1 1 10", "1@2 2 20", "1@3 3 "),
                        List.of("0 01999 K1 \u0110\u1eb7ng A")),
                read.records());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " \n ", "<CHITIEU/>", "<CHITIEU><DSACH/></CHITIEU>", "<CHITIEU>\n<DSACH>\n</DSACH></CHITIEU>"
            })
    void takesAnEmptyTableAsAbsent(String content) {
        // When
        Read nested = read(file(1, "<HOSO>" + part("XML1", XML1) + part("XML2", content) + "</HOSO>"));
        Read encoded = read(file(1, "<HOSO>" + part("XML1", XML1) + part("XML2", encodedOrBlank(content)) + "</HOSO>"));

        // Then
        assertEquals(List.of(List.of("0 01999 K1 \u0110\u1eb7ng A")), nested.records());
        assertEquals(List.of(List.of("0 01999 K1 \u0110\u1eb7ng A")), encoded.records());
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64 at all: *", "<TABLE><ROW/></TABLE>", "QUJD", ""})
    void passesOverKindsItDoesNotKnow(String content) {
        // When
        Read read = read(file(1, "<HOSO>" + part("XML1", XML1) + part("XML16", content) + "</HOSO>"));

        // Then
        assertEquals(List.of(List.of("0? 01999 K1 \u0110\u1eb7ng A")), read.records());
        assertEquals(Optional.empty(), read.refusal());
    }

    static List<String> contradictions() {
        return List.of(
                part("XML2", XML7),
                part("XML2", base64("<HS><A/></HS>")),
                part("XML2", "<HS/>"),
                part("", XML2),
                part("XML2", XML2 + XML2),
                part("XML2", XML2 + base64(XML2)),
                part("XML2", base64(XML2) + XML2),
                part("XML1", XML1),
                part("XML2</LOAIHOSO><LOAIHOSO>XML2", XML2),
                part("XML2", XML2 + "</NOIDUNGFILE><NOIDUNGFILE>" + XML2),
                "<FILEHOSO><NOIDUNGFILE>" + base64(XML2) + "</NOIDUNGFILE><LOAIHOSO>XML16</LOAIHOSO></FILEHOSO>",
                part("XML2".repeat(100), ""));
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void neverLosesRowsInSilence(String contradiction) {
        // When
        Read read = read(file(
                2, "<HOSO>" + part("XML1", XML1) + contradiction + "</HOSO><HOSO>" + part("XML1", XML1) + "</HOSO>"));

        // Then
        assertEquals("0 ragged", read.records().get(0).get(0));
        assertEquals(List.of("0 01999 K1 \u0110\u1eb7ng A"), read.records().get(1));
    }

    static List<Object[]> hostile() {
        String bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]>";
        return List.of(
                new Object[] {RefusalCode.XML_UNSAFE, base64(bomb + XML2)},
                new Object[] {RefusalCode.XML_UNSAFE, base64(XML2.replace("10", "&b;"))},
                new Object[] {
                    RefusalCode.XML_UNSAFE, base64("<CHITIEU>" + "<a>".repeat(40) + "</a>".repeat(40) + "</CHITIEU>")
                },
                new Object[] {RefusalCode.XML_UNSAFE, base64(XML2.replace("10", "1".repeat(70_000)))},
                new Object[] {RefusalCode.XML_UNSAFE, "<![CDATA[" + bomb + XML2 + "]]>"},
                new Object[] {RefusalCode.SHAPE_INVALID, base64(XML2) + "*"},
                new Object[] {RefusalCode.SHAPE_INVALID, base64(XML2).replace("=", "") + "Q"},
                new Object[] {RefusalCode.SHAPE_INVALID, base64(XML2.substring(0, 80))},
                new Object[] {RefusalCode.SHAPE_INVALID, base64("no xml")},
                new Object[] {RefusalCode.SHAPE_INVALID, base64(XML2 + XML2)},
                new Object[] {RefusalCode.SHAPE_INVALID, base64("\uFEFF")},
                new Object[] {RefusalCode.SHAPE_INVALID, Base64.getEncoder().encodeToString(XML2.getBytes(UTF_16LE))},
                new Object[] {
                    RefusalCode.ENCODING_INVALID, base64("<?xml version='1.0' encoding='windows-1258'?>" + XML2)
                },
                new Object[] {
                    RefusalCode.ENCODING_INVALID,
                    Base64.getEncoder().encodeToString(new byte[] {'<', 'a', '>', (byte) 0xC3, '<', '/', 'a', '>'})
                });
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesAHostilePartAtItsRecord(RefusalCode code, String content) {
        // Given
        Contract small = ClaimContract.of("ignored", "64 KiB");
        String visits = "<HOSO>" + part("XML1", XML1) + "</HOSO><HOSO>" + part("XML2", content) + "</HOSO>";

        // When
        Read read = read(small, file(2, visits));

        // Then
        assertEquals(Optional.of(new Refusal(code, 2)), read.refusal());
    }

    @Test
    void readsManyVisitsInChunksCutAlikeHoweverTheBytesArrive() throws IOException {
        // Given
        StringBuilder visits = new StringBuilder();
        for (int v = 0; v < 300; v++) {
            String thisXml1 = XML1.replace("K1", "K" + v).replace("ng A", "ng " + "x".repeat(40_000));
            visits.append("<HOSO>")
                    .append(part("XML2", base64(XML2)))
                    .append(part("XML1", wrapped(thisXml1)))
                    .append("</HOSO>");
        }
        byte[] bytes = file(300, visits.toString()).getBytes(UTF_8);

        // When
        List<String> whole = chunks(ChunkSource.of(CLAIMS, new ByteArrayInputStream(bytes)));
        List<String> dripped = chunks(ChunkSource.of(CLAIMS, new Drip(bytes, 997)));

        // Then
        assertEquals(4, whole.size());
        assertEquals(whole, dripped);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 6})
    void readsADocumentAsTheParserWouldHoweverItIsMarred(long seed) {
        // Given
        Random random = new Random(seed);
        String[] bases = {
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n" + XML1,
            "<?xml version='1.0' standalone='no' ?>" + XML2.replace("><", ">\n  <"),
            XML7.replace("L1", "a &amp; b<![CDATA[ <c> ]] \u1ec7]]>&lt;"),
            XML2.replace("<STT>1</STT>", "<STT/>").replace("</T_BHTT>", " \t</T_BHTT >")
        };
        String[] kinds = {"XML1", "XML2", "XML7", "XML2"};
        // What makes the plain reader leave a record to the parser, and changes nothing.
        String forParser = "<!-- -->";
        int plain = 0;
        for (int round = 0; round < 5_000; round++) {
            int base = random.nextInt(bases.length);
            String document = marred(bases[base], random);

            // When
            Read read = read(file(1, "<HOSO>" + part(kinds[base], base64(document)) + "</HOSO>"));
            Read parsed = read(file(1, "<HOSO>" + part(kinds[base], base64(document + forParser)) + "</HOSO>"));

            // Then
            assertEquals(parsed, read, document);
            plain += read.refusal().isEmpty() ? 1 : 0;
        }
        assertTrue(plain > 1_000 && plain < 4_500, () -> "marred too little or too much");
    }

    private static String marred(String document, Random random) {
        String[] marks = {
            "<",
            ">",
            "/",
            "&",
            ";",
            "]",
            "]]>",
            "<![CDATA[",
            "<!--",
            "\r",
            "\n",
            "\t",
            " ",
            "\u0001",
            "\u0000",
            "\ufffe",
            "\ufffd",
            "\u1ec7",
            "\ud83d\udc0e",
            "&amp;",
            "&#65;",
            "&x;",
            "<STT>",
            "</STT>",
            "<STT/>",
            "<x/>",
            "a=\"1\"",
            ":",
            "?",
            "x",
            "=",
            "</CHITIEU>",
            "<NOIDUNGFILE>",
            "\"",
            "'",
            "\u0085",
            "\u2028",
            "\f",
            "\u007f"
        };
        StringBuilder marred = new StringBuilder(document);
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(marred.length());
            switch (random.nextInt(4)) {
                case 0 -> marred.deleteCharAt(at);
                case 1 -> marred.setLength(at + 1);
                case 2 -> marred.insert(at, piece(document, random));
                default -> marred.insert(at, marks[random.nextInt(marks.length)]);
            }
        }
        // A blank document is none at all.
        return marred.isEmpty() ? document : marred.toString();
    }

    private static String piece(String document, Random random) {
        int from = random.nextInt(document.length());
        return document.substring(from, Math.min(document.length(), from + random.nextInt(30)));
    }

    static List<String> longTexts() {
        String large = "x".repeat(3_000_000);
        String xml1 = "<TONG_HOP><MA_LK>" + large + "</MA_LK></TONG_HOP>";
        return List.of(
                part("XML1", xml1),
                part("XML1", xml1.replace("x<", "<![CDATA[" + large + "]]><")),
                part("XML1", base64(xml1)),
                part("XML1", wrapped(xml1)),
                part("XML1", "<![CDATA[" + xml1 + "]]>"),
                part("XML1", xml1) + " ".repeat(3_000_000));
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void takesATextOfAnyLengthInPieces(String parts) {
        // When
        Read read = read(ClaimContract.of("ignored", "8 MiB"), file(1, "<HOSO>" + parts + "</HOSO>"));

        // Then
        assertEquals(Optional.empty(), read.refusal());
        assertEquals(1, read.records().size());
        assertTrue(read.records().get(0).get(0).length() > 3_000_000);
    }

    static List<String> longMarkup() {
        String large = "n".repeat(300_000);
        String longName = "n".repeat(1_500);
        return List.of(
                "<" + large + "/>",
                "<" + longName + "/>",
                "<a " + longName + "='1'/>",
                "<a b='" + large + "'/>",
                "<a xmlns:" + longName + "='u'/>",
                "<a xmlns='" + large + "'/>",
                "<?" + longName + " x?>",
                "<a b='" + large + "' c='1'></a>");
    }

    @ParameterizedTest
    @MethodSource("longMarkup")
    void refusesLongNamesAndAttributes(String markup) {
        for (String file : List.of(
                file(1, markup + "<HOSO/>"),
                file(1, "<HOSO>" + markup + "</HOSO>"),
                file(1, "<HOSO>" + part("XML1", markup) + "</HOSO>"))) {
            // When
            Read read = read(file);

            // Then
            assertEquals(
                    Optional.of(RefusalCode.XML_UNSAFE),
                    read.refusal().map(Refusal::code),
                    () -> file.substring(0, 40));
        }
    }

    private static List<String> chunks(ChunkSource source) throws IOException {
        List<String> cuts = new ArrayList<>();
        Chunk chunk = new Chunk();
        while (source.next(chunk)) {
            cuts.add(chunk.firstRecord() + "-" + chunk.lastRecord() + ":" + chunk.length);
        }
        assertEquals(Optional.empty(), source.refusal());
        return cuts;
    }

    private static Read read(String file) {
        return read(CLAIMS, file);
    }

    private static Read read(Contract contract, String file) {
        return read(contract, new ByteArrayInputStream(file.getBytes(UTF_8)));
    }

    private static Read read(Contract contract, InputStream file) {
        FieldReaders readers = new FieldReaders(contract);
        List<List<String>> records = new ArrayList<>();
        ChunkSource source = ChunkSource.of(contract, file);
        ChunkRecords whole = new ChunkRecords(contract);
        Chunk chunk = new Chunk();
        try {
            while (source.next(chunk)) {
                for (int r = 0; r < chunk.records(); r++) {
                    RefusalCode refusal = whole.open(chunk, r);
                    if (refusal != null) {
                        return new Read(records, Optional.of(new Refusal(refusal, chunk.firstRecord() + r)));
                    }
                    records.add(rows(contract, readers, whole));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Read(records, source.refusal());
    }

    private static List<String> rows(Contract contract, FieldReaders readers, ChunkRecords record) {
        RowValues values = readers.newValues();
        List<String> rows = new ArrayList<>();
        Chunk chunk = record.chunk();
        for (int row = chunk.firstRow(record.index()); row < chunk.firstRow(record.index() + 1); row++) {
            readers.read(chunk, row, values);
            rows.add(text(contract, values));
        }
        return rows;
    }

    private static String text(Contract contract, RowValues values) {
        StringBuilder text = new StringBuilder().append(values.table());
        if (values.problem() != RowValues.Problem.NONE) {
            return text.append(" ragged").toString();
        }
        if (values.table() > 0) {
            text.append('@').append(values.line());
        }
        text.append(values.unknownElement() ? "?" : "");
        for (int f = 0; f < contract.tables().get(values.table()).fields().size(); f++) {
            text.append(' ').append(values.rawText(f));
        }
        return text.toString();
    }

    private static String base64(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(UTF_8));
    }

    private static String wrapped(String xml) {
        return Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(xml.getBytes(UTF_8));
    }

    private static String encodedOrBlank(String xml) {
        return xml.isBlank() ? xml : base64(xml);
    }
}
