package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.Nested;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/** Records line by line, alone and told apart from JSON documents. */
class NdjsonSourceTest {
    private static final Contract EITHER = Nested.enterprises("[json, ndjson]");
    private static final Contract LINES = Nested.of("format: ndjson\nrecordBytesMax: 2000\ndepthMax: 5")
            .record(Nested.field("a A string key1", ""), Nested.field("b B string", "{path: P/B}"))
            .child("nested_child", "C", Nested.field("x X string", ""))
            .contract();

    private static Files lines(String content) {
        return Files.read(LINES, content.replace('\'', '"'));
    }

    private static Files either(String content) {
        return Files.read(EITHER, content.replace('\'', '"'));
    }

    private static Optional<Refusal> refused(RefusalCode code, long record) {
        return Optional.of(new Refusal(code, record));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n%s\n", "%s\r\n%s", "\n\n%s\n \t\r\n%s\n\n", "\uFEFF%s\n%s"})
    void readsALineAsARecord(String file) {
        assertEquals(
                List.of(List.of("1", "ă"), List.of("child 1", "y"), List.of("2", "")),
                lines(String.format(file, "{'A':1,'P':{'B':'ă'},'C':[{'X':'y'}]}", "{'A':'2'}"))
                        .rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'A':1",
                "{'A':1}}",
                "{'A':1}{'A':1}",
                "{'A':1} x",
                "[{'A':1},{'A':2}]",
                "[]",
                "null",
                "5",
                "''",
                "x",
                "{'A':1,'A':1}",
                "{'A':{'B':1}}",
                "{'A':'\u0000'}",
                "{'C':[{'X':1},{'X':",
                "{'y':[[[[[1]]]]]}",
            })
    void marksABrokenLineAndGoesOn(String broken) {
        // When
        Files file = lines("{'A':1}\n" + broken + "\n{'A':3}\n");
        // Then
        assertEquals(List.of(List.of("1", ""), List.of(Files.RAGGED), List.of("3", "")), file.rows());
        assertEquals(List.of(1L, 2L, 3L), file.lines());
        assertEquals(Optional.empty(), file.refusal());
    }

    @Test
    void marksALineThatWasCut() {
        assertEquals(
                List.of(List.of("1", ""), List.of(Files.RAGGED)),
                lines("{'A':1}\n{'A':").rows());
    }

    @Test
    void tellsTheLineOfEachRecord() {
        assertEquals(List.of(2L, 4L, 4L), lines("\n{'A':1}\n\n{'A':2,'C':{}}\n").lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n\n"})
    void refusesAFileWithoutALine(String content) {
        assertEquals(refused(RefusalCode.SHAPE_INVALID, 0), lines(content).refusal());
        assertEquals(refused(RefusalCode.SHAPE_INVALID, 0), either(content).refusal());
    }

    @Test
    void refusesALineThatIsTooLong() {
        String fits = "{\"A\":\"" + "x".repeat(2_000 - 8) + "\"}";
        assertEquals(2, lines(fits + "\n" + fits).rows().size());
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 2),
                lines(fits + "\n " + fits + "\n" + fits).refusal());
        Streams.Endless endless = new Streams.Endless();
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 1),
                Files.read(LINES, endless).refusal());
        assertTrue(endless.given() < 1 << 20);
    }

    @Test
    void namesTheRecordThatIsNotUtf8() {
        byte[] content = "{\"A\":1}\n{\"A\":\"?\"}\n".getBytes(StandardCharsets.UTF_8);
        content[content.length - 4] = (byte) 0xE1;
        assertEquals(
                refused(RefusalCode.ENCODING_INVALID, 2),
                Files.read(LINES, content).refusal());
    }

    @Test
    void refusesUtf16() {
        assertEquals(
                refused(RefusalCode.SHAPE_INVALID, 0),
                Files.read(LINES, "{}".getBytes(StandardCharsets.UTF_16LE)).refusal());
    }

    @Test
    void letsAFailingStreamFail() {
        ChunkSource lines = ChunkSource.of(LINES, Streams.failingAfter("{}\n{}"));
        assertThrows(IOException.class, () -> lines.next(new Chunk()));
        ChunkSource either = ChunkSource.of(EITHER, Streams.failingAfter("{}\n"));
        assertThrows(IOException.class, () -> either.next(new Chunk()));
    }

    @Test
    void cutsChunksByContentAloneHoweverTheBytesArrive() {
        // Given good, broken and long lines in any order
        Random random = new Random(5);
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < Chunk.RECORDS_MAX + 900; i++) {
            String filler = "ễ".repeat(random.nextInt(20));
            content.append(
                    switch (random.nextInt(5)) {
                        case 0 -> "{\"A\":\"" + filler + "\",\"C\":[{\"X\":1},{}]}\r\n";
                        case 1 -> "{\"A\":\"" + filler + "\"\n";
                        case 2 -> "\n";
                        default -> "{\"A\":" + i + "}\n";
                    });
        }
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        Files whole = Files.read(LINES, bytes);
        // When
        Files dripped = Files.read(LINES, new Drip(bytes, 13));
        // Then
        assertEquals(whole, dripped);
        assertEquals(whole, Files.read(LINES, new Drip(bytes, 65_535)));
    }

    @Test
    void readsALineWithoutItsWrapping() {
        assertEquals(
                List.of(List.of("", "", "", "1"), List.of("", "", "", "2"), List.of(Files.RAGGED)),
                either(
                                """
                                {'DataCount':7,'Data':{'ACTIVE':'1'}}
                                {'DataCount':7,'Data':[{'ACTIVE':'2'}]}
                                {'DataCount':2,'Data':[{},{}]}
                                """)
                        .rows());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "one line is a document | [{'ACTIVE':1},{'ACTIVE':2}] | 2 | ",
                "one line with its end is a document | `[{'ACTIVE':1},{'ACTIVE':2}]\n\n` | 2 | ",
                "an indented document | `{\n'Data': [\n{'ACTIVE':1}\n]\n}` | 1 | ",
                "a document that begins with blank lines | `\n\n[\n{'ACTIVE':1}]` | 1 | ",
                "two lines | `{'ACTIVE':1}\n{'ACTIVE':2}` | 2 | ",
                "a first line that is broken | `{'ACTIVE':1,}\n{'ACTIVE':2}\n` | 2 | ",
                "a second line that is broken | `{'ACTIVE':1}\nx` | 2 | ",
                "one line with something behind it | {'ACTIVE':1}x | 1 | JSON_INVALID",
                "one line that is cut | {'ACTIVE':1 | 0 | FILE_INCOMPLETE",
                "an indented document that is cut | `{\n'Data': [\n{'ACTIVE':1}` | 1 | FILE_INCOMPLETE",
            })
    void tellsLinesFromADocument(String what, String content, int rows, String refusal) {
        // When
        Files file = either(content);
        // Then
        assertEquals(rows, file.rows().size(), what);
        assertEquals(refusal, file.refusal().map(r -> r.code().name()).orElse(null), what);
    }

    @Test
    void tellsThemApartHoweverTheBytesArrive() {
        for (String content :
                List.of("{\"ACTIVE\":1}\n\n{\"ACTIVE\":2}", "{\"ACTIVE\":1}\n \n", "\uFEFF\n{\n\"ACTIVE\":1}\n")) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            assertEquals(Files.read(EITHER, bytes), Files.read(EITHER, new Drip(bytes, 1)), content);
        }
    }

    @Test
    void looksNoFurtherThanALineMayBeLong() {
        // Given a document on one line, longer than a record may be
        String content = "[" + "{\"ACTIVE\":\"1\"},".repeat(20_000) + "{}]\n";
        // When
        Files file = either(content);
        // Then
        assertEquals(20_001, file.rows().size());
        assertEquals(Optional.empty(), file.refusal());
    }
}
