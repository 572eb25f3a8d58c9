package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.Nested;
import vn.lienthong.contract.Contract;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkSource;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.RowValues;

class ControlSumsTest {
    private static final Contract CONTRACT = Nested.of(
                    """
                    format: json
                    recordPath: {a: A, b: B}
                    controlTotals:
                      - {field: amount, path: /S}
                      - {field: amount, kind: b, path: /SB}
                      - {count: records, kind: a, path: /N}
                    """)
            .record(Nested.field("id I string key1", ""), Nested.field("amount V number", "{scale: 2}"))
            .contract();

    private static ControlSums sums(String content) throws IOException {
        ControlSums sums = new ControlSums(CONTRACT);
        ControlSums part = new ControlSums(CONTRACT);
        FieldReaders readers = new FieldReaders(CONTRACT);
        RowValues row = readers.newValues();
        byte[] bytes = content.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ChunkSource source = ChunkSource.of(CONTRACT, new ByteArrayInputStream(bytes));
        Chunk chunk = new Chunk();
        while (source.next(chunk)) {
            part.clear();
            for (int r = 0; r < chunk.records(); r++) {
                readers.read(chunk, chunk.firstRow(r), row);
                part.add(row, chunk.kind(r));
            }
            sums.add(part);
        }
        return sums;
    }

    @ParameterizedTest
    @CsvSource({
        "4.75, true",
        "4.750, true",
        "04.75, true",
        "4.7, false",
        "4.76, false",
        "-4.75, false",
        "'4,75', false",
        "' 4.75', false",
        "475e-2, false",
        "1e1000000, false",
        "abc, false",
    })
    void comparesExactDecimals(String written, boolean agrees) throws IOException {
        ControlSums sums = sums("{'A':[{'V':'1.25'},{'V':null},{}],'B':{'V':3.50}}");
        assertEquals(agrees, sums.agrees(0, written), written);
    }

    @Test
    void addsUpByKind() throws IOException {
        ControlSums sums = sums("{'A':[{'V':1},{'V':-2}],'B':[{'V':40},{'V':'0.01'}]}");
        assertTrue(sums.agrees(0, "39.01"));
        assertTrue(sums.agrees(1, "40.01"));
        assertTrue(sums.agrees(2, "2"));
    }

    @Test
    void addsUpMoreThanALongHolds() throws IOException {
        // Given so many of the greatest value that a sum of one chunk, and that of two, overflows
        String greatest = "{'V':9999999999999999.99},";
        int count = Chunk.RECORDS_MAX + 100;
        ControlSums sums = sums("{'A':[" + greatest.repeat(count) + "{'V':-1}]}");
        // Then
        String exact = new BigDecimal("9999999999999999.99")
                .multiply(BigDecimal.valueOf(count))
                .subtract(BigDecimal.ONE)
                .toPlainString();
        assertTrue(sums.agrees(0, exact));
        assertFalse(sums.agrees(0, exact + "1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no number | {'A':{'V':'x'},'B':{'V':2}} | true | false",
                "a control character | {'A':{'V':'1\\u0000'},'B':{'V':2}} | true | false",
                "a ragged record | {'A':{'V':[]},'B':{'V':2}} | true | false",
                "no number of the other kind | {'A':{'V':1},'B':{'V':''},'B2':0} | false | false",
                "a ragged record of the other kind | {'A':{'V':1},'B':{'V':{}}} | true | true",
            })
    void knowsNoSumOfWhatItCannotRead(String what, String content, boolean all, boolean ofB) throws IOException {
        ControlSums sums = sums(content);
        assertEquals(all, sums.agrees(0, "777"), what);
        assertEquals(ofB, sums.agrees(1, "777"), what);
        assertFalse(sums.agrees(2, "777"), "records are counted all the same");
    }
}
