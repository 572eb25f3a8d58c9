package vn.lienthong.contract;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.OptionalLong;

/** What a partner's scope may be told by, and how its values are written: as in events. */
public final class ScopeForm {
    private ScopeForm() {}

    /** Whether what a partner may send can be told by a field: text, whole numbers, days and months with a source. */
    static boolean canBound(Field field) {
        boolean exact =
                switch (field.type()) {
                    case TEXT, INTEGER, MONEY, DATE, MONTH -> true;
                    case DECIMAL, PARTIAL_DATE, DATE_TIME -> false;
                };
        return exact && !field.derived();
    }

    /**
     * A value of a field that is no text as the number that a record has for it: itself, or {@code yyyymmdd} of the
     * (first) day.
     *
     * @return empty when it is not written as events have it
     */
    public static OptionalLong number(Field field, String value) {
        try {
            return switch (field.type()) {
                case INTEGER, MONEY -> OptionalLong.of(Long.parseLong(value));
                case DATE -> OptionalLong.of(number(LocalDate.parse(value)));
                case MONTH -> OptionalLong.of(number(YearMonth.parse(value).atDay(1)));
                default -> OptionalLong.empty();
            };
        } catch (NumberFormatException | DateTimeException e) {
            return OptionalLong.empty();
        }
    }

    private static long number(LocalDate day) {
        return day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth();
    }
}
