package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.Nested;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/** Records with values at several depths, of several kinds, with head data and child rows. */
class NestedXmlTest {
    private static final Contract SETTLEMENT = Nested.settlement();
    private static final Contract RESIDENTS = Nested.residents();
    private static final Contract VISITS = Nested.of("format: xml\nrecordPath: A/V\nrecordBytesMax: 2000\ndepthMax: 9")
            .record(Nested.field("id MA string key1", ""), Nested.field("total T string", "{path: SUM/T}"))
            .child(
                    "nested_drug",
                    "DRUGS/LIST/D",
                    Nested.field("drug TEN string", ""),
                    Nested.field("price G string", ""))
            .child("nested_test", "X", Nested.field("test X string", "{path: K/X}"))
            .contract();

    private static final String HEAD = "<TT><NNT><mst>0300000001</mst></NNT><ky> 2025 </ky></TT>";
    private static final String ONE = "<BK><ct08>1</ct08><tien><ct12>7</ct12></tien><ct19>0</ct19></BK>";
    private static final String TWO = "<BK><ct11>9</ct11><ct09.1>2</ct09.1></BK>";

    private static Files settlement(String inside) {
        return Files.read(SETTLEMENT, "<HS xmlns='urn:k'><TO>" + inside + "</TO></HS>");
    }

    private static Files visit(String inside) {
        return Files.read(VISITS, "<A><V>" + inside + "</V></A>");
    }

    private static Optional<Refusal> refused(RefusalCode code, long record) {
        return Optional.of(new Refusal(code, record));
    }

    @Test
    void givesEachKindItsFieldsAndEveryRecordTheHead() {
        // When
        Files file = settlement(HEAD + "<PL><PL1>" + ONE + "<ct28>7</ct28></PL1><PL2>" + TWO + "</PL2></PL>");
        // Then
        assertEquals(Optional.empty(), file.refusal());
        assertEquals(
                List.of(
                        List.of("0300000001", "2025", "05-1", "1", "7", "0"),
                        List.of("0300000001", "2025", "05-2", "2", "9", "")),
                file.rows());
    }

    @Test
    void repeatsTheHeadInEveryChunk() {
        // Given
        String rows = ONE.repeat(Chunk.RECORDS_MAX + 1);
        // When
        Files file = settlement(HEAD + "<PL><PL1>" + rows + "</PL1></PL>");
        // Then
        assertEquals(List.of(Chunk.RECORDS_MAX, 1), file.recordsOfChunks());
        assertEquals(
                List.of("0300000001", "2025", "05-1", "1", "7", "0"),
                file.rows().get(Chunk.RECORDS_MAX));
    }

    @Test
    void takesAnOtherKindsElementAsUnknown() {
        Files file = settlement(HEAD + "<PL><PL2><BK><ct11>9</ct11><ct19>3</ct19><ghiChu>n</ghiChu></BK></PL2></PL>");
        assertEquals(List.of(List.of("0300000001", "2025", "05-2", "", "9", "", Files.UNKNOWN)), file.rows());
    }

    @Test
    void leavesTheHeadAbsentWhenTheFileHasNone() {
        assertEquals(
                List.of("", "", "05-1", "1", "7", "0"),
                settlement("<PL><PL1>" + ONE + "</PL1></PL>").rows().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "head data behind a record | <PL><PL1>ONE</PL1></PL>HEAD | 0",
                "head data twice | HEADHEAD<PL><PL1/></PL> | 0",
                "a total twice | HEAD<CT><ct23>1</ct23><ct23>1</ct23></CT><PL/> | 0",
                "head data with parts | <TT><ky><x/></ky></TT><PL/> | 0",
                "no list of records | HEAD | 0",
                "no list of records, an other form | HEAD<PLX><PL1>ONE</PL1></PLX> | 0",
            })
    void refusesAShapeThatItWouldHaveToGuess(String what, String inside, long record) {
        Files file = settlement(inside.replace("HEAD", HEAD).replace("ONE", ONE));
        assertEquals(refused(RefusalCode.SHAPE_INVALID, record), file.refusal(), what);
    }

    @Test
    void refusesAHeadThatIsTooLarge() {
        String large = "<TT><ky>" + "9".repeat(HeadValues.CHARACTERS_MAX + 1) + "</ky></TT>";
        assertEquals(
                refused(RefusalCode.XML_UNSAFE, 0), settlement(large + "<PL/>").refusal());
    }

    @Test
    void takesALeftOutKindAsNoRecords() {
        assertEquals(new Files(List.of(), List.of(), List.of(), Optional.empty()), settlement(HEAD + "<PL/>"));
    }

    @Test
    void keepsTotalsAsTheyWereWrittenBeforeAndBehindTheRecords() throws Exception {
        // Given
        String content =
                "<HS><TO><CT><ct23> 7.0 </ct23><ct16/></CT><PL><PL1>" + ONE + "<ct28>8</ct28></PL1></PL></TO></HS>";
        ChunkSource source =
                ChunkSource.of(SETTLEMENT, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
        // When
        Chunk chunk = new Chunk();
        while (source.next(chunk)) {
            assertEquals(0, chunk.kind(0));
        }
        // Then
        assertEquals(
                List.of(Optional.of("8"), Optional.of("7.0"), Optional.empty()),
                List.of(source.total(0), source.total(1), source.total(2)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Collection>%s</Collection>",
                "<n:Collection xmlns:n='urn:n'>%s</n:Collection>",
                "<s:Envelope xmlns:s='urn:s'><s:Header/><s:Body><Collection>%s</Collection></s:Body></s:Envelope>",
                "<Envelope><Body>\n<Collection>%s</Collection>\n</Body></Envelope>",
            })
    void findsTheSameRecordsInEveryWrapping(String wrapping) {
        // Given
        String record =
                "<CongDan><SoDinhDanh>1</SoDinhDanh><HoVaTen><Ho/><Ten>Ă</Ten></HoVaTen><Cha><HoVaTen>x</HoVaTen></Cha>"
                        + "<ThuongTru><MaPhuongXa>09106</MaPhuongXa><QuocGia>VN</QuocGia></ThuongTru></CongDan>";
        // When
        Files file = Files.read(RESIDENTS, String.format(wrapping, record));
        // Then
        assertEquals(Optional.empty(), file.refusal());
        assertEquals(List.of(List.of("1", "Ă", "", "09106", Files.UNKNOWN)), file.rows());
    }

    @Test
    void takesAnEmptyCollectionAsNoRecords() {
        String content = "<Envelope><Body><Collection/></Body></Envelope>";
        assertEquals(new Files(List.of(), List.of(), List.of(), Optional.empty()), Files.read(RESIDENTS, content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Envelope><Body><Fault><faultcode>x</faultcode></Fault></Body></Envelope>",
                "<Envelope><Body/></Envelope>",
                "<Envelope><Collection><CongDan/></Collection></Envelope>",
                "<CongDan><SoDinhDanh>1</SoDinhDanh></CongDan>",
                "<Other/>",
            })
    void refusesAFaultAndOtherRoots(String content) {
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 0),
                Files.read(RESIDENTS, content).refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<MA>1</MA><MA>1</MA>",
                "<MA>1<X/></MA>",
                "<MA>1</MA><SUM>text</SUM>",
                "<SUM><T>1</T></SUM><SUM><T>2</T></SUM>",
                "text",
            })
    void marksARecordThatIsNotOfTheForm(String inside) {
        assertEquals(List.of(Files.RAGGED), visit(inside).rows().get(0));
    }

    @Test
    void readsChildRowsAndTheirLines() {
        // Given values of the record around its rows, and rows of two tables
        String inside =
                "<DRUGS><LIST>\n<D><TEN>a</TEN><G>1</G></D>\n<D><G>2</G></D></LIST></DRUGS><X><K><X>t</X></K></X>"
                        + "<MA>9</MA><SUM><T>3</T></SUM><DRUGS><LIST><D/></LIST></DRUGS>";
        // When
        Files file = visit(inside);
        // Then
        assertEquals(
                List.of(
                        List.of("9", "3"),
                        List.of("child 1", "a", "1"),
                        List.of("child 1", "", "2"),
                        List.of("child 2", "t"),
                        List.of("child 1", "", "")),
                file.rows());
        assertEquals(List.of(1L, 2L, 3L, 3L, 3L), file.lines());
        assertEquals(List.of(1), file.recordsOfChunks());
    }

    @Test
    void marksTheRowThatIsNotOfTheForm() {
        assertEquals(
                List.of(
                        List.of("1", ""),
                        List.of("child 1", Files.RAGGED),
                        List.of("child 1", "b", ""),
                        List.of("child 1", "c", "", Files.UNKNOWN)),
                visit("<MA>1</MA><DRUGS><LIST><D><TEN>a</TEN><TEN>a</TEN></D><D><TEN>b</TEN></D>"
                                + "<D><TEN>c</TEN><Z/></D></LIST></DRUGS>")
                        .rows());
    }

    @Test
    void boundsTheRowsTheElementsAndTheBytesOfARecord() {
        String row = "<D><TEN>a</TEN></D>";
        for (String inside : List.of(
                "<D/>".repeat(RecordWriter.ROWS_PER_RECORD_MAX + 1),
                row.repeat(2_001),
                "<D>" + "<Z/>".repeat(10_001))) {
            assertEquals(
                    refused(RefusalCode.XML_UNSAFE, 1),
                    visit("<DRUGS><LIST>" + inside).refusal());
        }
        assertEquals(
                Optional.empty(),
                visit("<DRUGS><LIST>" + "<D/>".repeat(RecordWriter.ROWS_PER_RECORD_MAX) + "</LIST></DRUGS>")
                        .refusal());
    }

    @Test
    void boundsTheMemoryOfAChunkOfEmptyRows() {
        // Given records whose rows have no bytes at all
        String record = "<V><DRUGS><LIST>" + "<D/>".repeat(9_000) + "</LIST></DRUGS></V>";
        // When
        Files file = Files.read(VISITS, "<A>" + record.repeat(130) + "</A>");
        // Then
        assertEquals(List.of(117, 13), file.recordsOfChunks());
    }

    @Test
    void boundsThePrefixesOfKnownElements() {
        StringBuilder rows = new StringBuilder("<A>");
        for (int i = 0; i < 33; i++) {
            rows.append("<p").append(i).append(":V xmlns:p").append(i).append("='u'/>");
        }
        assertEquals(
                RefusalCode.XML_UNSAFE,
                Files.read(VISITS, rows + "</A>").refusal().orElseThrow().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<TT><ky>", "<TT><NNT>", "<PL><PL1><BK><ct08>", "<PL><PL1><BK><tien>", "<PL><PL1><BK><Z>"})
    void refusesWhatWouldFillTheMemory(String opening) {
        // Given a text without end, at each kind of place
        byte[] begin = ("<HS><TO>" + opening).getBytes(StandardCharsets.UTF_8);
        Streams.Endless endless = new Streams.Endless();
        // When
        Files file = Files.read(SETTLEMENT, new SequenceInputStream(new ByteArrayInputStream(begin), endless));
        // Then
        assertEquals(RefusalCode.XML_UNSAFE, file.refusal().orElseThrow().code());
        assertTrue(endless.given() < 4L << 20, "read " + endless.given());
    }

    @Test
    void refusesATruncatedFileWhereverItIsCut() {
        // Given
        byte[] whole = ("<HS><TO>" + HEAD + "<PL><PL1>" + ONE + "<ct28>7</ct28></PL1></PL></TO></HS>")
                .getBytes(StandardCharsets.UTF_8);
        for (int length = 4; length < whole.length; length++) {
            // When
            Files file = Files.read(SETTLEMENT, Arrays.copyOf(whole, length));
            // Then
            assertEquals(
                    RefusalCode.FILE_INCOMPLETE, file.refusal().orElseThrow().code(), "cut at " + length);
        }
    }

    @Test
    void readsAlikeHoweverTheBytesArrive() {
        // Given
        String rows = (ONE + "\n").repeat(50) + "<BK><ct08>ễ\uD834\uDD1E</ct08><Z/></BK>" + (ONE + "\r\n").repeat(50);
        byte[] content = ("<HS><TO>" + HEAD + "<PL><PL1>" + rows + "</PL1><PL2>" + TWO + "</PL2></PL></TO></HS>")
                .getBytes(StandardCharsets.UTF_8);
        Files whole = Files.read(SETTLEMENT, content);
        assertEquals(102, whole.rows().size());
        for (int most : new int[] {1, 2, 3, 7, 61, 997, 4_000}) {
            // When
            Files dripped = Files.read(SETTLEMENT, new Drip(content, most));
            // Then
            assertEquals(whole, dripped);
        }
    }
}
