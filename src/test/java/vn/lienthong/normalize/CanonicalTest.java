package vn.lienthong.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.RecordingBatch;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.FieldType;
import vn.lienthong.records.RowValues;
import vn.lienthong.validate.Rows;

class CanonicalTest {
    private static final FieldSpec[] ALL_TYPES = {
        FieldSpec.text("t").normalizers("nfc", "trim", "upper"),
        FieldSpec.of("i", "i", FieldType.INTEGER),
        FieldSpec.of("e", "e", FieldType.DECIMAL).scale(3),
        FieldSpec.of("d", "d", FieldType.DATE).formats("dd/MM/yyyy"),
        FieldSpec.of("p", "p", FieldType.PARTIAL_DATE).formats("yyyy", "yyyyMM", "yyyyMMdd"),
        FieldSpec.of("m", "m", FieldType.MONTH).formats("MM/yyyy"),
        FieldSpec.of("x", "x", FieldType.DATE_TIME).formats("yyyyMMddHHmm"),
        FieldSpec.text("c").map(Map.of("1", "M")),
    };

    private static String written(Contract contract, String row) {
        Canonical canonical = new Canonical(contract);
        RowValues values = new Rows(contract).of(row);
        RecordingBatch batch = new RecordingBatch();
        batch.beginRecord(1, new byte[16], canonical.version(values));
        canonical.writeRow(values, batch);
        batch.endRecord();
        return batch.lines().get(0);
    }

    @Test
    void writesEveryTypeInItsOneForm() {
        assertEquals(
                "1 32 v0 [0|LÊ AN|-7|1200e-3|1969-12-31|1965|2026-10|1969-12-31T23:59|M]",
                written(Contracts.csv(ALL_TYPES), " lê  an ,-07,1.2,31/12/1969,1965,10/2026,196912312359,1"));
    }

    @Test
    void writesWhatTheSenderDidNotSayAsAbsent() {
        assertEquals("1 32 v0 [0|-|-|-|-|-|-|-|-]", written(Contracts.csv(ALL_TYPES), ",,,,,,,"));
        assertEquals(
                "1 32 v0 [0|-|-|-|-|1965-03|-|-|-]",
                written(Contracts.csv(ALL_TYPES), "\u00A0 ,,,,196503,,,"),
                "a text that is nothing but blanks once it is trimmed");
        assertEquals("1 32 v0 [0|-|-|-|-|1965-03-31|-|-|-]", written(Contracts.csv(ALL_TYPES), ",,,,19650331,,,"));
    }

    @Test
    void agreesWithTheCalendarOnEveryDay() {
        for (LocalDate day = LocalDate.of(1899, 12, 1); day.getYear() < 2101; day = day.plusDays(1)) {
            long compact = day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth();
            assertEquals(day.toEpochDay(), Canonical.epochDay(compact));
        }
    }

    @Test
    void takesTheVersionFromTheContractsField() {
        Contract contract = versioned("d");
        assertEquals("1 32 v20261031 [0|2026-10-31|a]", written(contract, "31/10/2026,a"));
        assertEquals("1 32 v0 [0|-|a]", written(contract, ",a"));
        assertThrows(IllegalArgumentException.class, () -> new Canonical(versioned("t")));
        assertThrows(IllegalArgumentException.class, () -> new Canonical(versioned("d", "t")));
    }

    private static Contract versioned(String... fields) {
        Exchange e = Contracts.csv();
        Exchange exchange = new Exchange(
                e.format(),
                e.envelope(),
                List.of(),
                e.separator(),
                e.fileBytesMax(),
                e.recordBytesMax(),
                e.depthMax(),
                e.maxRejectedShare(),
                List.of(fields),
                List.of(),
                null);
        return Contracts.of(
                exchange, List.of(), FieldSpec.of("d", "d", FieldType.DATE).formats("dd/MM/yyyy"), FieldSpec.text("t"));
    }
}
