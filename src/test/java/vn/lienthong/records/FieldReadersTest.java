package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.FieldType;
import vn.lienthong.records.RowValues.State;

class FieldReadersTest {

    private static RowValues read(FieldSpec spec, String value) throws IOException {
        Contract contract = Contracts.csv(spec, FieldSpec.text("end"));
        String header = contract.table().fields().get(0).source();
        byte[] content = (header + ",end\n" + value + ",.\n").getBytes(StandardCharsets.UTF_8);
        FieldReaders readers = new FieldReaders(contract);
        RowValues values = readers.newValues();
        Chunk chunk = new Chunk();
        boolean any =
                ChunkSource.of(contract, new ByteArrayInputStream(content)).next(chunk);
        assertEquals(true, any);
        readers.read(chunk, 0, values);
        return values;
    }

    private static FieldSpec field(FieldType type) {
        return FieldSpec.of("f", "f", type);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, -1",
        "007, 7",
        "999999999999999999, 999999999999999999",
        "-999999999999999999, -999999999999999999",
    })
    void readsWholeNumbers(String text, long number) throws IOException {
        assertEquals(number, read(field(FieldType.MONEY), text).value(0));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"1.0", "1000000000000000000", "+1", "-", "` 1`", "`1 `", "1e3", "1_0", "0x1", "１"})
    void findsTheWrongTypeInOtherNumbers(String text) throws IOException {
        assertEquals(State.WRONG_TYPE, read(field(FieldType.INTEGER), text).state(0));
    }

    @ParameterizedTest
    @CsvSource({"4.000, 400", "101476, 10147600", "762410.9, 76241090", "-0.05, -5", "0, 0", "0001.10, 110"})
    void readsDecimalsUnscaled(String text, long unscaled) throws IOException {
        RowValues row = read(field(FieldType.DECIMAL).scale(2), text);
        assertEquals(State.SOUND, row.state(0));
        assertEquals(unscaled, row.value(0));
    }

    @ParameterizedTest
    @CsvSource({"589.999", ".5", "5.", "1.2.3", "12345678901234567", "-", "-.1"})
    void findsTheWrongTypeInOtherDecimals(String text) throws IOException {
        assertEquals(
                State.WRONG_TYPE, read(field(FieldType.DECIMAL).scale(2), text).state(0));
    }

    @ParameterizedTest
    @CsvSource({
        "31/01/1965, 19650131, 19650131",
        "29/02/2024, 20240229, 20240229",
        "1965, 19650101, 19651231",
        "1965-02, 19650201, 19650228",
        "1965-03-31, 19650331, 19650331",
    })
    void readsPartialDatesAsFirstAndLastDay(String text, long first, long last) throws IOException {
        FieldSpec spec = field(FieldType.PARTIAL_DATE).formats("dd/MM/yyyy", "yyyy", "yyyy-MM", "yyyy-MM-dd");
        RowValues row = read(spec, text);
        assertEquals(State.SOUND, row.state(0));
        assertEquals(first, row.value(0));
        assertEquals(last, row.last(0));
    }

    @ParameterizedTest
    @CsvSource({
        "196500000000, 19650101, 19651231",
        "196502000000, 19650201, 19650228",
        "196501010000, 19650101, 19650101",
        "196501012359, 19650101, 19650101",
    })
    void readsHealthBirthDatesWithUnknownParts(String text, long first, long last) throws IOException {
        RowValues row = read(field(FieldType.PARTIAL_DATE).formats("yyyyMMddHHmm0"), text);
        assertEquals(first, row.value(0));
        assertEquals(last, row.last(0));
    }

    @ParameterizedTest
    @CsvSource({
        "196500010000",
        "000000000000",
        "196513000000",
        "196501012400",
        "196501010060",
        "19650101",
        "1965010100000"
    })
    void findsTheWrongTypeInOtherHealthBirthDates(String text) throws IOException {
        assertEquals(
                State.WRONG_TYPE,
                read(field(FieldType.PARTIAL_DATE).formats("yyyyMMddHHmm0"), text)
                        .state(0));
    }

    @ParameterizedTest
    @CsvSource({
        "31/02/2026",
        "29/02/2100",
        "00/01/2026",
        "01/00/2026",
        "01/13/2026",
        "1/1/2026",
        "01-01-2026",
        "01/01/0000"
    })
    void findsTheWrongTypeInDaysThatAreNone(String text) throws IOException {
        assertEquals(
                State.WRONG_TYPE,
                read(field(FieldType.DATE).formats("dd/MM/yyyy"), text).state(0));
    }

    @Test
    void readsTimesToTheMinute() throws IOException {
        FieldSpec spec = field(FieldType.DATE_TIME).formats("yyyyMMddHHmm");
        assertEquals(202510252359L, read(spec, "202510252359").value(0));
        assertEquals(202510250000L, read(spec, "202510250000").value(0));
        assertEquals(State.WRONG_TYPE, read(spec, "202510252400").state(0));
    }

    @Test
    void readsADayThatIsWrittenAsItsMidnight() throws IOException {
        // Given
        FieldSpec day = field(FieldType.DATE).formats("yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd");
        // Then
        assertEquals(20190412L, read(day, "2019-04-12T00:00:00").value(0));
        assertEquals(20190412L, read(day, "2019-04-12").value(0));
        for (String wrong : List.of(
                "2019-04-12T00:00:60",
                "2019-04-12T24:00:00",
                "2019-04-12 00:00:00",
                "2019-04-12T00:00",
                "2019-04-12T")) {
            assertEquals(State.WRONG_TYPE, read(day, wrong).state(0), wrong);
        }
    }

    @Test
    void takesNothingAndBlanksOfTextAsAbsent() throws IOException {
        assertEquals(State.ABSENT, read(field(FieldType.TEXT), "").state(0));
        assertEquals(State.ABSENT, read(field(FieldType.TEXT), "   ").state(0));
        assertEquals(State.ABSENT, read(field(FieldType.MONEY), "").state(0));
        assertEquals(State.WRONG_TYPE, read(field(FieldType.MONEY), " ").state(0));
    }

    @Test
    void mapsCodesAndFindsUnknownOnes() throws IOException {
        FieldSpec sex = field(FieldType.TEXT).map(Map.of("1", "M", "2", "F"));
        assertEquals("F", read(sex, "2").text(0));
        assertEquals(State.WRONG_CODE, read(sex, "4").state(0));
        assertEquals(State.WRONG_CODE, read(sex, "12").state(0));
        FieldSpec longer = field(FieldType.TEXT).map(Map.of("nam", "M", "nữ", "F"));
        assertEquals("F", read(longer, "nữ").text(0));
        assertEquals(State.WRONG_CODE, read(longer, "n").state(0));
    }

    @Test
    void refusesFormsThatCannotBeMeant() {
        for (FieldSpec wrong : new FieldSpec[] {
            field(FieldType.DATE).formats("yyyy-MM"),
            field(FieldType.MONTH).formats("yyyy-MM-dd"),
            field(FieldType.DATE).formats("yy-MM-dd"),
            field(FieldType.DATE).formats("yyyy-MM-dd'T'"),
            field(FieldType.DATE),
            field(FieldType.TEXT).formats("yyyy"),
            field(FieldType.DATE_TIME).formats("yyyyMMddmm"),
        }) {
            Contract contract = Contracts.csv(wrong);
            assertThrows(IllegalArgumentException.class, () -> new FieldReaders(contract));
        }
    }
}
