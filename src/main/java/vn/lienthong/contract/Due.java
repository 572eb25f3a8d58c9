package vn.lienthong.contract;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery is expected, in local time: {@code daily 17:00}, {@code weekly mon 08:00}, {@code monthly 20 17:00}
 * or {@code monthly last 17:00}.
 *
 * @param weekday only weekly, else null
 * @param dayOfMonth only monthly: 1 to 28, or {@link #LAST_DAY}; else 0
 */
public record Due(@Nullable DayOfWeek weekday, int dayOfMonth, LocalTime time) {
    /** The last day of the month, whichever it is. */
    public static final int LAST_DAY = 31;

    /** The form in words, for messages. */
    public static final String FORM =
            "like 'daily 17:00', 'weekly mon 08:00', 'monthly 20 17:00' or 'monthly last 17:00'";

    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern TEXT = Pattern.compile("(?:daily|weekly (mon|tue|wed|thu|fri|sat|sun)"
            + "|monthly ([1-9]|1[0-9]|2[0-8]|last)) (([01][0-9]|2[0-3]):[0-5][0-9])");

    /** Reads the text of a contract or partner file; empty when it has none of the forms. */
    public static Optional<Due> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        DayOfWeek weekday = matcher.group(1) == null ? null : DayOfWeek.of(1 + WEEKDAYS.indexOf(matcher.group(1)));
        String day = matcher.group(2);
        int dayOfMonth = day == null ? 0 : day.equals("last") ? LAST_DAY : Integer.parseInt(day);
        return Optional.of(new Due(weekday, dayOfMonth, LocalTime.parse(matcher.group(3))));
    }

    /** The first deadline after that moment. */
    public LocalDateTime next(LocalDateTime after) {
        for (LocalDate day = after.toLocalDate(); ; day = day.plusDays(1)) {
            LocalDateTime deadline = day.atTime(time);
            if (falls(day) && deadline.isAfter(after)) {
                return deadline;
            }
        }
    }

    private boolean falls(LocalDate day) {
        if (weekday != null) {
            return day.getDayOfWeek() == weekday;
        }
        int last = YearMonth.from(day).lengthOfMonth();
        return dayOfMonth == 0 || day.getDayOfMonth() == Math.min(dayOfMonth, last);
    }
}
