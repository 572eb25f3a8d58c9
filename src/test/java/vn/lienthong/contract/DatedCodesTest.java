package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.DatedCodes.Period;

class DatedCodesTest {
    private static final LocalDate OLD = LocalDate.of(2025, 6, 30);
    private static final LocalDate NEW = LocalDate.of(2025, 7, 1);

    private static boolean holds(DatedCodes codes, String code, LocalDate at) {
        // Inside a larger array, as a parser hands it over.
        byte[] bytes = ("x" + code + "y").getBytes(StandardCharsets.UTF_8);
        return codes.holds(bytes, 1, bytes.length - 1, at);
    }

    @Test
    void holdsACodeOnlyOnItsDays() {
        // Given
        DatedCodes codes = DatedCodes.of(List.of(
                new Period("02", LocalDate.MIN, OLD),
                new Period("01", LocalDate.MIN, LocalDate.MAX),
                new Period("77", NEW, NEW),
                new Period("77", NEW.plusDays(10), LocalDate.MAX)));

        // Then
        assertTrue(holds(codes, "02", OLD));
        assertFalse(holds(codes, "02", NEW));
        assertTrue(holds(codes, "01", LocalDate.of(1900, 1, 1)));
        assertTrue(holds(codes, "77", NEW));
        assertFalse(holds(codes, "77", NEW.plusDays(5)));
        assertTrue(holds(codes, "77", NEW.plusDays(10)));
    }

    @Test
    void doesNotHoldWhatIsAlmostACode() {
        DatedCodes codes = DatedCodes.of(List.of(new Period("01", LocalDate.MIN, LocalDate.MAX)));
        for (String almost : List.of("", "0", "1", "001", "011", "O1", "01 ")) {
            assertFalse(holds(codes, almost, NEW), almost);
        }
    }

    @Test
    void findsEveryOfManyCodesAndNoOther() {
        // Given
        List<Period> periods = new ArrayList<>();
        for (int i = 0; i < 40_000; i += 2) {
            periods.add(new Period(String.format("%05d", i), LocalDate.MIN, LocalDate.MAX));
        }

        // When
        DatedCodes codes = DatedCodes.of(periods);

        // Then
        for (int i = 0; i < 40_000; i++) {
            assertEquals(i % 2 == 0, holds(codes, String.format("%05d", i), NEW), "" + i);
        }
    }

    @Test
    void anEmptyListHoldsNothing() {
        assertFalse(holds(DatedCodes.of(List.of()), "", NEW));
    }

    @Test
    void aNewStatementEndsWhatItLacksTheDayBefore() {
        // Given
        List<Period> before =
                List.of(new Period("01", LocalDate.MIN, LocalDate.MAX), new Period("02", LocalDate.MIN, LocalDate.MAX));

        // When
        List<Period> after = CodePeriods.restate(before, Set.of("01", "03"), NEW, LocalDate.MAX);

        // Then
        assertEquals(
                List.of(
                        new Period("01", LocalDate.MIN, LocalDate.MAX),
                        new Period("02", LocalDate.MIN, OLD),
                        new Period("03", NEW, LocalDate.MAX)),
                after);
    }

    @Test
    void aStatementWithAnEndLeavesTheDaysBehindIt() {
        // Given
        List<Period> before = List.of(new Period("01", LocalDate.MIN, LocalDate.MAX));
        LocalDate last = NEW.plusDays(30);

        // When
        List<Period> after = CodePeriods.restate(before, Set.of("02"), NEW, last);

        // Then
        assertEquals(
                List.of(
                        new Period("01", LocalDate.MIN, OLD),
                        new Period("01", last.plusDays(1), LocalDate.MAX),
                        new Period("02", NEW, last)),
                after);
    }

    @Test
    void theSameStatementTwiceChangesNothing() {
        // Given
        List<Period> once = CodePeriods.restate(
                List.of(new Period("02", LocalDate.MIN, LocalDate.MAX)), Set.of("01"), NEW, LocalDate.MAX);

        // Then
        assertEquals(once, CodePeriods.restate(once, Set.of("01"), NEW, LocalDate.MAX));
    }
}
