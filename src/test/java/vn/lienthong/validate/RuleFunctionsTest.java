package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFunctionsTest {
    private static BigDecimal exact(long quantity, long price, long percent, long second) {
        return BigDecimal.valueOf(quantity, 3)
                .multiply(BigDecimal.valueOf(price, 3))
                .multiply(BigDecimal.valueOf(percent, 4))
                .multiply(BigDecimal.valueOf(second, 4))
                .setScale(2, RoundingMode.HALF_UP);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 589999, 10000, 10000, 59000",
        "1000, 5, 10000, 10000, 1",
        "1000, 4, 10000, 10000, 0",
        "-1000, 5, 10000, 10000, -1",
        "500, 10, 10000, 10000, 1",
        "1000, 10, 5000, 10000, 1",
        "1000, 20, 5000, 5000, 1",
        "1000, 19, 5000, 5000, 0",
        "3000, 6300000, 10000, 10000, 1890000",
        "1000, 333333, 3333, 3333, 3703",
    })
    void roundsHalfUpAndAwayFromZero(long quantity, long price, long percent, long second, long amount) {
        assertEquals(amount, RuleFunctions.amount(quantity, price, percent, second));
    }

    @Test
    void multipliesExactlyWhateverTheSize() {
        Random random = new Random(17);
        int tooLarge = 0;
        for (int round = 0; round < 20_000; round++) {
            // Given
            long quantity = random.nextLong() >> (random.nextInt(60) + 3);
            long price = random.nextLong() >> (random.nextInt(60) + 3);
            long percent = round % 3 == 0 ? 10_000 : random.nextInt(12_000) - 500;
            long second = round % 5 == 0 ? 10_000 : random.nextInt(10_001);
            BigDecimal exact = exact(quantity, price, percent, second);
            // When, Then
            if (exact.unscaledValue().bitLength() < Long.SIZE) {
                assertEquals(
                        exact.unscaledValue().longValueExact(), RuleFunctions.amount(quantity, price, percent, second));
            } else {
                tooLarge++;
                assertThrows(ArithmeticException.class, () -> RuleFunctions.amount(quantity, price, percent, second));
            }
        }
        assertTrue(tooLarge > 100);
    }

    @Test
    void countsMinutesAndDaysAsTheCalendarDoes() {
        Random random = new Random(3);
        DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyyMMddHHmm");
        LocalDateTime start = LocalDateTime.of(1899, 12, 30, 23, 59);
        for (int round = 0; round < 5_000; round++) {
            LocalDateTime a = start.plusMinutes(random.nextInt(Integer.MAX_VALUE) / 8);
            LocalDateTime b = start.plusMinutes(random.nextInt(Integer.MAX_VALUE) / 8);
            long from = Long.parseLong(form.format(a));
            long to = Long.parseLong(form.format(b));
            assertEquals(ChronoUnit.MINUTES.between(a, b), RuleFunctions.minutes(from, to));
            long days = ChronoUnit.DAYS.between(a.toLocalDate(), b.toLocalDate());
            assertEquals(days, RuleFunctions.days(from, to));
            assertEquals(days, RuleFunctions.days(from / 10_000, to));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 20260101", "20260101, 20261301", "20260100, 20260101", "202601012400, 20260101", "-5, 20260101"})
    void knowsNoOtherDays(long from, long to) {
        assertThrows(ArithmeticException.class, () -> RuleFunctions.minutes(from, to));
    }
}
