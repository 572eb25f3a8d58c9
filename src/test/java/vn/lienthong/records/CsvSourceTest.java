package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

class CsvSourceTest {
    private static final Contract ABC = Contracts.csv(FieldSpec.text("a"), FieldSpec.text("b"), FieldSpec.text("c"));
    private static final List<String> ROW = List.of("1", "2", "3");

    private static Refusal shapeInvalid(long record) {
        return new Refusal(RefusalCode.SHAPE_INVALID, record);
    }

    private static Contract limited(int recordBytesMax) {
        return Contracts.of(
                Contracts.exchange(Exchange.Format.CSV, List.of(), recordBytesMax, 1),
                List.of(),
                FieldSpec.text("a"),
                FieldSpec.text("b"),
                FieldSpec.text("c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b,c\n1,2,3\n",
                "a,b,c\n1,2,3",
                "a,b,c\r\n1,2,3\r\n",
                "\uFEFFa,b,c\n1,2,3\n",
                "\"a\",\"b\",c\n\"1\",2,\"3\"\n",
                "\n\na,b,c\n\r\n1,2,3\n\n\r\n",
            })
    void readsTheSameRowHoweverItIsWritten(String content) {
        assertEquals(List.of(ROW), Files.read(ABC, content).rows());
    }

    @Test
    void readsQuotedSeparatorsQuotesAndLineFeeds() {
        // Given
        String content = "a,b,c\n\"x,y\",\"he said \"\"no\"\"\",\"two\r\nlines\"\n1,2,3\n";
        // When
        Files file = Files.read(ABC, content);
        // Then
        assertEquals(List.of(List.of("x,y", "he said \"no\"", "two\r\nlines"), ROW), file.rows());
        assertEquals(List.of(2L, 4L), file.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1,2", "1,2,3,4", "\"1\"x,2,3", "1,2\"2,3", "1", "1,2,\"3\"\"", ",,,", "\"1\" ,2,3", "1,2,3\""})
    void marksARaggedRowAndReadsTheNext(String row) {
        // Given a row that is not the last, so that an open quote would swallow the next
        String content = "a,b,c\n" + row + "\n1,2,3\n";
        // When
        Files file = Files.read(ABC, content);
        // Then
        if (row.endsWith("\"\"")) {
            assertEquals(Optional.of(shapeInvalid(1)), file.refusal(), "the quote is never closed");
        } else {
            assertEquals(List.of(List.of(Files.RAGGED), ROW), file.rows());
        }
    }

    @Test
    void marksTheFieldWithAControlCharacter() {
        // Given
        String content = "a,b,c\n1,x\u0000y,3\n1,\"x\u0001\",3\n1,\"t\tt\",\"3\"\n1\r1,2,3\n";
        // When
        Files file = Files.read(ABC, content);
        // Then
        List<String> wrongSecond = List.of("1", "CHARACTER", "3");
        assertEquals(
                List.of(wrongSecond, wrongSecond, List.of("1", "t\tt", "3"), List.of("CHARACTER", "2", "3")),
                file.rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "a,b\n1,2\n",
                "b,a,c\n",
                "a,b,c,d\n",
                "A,b,c\n",
                " a,b,c\n",
                "a;b;c\n",
                "a,b,c\r1,2,3"
            })
    void refusesAFileWithoutTheContractsHeader(String content) {
        assertEquals(Optional.of(shapeInvalid(0)), Files.read(ABC, content).refusal());
    }

    @Test
    void refusesUtf16WithAndWithoutAMark() {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            Files file = Files.read(ABC, "a,b,c\n1,2,3\n".getBytes(charset));
            assertEquals(Optional.of(shapeInvalid(0)), file.refusal(), charset.name());
        }
    }

    @Test
    void takesAHeaderAloneAsNoRecords() {
        Files file = Files.read(ABC, "a,b,c\n");
        assertEquals(List.of(), file.rows());
        assertEquals(Optional.empty(), file.refusal());
    }

    @Test
    void namesTheRecordThatIsNotUtf8() {
        // Given
        byte[] content = "a,b,c\n1,2,3\n1,\u00C1\u00C2,3\n".getBytes(StandardCharsets.ISO_8859_1);
        // When
        Files file = Files.read(ABC, content);
        // Then
        assertEquals(List.of(ROW, List.of(Files.ENCODING)), file.rows());
    }

    @Test
    void refusesAQuoteThatIsNeverClosedWithoutReadingOn() {
        // Given an open quote and then more than fits in memory
        Contract contract = limited(10_000);
        byte[] begin = "a,b,c\n1,2,3\n1,\"2,3\n".getBytes(StandardCharsets.UTF_8);
        Streams.Endless endless = new Streams.Endless();
        // When
        Files file = Files.read(contract, new SequenceInputStream(new ByteArrayInputStream(begin), endless));
        // Then
        assertEquals(Optional.of(shapeInvalid(2)), file.refusal());
        assertEquals(List.of(ROW), file.rows());
        assertTrue(endless.given() < 1_000_000, "read " + endless.given());
    }

    @Test
    void refusesARecordAboveTheBoundAndTakesOneAtTheBound() {
        String atBound = "1,2," + "x".repeat(96);
        assertEquals(
                1, Files.read(limited(100), "a,b,c\n" + atBound + "\n").rows().size());
        assertEquals(
                Optional.of(shapeInvalid(1)),
                Files.read(limited(100), "a,b,c\n" + atBound + "x\n").refusal());
    }

    @Test
    void endsAnOpenQuoteAtTheEndOfTheFile() {
        assertEquals(
                Optional.of(shapeInvalid(1)), Files.read(ABC, "a,b,c\n1,2,\"3").refusal());
    }

    @Test
    void cutsChunksByContentAloneHoweverTheBytesArrive() {
        // Given rows of all lengths, quotes and line ends
        String content = randomFile(new Random(1), 20_000, 600);
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files whole = Files.read(ABC, bytes);
        for (int most : new int[] {7, 1_000, 65_537}) {
            // When
            Files dripped = Files.read(ABC, new Drip(bytes, most));
            // Then
            assertEquals(whole, dripped);
        }
        assertTrue(whole.recordsOfChunks().size() > 1);
        assertEquals(20_000, whole.rows().size());
    }

    @Test
    void endsAChunkAtItsMostRecords() {
        // Given
        String content = "a,b,c\n" + "1,2,3\n".repeat(Chunk.RECORDS_MAX + 1);
        // When
        Files file = Files.read(ABC, content);
        // Then
        assertEquals(List.of(Chunk.RECORDS_MAX, 1), file.recordsOfChunks());
    }

    @Test
    void readsWhatAPlainReferenceReads() {
        Random random = new Random(2);
        for (int round = 0; round < 2_000; round++) {
            // Given soup of the characters that matter
            String soup = random.ints(random.nextInt(60), 0, 8)
                    .mapToObj(i -> ",\"\n\r1ă,x".substring(i, i + 1))
                    .collect(Collectors.joining());
            String content = "a,b,c\n" + soup;
            // When
            Files whole = Files.read(ABC, content);
            Files dripped = Files.read(ABC, new Drip(content.getBytes(StandardCharsets.UTF_8), 1));
            // Then
            assertEquals(whole, dripped, () -> "soup " + soup);
            assertEquals(PlainCsv.rows(soup, 3), whole.rows(), () -> "soup " + soup);
        }
    }

    @Test
    void letsAFailingStreamFail() {
        ChunkSource source = ChunkSource.of(ABC, Streams.failingAfter("a,b,c\n"));
        assertThrows(IOException.class, () -> source.next(new Chunk()));
    }

    private static String randomFile(Random random, int rows, int longest) {
        StringBuilder out = new StringBuilder("a,b,c\n");
        for (int i = 0; i < rows; i++) {
            String filler = "y".repeat(random.nextInt(longest));
            out.append(i)
                    .append(",\"q \"\"")
                    .append(filler)
                    .append("\n\",ă")
                    .append(random.nextBoolean() ? "\n" : "\r\n");
        }
        return out.toString();
    }
}
