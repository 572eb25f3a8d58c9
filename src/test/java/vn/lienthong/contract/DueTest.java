package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTest {
    /** 2026-10-31 is a Saturday; 2026-09-02 is a Wednesday. */
    private static final WorkCalendar CALENDAR = new WorkCalendar(name -> switch (name) {
        case "public_holiday" -> list("--09-02", "--01-01");
        case "public_holiday_dated" -> list("2026-11-20");
        default -> null;
    });

    private static CodeLists.CodeList list(String... codes) {
        Set<String> all = Set.copyOf(List.of(codes));
        return (code, start, end, at) -> all.contains(new String(code, start, end - start, StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "daily 17:00, 2026-10-31T16:59, 2026-10-31T17:00",
        "daily 17:00, 2026-10-31T17:00, 2026-11-01T17:00",
        "workdays 17:00, 2026-10-30T17:00, 2026-11-02T17:00",
        "workdays 17:00, 2026-09-01T17:00, 2026-09-03T17:00",
        "weekly mon 08:00, 2026-10-31T09:00, 2026-11-02T08:00",
        "weekly fri 08:00 next-workday, 2026-11-16T08:00, 2026-11-23T08:00",
        "monthly 20 17:00, 2026-10-21T00:00, 2026-11-20T17:00",
        "monthly 20 17:00 next-workday, 2026-10-21T00:00, 2026-11-23T17:00",
        "monthly 20 17:00 next-workday, 2026-11-21T00:00, 2026-11-23T17:00",
        "monthly 20 17:00 previous-workday, 2026-10-21T00:00, 2026-11-19T17:00",
        "monthly 20 17:00 previous-workday, 2026-11-19T18:00, 2026-12-18T17:00",
        "monthly last 17:00, 2027-02-01T00:00, 2027-02-28T17:00",
        "monthly last 17:00, 2026-10-31T17:00, 2026-11-30T17:00",
        "monthly last 17:00 next-workday, 2026-10-31T00:00, 2026-11-02T17:00",
    })
    void isTheFirstDeadlineAfterAMoment(String due, LocalDateTime after, LocalDateTime next) {
        assertEquals(Optional.of(next), Due.of(due).map(d -> d.next(after, CALENDAR)));
    }

    @ParameterizedTest
    @CsvSource({
        "daily 17:00, 2026-10-31T16:59, 2026-10-30T17:00",
        "daily 17:00, 2026-10-31T17:00, 2026-10-31T17:00",
        "workdays 17:00, 2026-11-02T08:00, 2026-10-30T17:00",
        "monthly 20 17:00 next-workday, 2026-11-21T00:00, 2026-10-20T17:00",
        "monthly 20 17:00 next-workday, 2026-11-23T17:00, 2026-11-23T17:00",
        "monthly 20 17:00 previous-workday, 2026-11-19T17:00, 2026-11-19T17:00",
    })
    void isTheLastDeadlineBeforeAMoment(String due, LocalDateTime until, LocalDateTime last) {
        assertEquals(Optional.of(last), Due.of(due).map(d -> d.last(until, CALENDAR)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-30, true",
        "2026-10-31, false",
        "2026-11-01, false",
        "2026-09-02, false",
        "2027-01-01, false",
        "2026-11-20, false",
        "2027-11-22, true",
    })
    void knowsWorkingDays(LocalDate day, boolean works) {
        assertEquals(works, CALENDAR.isWorkday(day));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "daily",
                "daily 24:00",
                "weekly 08:00",
                "weekly sum 08:00",
                "monthly 29 08:00",
                "hourly",
                "daily 17:00 next-workday",
                "workdays 17:00 next-workday",
                "monthly 20 17:00 workday"
            })
    void refusesOtherForms(String due) {
        assertEquals(Optional.empty(), Due.of(due));
    }
}
