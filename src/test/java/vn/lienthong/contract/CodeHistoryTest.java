package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.CodeChanges.Change;
import vn.lienthong.contract.CodeChanges.Kind;
import vn.lienthong.contract.CodeHistory.Line;

/** Codes followed from a day to now, across two changes. */
class CodeHistoryTest {
    private static final LocalDate FIRST = LocalDate.of(2025, 7, 1);
    private static final LocalDate SECOND = LocalDate.of(2027, 1, 1);

    private static final CodeHistory HISTORY = CodeHistory.of(List.of(
            new Line(FIRST, "00001", "00097", Kind.WHOLE),
            new Line(FIRST, "00004", "00004", Kind.WHOLE),
            new Line(FIRST, "00006", "00008", Kind.WHOLE),
            new Line(FIRST, "00007", "00008", Kind.SPLIT),
            new Line(FIRST, "00007", "00025", Kind.SPLIT),
            new Line(FIRST, "00859", "00859", Kind.UNCHANGED),
            new Line(FIRST, "", "11948", Kind.WHOLE),
            // A code that is used again for another area.
            new Line(FIRST, "00008", "00004", Kind.WHOLE),
            new Line(SECOND, "00097", "00098", Kind.WHOLE),
            new Line(SECOND, "00025", "00026", Kind.SPLIT),
            new Line(SECOND, "00025", "00027", Kind.SPLIT)));

    private static String told(String code, @Nullable LocalDate at) {
        byte[] bytes = ("<" + code + ">").getBytes(StandardCharsets.UTF_8);
        Change change = HISTORY.change(bytes, 1, bytes.length - 1, at);
        byte[] now = change.code();
        assertEquals(change.kind().wire(), new String(change.word(), StandardCharsets.UTF_8));
        return change.kind().wire() + " " + (now == null ? "-" : new String(now, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        // before the first change every code is an old one
        "2025-06-30, 00001, whole 00098",
        "2025-06-30, 00004, whole 00004",
        "2025-06-30, 00006, whole 00008",
        "2025-06-30, 00007, split -",
        "2025-06-30, 00008, whole 00004",
        "2025-06-30, 00859, unchanged 00859",
        "2025-06-30, 99999, unknown -",
        // between the two the same code means the new area, and what ended is followed from where it ended
        "2025-07-01, 00001, whole 00098",
        "2025-07-01, 00004, current 00004",
        "2025-07-01, 00008, current 00008",
        "2025-07-01, 00006, whole 00008",
        "2025-07-01, 00007, split -",
        "2025-07-01, 00025, split -",
        "2026-11-21, 00097, whole 00098",
        "2026-11-21, 11948, current 11948",
        // after both
        "2027-01-01, 00098, current 00098",
        "2027-01-01, 00097, whole 00098",
        "2027-01-01, 00025, split -",
        "2027-01-01, 00026, current 00026",
        "2027-01-01, 00001, whole 00098",
    })
    void followsACodeFromItsDay(LocalDate at, String code, String expected) {
        // When
        String told = told(code, at);
        // Then
        assertEquals(expected, told);
    }

    @Test
    void aCodeWithoutADayIsOlderThanEveryChange() {
        // When
        List<String> told = List.of(told("00008", null), told("00097", null), told("11948", null));
        // Then
        assertEquals(List.of("whole 00004", "whole 00098", "unknown -"), told);
    }

    @Test
    void knowsNothingOfAnEmptyCode() {
        // When
        String told = told("", FIRST);
        // Then
        assertEquals("unknown -", told);
    }
}
