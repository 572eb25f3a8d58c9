package vn.lienthong.contract;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery is expected, in local time: {@code daily 17:00}, {@code workdays 17:00}, {@code weekly mon 08:00},
 * {@code monthly 20 17:00} or {@code monthly last 17:00}; the last three may end in {@code next-workday} or
 * {@code previous-workday}: what falls on a day off moves there.
 *
 * @param weekday only weekly, else null
 * @param dayOfMonth only monthly: 1 to 28, or {@link #LAST_DAY}; else 0
 */
public record Due(@Nullable DayOfWeek weekday, int dayOfMonth, LocalTime time, DaysOff daysOff) {
    /** The last day of the month, whichever it is. */
    public static final int LAST_DAY = 31;

    /** The form in words, for messages. */
    public static final String FORM = "like 'daily 17:00', 'workdays 17:00', 'weekly mon 08:00', 'monthly 20 17:00',"
            + " 'monthly last 17:00' or 'monthly 20 17:00 next-workday'";

    /** No row of days off is longer; a calendar that says so is not believed. */
    private static final int SHIFT_DAYS_MAX = 15;

    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern TEXT = Pattern.compile("(?:(daily|workdays)|weekly (mon|tue|wed|thu|fri|sat|sun)"
            + "|monthly ([1-9]|1[0-9]|2[0-8]|last)) (([01][0-9]|2[0-3]):[0-5][0-9])"
            + "(?: (next-workday|previous-workday))?");
    private static final Map<String, DaysOff> SHIFTS =
            Map.of("next-workday", DaysOff.NEXT, "previous-workday", DaysOff.PREVIOUS);

    /** What becomes of a deadline on a day that is no working day. */
    public enum DaysOff {
        /** It stays. */
        COUNT,
        /** There is none. */
        SKIP,
        /** It moves to the next working day. */
        NEXT,
        /** It moves to the working day before. */
        PREVIOUS
    }

    /** Reads the text of a contract or partner file; empty when it has none of the forms. */
    public static Optional<Due> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || (matcher.group(1) != null && matcher.group(6) != null)) {
            return Optional.empty();
        }
        DayOfWeek weekday = matcher.group(2) == null ? null : DayOfWeek.of(1 + WEEKDAYS.indexOf(matcher.group(2)));
        String day = matcher.group(3);
        int dayOfMonth = day == null ? 0 : day.equals("last") ? LAST_DAY : Integer.parseInt(day);
        DaysOff daysOff = "workdays".equals(matcher.group(1))
                ? DaysOff.SKIP
                : matcher.group(6) == null ? DaysOff.COUNT : SHIFTS.getOrDefault(matcher.group(6), DaysOff.COUNT);
        return Optional.of(new Due(weekday, dayOfMonth, LocalTime.parse(matcher.group(4)), daysOff));
    }

    /** The first deadline after that moment. */
    public LocalDateTime next(LocalDateTime after, WorkCalendar calendar) {
        for (LocalDate day = after.toLocalDate().minusDays(SHIFT_DAYS_MAX); ; day = day.plusDays(1)) {
            LocalDateTime deadline = deadline(day, calendar);
            if (deadline != null && deadline.isAfter(after)) {
                return deadline;
            }
        }
    }

    /** The last deadline at or before that moment. */
    public LocalDateTime last(LocalDateTime until, WorkCalendar calendar) {
        for (LocalDate day = until.toLocalDate().plusDays(SHIFT_DAYS_MAX); ; day = day.minusDays(1)) {
            LocalDateTime deadline = deadline(day, calendar);
            if (deadline != null && !deadline.isAfter(until)) {
                return deadline;
            }
        }
    }

    /** The deadline that is set for that day, wherever it moves; null when none is. */
    private @Nullable LocalDateTime deadline(LocalDate day, WorkCalendar calendar) {
        if (!falls(day)) {
            return null;
        }
        if (daysOff == DaysOff.COUNT) {
            return day.atTime(time);
        }
        int step = daysOff == DaysOff.PREVIOUS ? -1 : 1;
        LocalDate moved = day;
        for (int i = 0; i < SHIFT_DAYS_MAX && !calendar.isWorkday(moved); i++) {
            moved = moved.plusDays(step);
        }
        if (daysOff == DaysOff.SKIP) {
            return moved.equals(day) ? day.atTime(time) : null;
        }
        return moved.atTime(time);
    }

    private boolean falls(LocalDate day) {
        if (weekday != null) {
            return day.getDayOfWeek() == weekday;
        }
        int last = YearMonth.from(day).lengthOfMonth();
        return dayOfMonth == 0 || day.getDayOfMonth() == Math.min(dayOfMonth, last);
    }
}
