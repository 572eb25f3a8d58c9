package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTest {
    @ParameterizedTest
    @CsvSource({
        "daily 17:00, 2026-10-31T16:59, 2026-10-31T17:00",
        "daily 17:00, 2026-10-31T17:00, 2026-11-01T17:00",
        "weekly mon 08:00, 2026-10-31T09:00, 2026-11-02T08:00",
        "monthly 20 17:00, 2026-10-21T00:00, 2026-11-20T17:00",
        "monthly last 17:00, 2027-02-01T00:00, 2027-02-28T17:00",
        "monthly last 17:00, 2026-10-31T17:00, 2026-11-30T17:00",
    })
    void isTheFirstDeadlineAfterAMoment(String due, LocalDateTime after, LocalDateTime next) {
        assertEquals(Optional.of(next), Due.of(due).map(d -> d.next(after, new WorkCalendar(CodeLists.NONE))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "daily", "daily 24:00", "weekly 08:00", "weekly sum 08:00", "monthly 29 08:00", "hourly"})
    void refusesOtherForms(String due) {
        assertEquals(Optional.empty(), Due.of(due));
    }
}
