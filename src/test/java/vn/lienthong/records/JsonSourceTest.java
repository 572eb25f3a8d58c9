package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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

/** JSON documents as an API answers: wrapped, bare, in arrays, and hostile. */
class JsonSourceTest {
    private static final Contract CONTRACT = Nested.enterprises("json");
    private static final String ONE = "{\"Main\":{\"CODE\":\"01\",\"NAME\":\"Ă\",\"CAPITAL\":5},\"Representatives\":"
            + "{\"FULL_NAME\":\"A\",\"SHARE\":1.50}}";
    private static final List<List<String>> ONE_READ =
            List.of(List.of("01", "Ă", "5", ""), List.of("child 1", "A", "1.50"));

    private static Files read(String content) {
        return Files.read(CONTRACT, content);
    }

    private static Optional<Refusal> refused(RefusalCode code, long record) {
        return Optional.of(new Refusal(code, record));
    }

    private static String apostrophes(String json) {
        return json.replace('\'', '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "[%s]",
                "\uFEFF%s",
                " \r\n%s\n",
                "{\"Status\":\"200\",\"DataCount\":1,\"Data\":%s}",
                "{\"Data\":[%s],\"DataCount\":\"1\"}",
                "{\"Data\":[[%s]]}",
                "[{\"Status\":\"200\",\"Data\":%s}]",
                "{\"a\":{\"b\":[{\"Data\":1}]},\"Data\":%s,\"z\":[null,1e999,{}]}",
            })
    void findsTheSameRecordInEveryWrapping(String wrapping) {
        Files file = read(String.format(wrapping, ONE));
        assertEquals(Optional.empty(), file.refusal());
        assertEquals(ONE_READ, file.rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Status':'404','DataCount':0,'Data':null}",
                "{'DataCount':0,'Data':[]}",
                "{'DataCount':0,'Data':''}",
                "[]",
                "[{'Data':null},{'Data':[]}]",
            })
    void takesNothingFoundAsNoRecords(String content) {
        assertEquals(new Files(List.of(), List.of(), List.of(), Optional.empty()), read(apostrophes(content)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null and empty are absent | {'Main':{'CODE':null,'NAME':''},'ACTIVE':null} | [[, , , ]]",
                "a null part is absent | {'Main':null,'Representatives':null} | [[, , , ]]",
                "an empty part is absent | {'Main':'','Representatives':''} | [[, , , ]]",
                "an empty object is a record of nothing | {} | [[, , , ]]",
                "numbers keep their text | {'Main':{'CAPITAL':-1.50E+3,'CODE':007x}} | []",
                "huge numbers keep their text | {'Main':{'CAPITAL':1e1000000}} | [[, , 1e1000000, ]]",
                "truth is a text | {'ACTIVE':true,'Main':{'CODE':false}} | [[false, , , true]]",
                "blanks stay | {'Main':{'NAME':' a '}} | [[,  a , , ]]",
                "an unknown member is flagged | {'ACTIVE':'1','Other':{'x':[1]}} | [[, , , 1, UNKNOWN]]",
                "an unknown member before is flagged | {'Other':1,'ACTIVE':'1'} | [[, , , 1, UNKNOWN]]",
                "only unknown members | {'error':'x'} | [[, , , , UNKNOWN]]",
                "an ignored member is not | {'ACTIVE':'1','Links':{'x':[1]}} | [[, , , 1]]",
                "an object for a value | {'ACTIVE':{'x':1}} | [[RAGGED]]",
                "an array for a value | {'ACTIVE':['1']} | [[RAGGED]]",
                "a value for an object | {'Main':'x'} | [[RAGGED]]",
                "a number for an object | {'Main':0} | [[RAGGED]]",
                "a value twice | {'ACTIVE':'1','ACTIVE':'1'} | [[RAGGED]]",
                "an object twice | {'Main':{},'Main':{}} | [[RAGGED]]",
                "a value for a child row | {'Representatives':'x'} | [[RAGGED]]",
                "a value among child rows | {'Representatives':[{},1]} | [[RAGGED], [child 1, , ]]",
                "a null among child rows | {'Representatives':[null,{}]} | [[, , , ], [child 1, , ]]",
                "no child rows | {'Representatives':[]} | [[, , , ]]",
                "a value of a child row twice | {'Representatives':{'SHARE':1,'SHARE':1}} | [[, , , ], [child 1, RAGGED]]",
                "an unknown member of a child row | {'Representatives':{'x':1}} | [[, , , ], [child 1, , , UNKNOWN]]",
                "a value among records | [1,{'ACTIVE':'1'},null] | [[RAGGED], [, , , 1], [RAGGED]]",
            })
    void readsValuesAsTheyAre(String what, String content, String rows) {
        assertEquals(rows, read(apostrophes(content)).rows().toString(), what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | SHAPE_INVALID | 0",
                "` \n` | SHAPE_INVALID | 0",
                "null | SHAPE_INVALID | 0",
                "'text' | SHAPE_INVALID | 0",
                "5 | SHAPE_INVALID | 0",
                "{'Data':'text'} | SHAPE_INVALID | 0",
                "{'Data':7} | SHAPE_INVALID | 0",
                "{'DataCount':0} | SHAPE_INVALID | 0",
                "{'DataCount':{}, 'Data':{}} | SHAPE_INVALID | 0",
                "{'DataCount':[0],'Data':{}} | SHAPE_INVALID | 0",
                "[{'DataCount':0,'Data':[]},{'DataCount':0,'Data':[]}] | SHAPE_INVALID | 0",
                "{'Data':[],'Data':[]} | JSON_INVALID | 0",
                "{'Data':[]}x | JSON_INVALID | 0",
                "{'Data':[]}{} | JSON_INVALID | 0",
                "[]] | JSON_INVALID | 0",
                "{'Data':[],} | JSON_INVALID | 0",
                "{Data:[]} | JSON_INVALID | 0",
                "{'ACTIVE':1,'CAPITAL':01} | JSON_INVALID | 1",
                "{'ACTIVE':1,'CAPITAL':NaN} | JSON_INVALID | 1",
                "{'ACTIVE':'a\u0001'} | JSON_INVALID | 1",
                "{'ACTIVE':'a\u0000'} | JSON_INVALID | 1",
                "{'ACTIVE':'\\x'} | JSON_INVALID | 1",
                "[{},{'ACTIVE':1,'Main' 1}] | JSON_INVALID | 2",
                "a,b | JSON_INVALID | 0",
                "<a/> | JSON_INVALID | 0",
            })
    void refusesWhatIsNotTheContractsDocument(String content, RefusalCode code, long record) {
        assertEquals(refused(code, record), read(apostrophes(content)).refusal());
    }

    @Test
    void marksEscapedControlCharactersAndHalfLetters() {
        // Given NUL, a unit separator, halves of a letter, and a whole letter in two escapes
        String content = "[{'ACTIVE':'a\\u0000'},{'ACTIVE':'\\u001fa'},{'ACTIVE':'a\\ud834'},"
                + "{'ACTIVE':'\\udd1ea','Main':{'NAME':'b'}},{'ACTIVE':'\\ud834\\udd1e\\t\\n'},{'ACTIVE':'\\ud834\\ud834\\udd1e'}]";
        // When
        Files file = read(apostrophes(content));
        // Then
        assertEquals(
                List.of(
                        List.of("", "", "", "CHARACTER"),
                        List.of("", "", "", "CHARACTER"),
                        List.of("", "", "", "CHARACTER"),
                        List.of("", "b", "", "CHARACTER"),
                        List.of("", "", "", "\uD834\uDD1E\t\n"),
                        List.of("", "", "", "CHARACTER")),
                file.rows());
    }

    @Test
    void tellsTheLinesOfRecordsAndChildRows() {
        assertEquals(
                List.of(2L, 3L, 5L),
                read(apostrophes("{'Data':[\n{'ACTIVE':'1',\n'Representatives':{}},\n\n{}]}"))
                        .lines());
    }

    @Test
    void boundsDepthMembersRowsNamesAndBytes() {
        StringBuilder distinct = new StringBuilder();
        for (int i = 0; i <= JsonRecords.DISTINCT_NAMES_MAX; i++) {
            distinct.append("\"n").append(i).append("\":0,");
        }
        for (String hostile : List.of(
                "[".repeat(9),
                "{\"x\":".repeat(9),
                "[".repeat(100_000),
                "{\"ACTIVE\":0," + "\"x\":0,".repeat(JsonRecords.MEMBERS_PER_ROW_MAX + 1),
                "{\"Representatives\":[{" + "\"x\":0,".repeat(JsonRecords.MEMBERS_PER_ROW_MAX + 1),
                "{\"Representatives\":[" + "{},".repeat(RecordWriter.ROWS_PER_RECORD_MAX + 1),
                "{" + distinct,
                "{\"Data\":{" + distinct,
                "{\"" + "n".repeat(JsonParsers.NAME_CHARACTERS_MAX + 1) + "\":0",
                "{\"ACTIVE\":\"" + "x".repeat(100_001) + "\"",
                "{\"ACTIVE\":" + "9".repeat(100_001) + ",",
                "{\"Main\":{\"CODE\":\"" + "x".repeat(60_000) + "\",\"NAME\":\"" + "x".repeat(60_000) + "\"",
                "{\"DataCount\":\"" + "9".repeat(HeadValues.CHARACTERS_MAX + 1) + "\"")) {
            RefusalCode code = read(hostile).refusal().orElseThrow().code();
            assertEquals(RefusalCode.SHAPE_INVALID, code, hostile.substring(0, 9));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"ACTIVE\":\"", "{\"y\":\"", "{\"", "{\"ACTIVE\":9", "{\"y\":9", "[", "[{}", "{\"ACTIVE\""})
    void refusesWhatWouldFillTheMemory(String opening) {
        // Given a value without end: digits, letters, or blanks where nothing else can stand
        byte filler =
                (byte) (opening.endsWith("9") ? '9' : opening.matches(".*\"") && !opening.endsWith("E\"") ? 'x' : ' ');
        Streams.Endless endless = new Streams.Endless(filler);
        byte[] begin = opening.getBytes(StandardCharsets.UTF_8);
        // When
        Files file = Files.read(CONTRACT, new SequenceInputStream(new ByteArrayInputStream(begin), endless));
        // Then
        assertEquals(RefusalCode.SHAPE_INVALID, file.refusal().orElseThrow().code());
        assertTrue(endless.given() < 4L << 20, "read " + endless.given());
    }

    @Test
    void refusesATruncatedDocumentWhereverItIsCut() {
        // Given
        byte[] whole = ("{\"Status\":\"200\",\"DataCount\":1,\"Data\":[" + ONE + ",{\"ACTIVE\":true}]}")
                .getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < whole.length; length++) {
            // When
            Files file = Files.read(CONTRACT, Arrays.copyOf(whole, length));
            // Then
            RefusalCode code = file.refusal().orElseThrow().code();
            boolean cutLetter = whole[length - 1] < 0 && whole[length] < 0;
            assertEquals(cutLetter ? RefusalCode.ENCODING_INVALID : RefusalCode.FILE_INCOMPLETE, code, "at " + length);
        }
    }

    @Test
    void namesTheRecordThatIsNotUtf8() {
        // Given Latin-1 letters, an overlong slash and a surrogate in a value that is read, and in one that is not
        for (String member : List.of("ACTIVE", "Links", "other")) {
            for (byte[] wrong : new byte[][] {
                {(byte) 0xE1, 'b', 'c'}, {(byte) 0xC0, (byte) 0xAF, 'x'}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}
            }) {
                byte[] content = ("[{},{\"" + member + "\":\"???\",\"Main\":{}},{}]").getBytes(StandardCharsets.UTF_8);
                int at = new String(content, StandardCharsets.UTF_8).indexOf("???");
                System.arraycopy(wrong, 0, content, at, 3);
                // When
                Files file = Files.read(CONTRACT, content);
                // Then
                assertEquals(
                        RefusalCode.ENCODING_INVALID,
                        file.refusal().orElseThrow().code());
                assertEquals(1, file.rows().size());
                assertEquals(file, Files.read(CONTRACT, new Drip(content, 1)));
            }
        }
    }

    @Test
    void refusesOtherEncodings() {
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertEquals(
                    refused(RefusalCode.SHAPE_INVALID, 0),
                    Files.read(CONTRACT, ONE.getBytes(charset)).refusal());
        }
    }

    @Test
    void readsAlikeHoweverTheBytesArrive() {
        // Given
        String content = "{\"DataCount\":9,\"Data\":[" + (ONE + ",\n").repeat(Chunk.RECORDS_MAX + 5)
                + "{\"ACTIVE\":\"ễ\uD834\uDD1E\\u1ec5\",\"x\":[1]}]}";
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files whole = Files.read(CONTRACT, bytes);
        // When
        Files dripped = Files.read(CONTRACT, new Drip(bytes, 997));
        // Then
        assertEquals(List.of(Chunk.RECORDS_MAX, 6), whole.recordsOfChunks());
        assertEquals(whole, dripped);
    }

    @Test
    void saysTheSameOfABrokenDocumentHoweverTheBytesArrive() {
        // Given a fault of the syntax in front of a byte that is not UTF-8
        byte[] content =
                ("[" + ONE + ",{\"ACTIVE\":1,\"Main\":x}" + ",{}".repeat(20) + "?]").getBytes(StandardCharsets.UTF_8);
        content[content.length - 2] = (byte) 0xFF;
        Files whole = Files.read(CONTRACT, content);
        assertEquals(refused(RefusalCode.JSON_INVALID, 2), whole.refusal());
        for (int most = 1; most < 40; most++) {
            // When
            Files dripped = Files.read(CONTRACT, new Drip(content, most));
            // Then
            assertEquals(whole, dripped);
        }
    }

    @Test
    void letsAFailingStreamFail() {
        ChunkSource source = ChunkSource.of(CONTRACT, Streams.failingAfter("{\"Data\":["));
        assertThrows(IOException.class, () -> source.next(new Chunk()));
    }

    @Test
    void refusesAFileOfMoreBytesThanAllowed() {
        Contract small = Nested.of("format: json\nrecordPath: Data\nfileBytesMax: 100\nrecordBytesMax: 100")
                .record(Nested.field("a A string key1", ""))
                .contract();
        InputStream content =
                new ByteArrayInputStream(("{\"Data\":[" + " ".repeat(100)).getBytes(StandardCharsets.UTF_8));
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 0),
                Files.read(small, content).refusal());
    }
}
