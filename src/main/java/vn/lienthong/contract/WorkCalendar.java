package vn.lienthong.contract;

import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Working days: Monday to Friday without the public holidays. These are two code lists: {@code public_holiday} has the
 * days that are the same every year ({@code --09-02}) and ships with the program; {@code public_holiday_dated} has single
 * days ({@code 2027-02-08}), as Tết and days in lieu are decided year by year, and is imported by the operator.
 */
public final class WorkCalendar {
    static final List<String> LISTS = List.of("public_holiday", "public_holiday_dated");

    private final CodeLists lists;

    public WorkCalendar(CodeLists lists) {
        this.lists = lists;
    }

    public boolean isWorkday(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return !weekend && !holds(MonthDay.from(day).toString(), day) && !holds(day.toString(), day);
    }

    private boolean holds(String code, LocalDate day) {
        byte[] bytes = code.getBytes(StandardCharsets.US_ASCII);
        for (String name : LISTS) {
            CodeLists.@Nullable CodeList list = lists.list(name);
            if (list != null && list.holds(bytes, 0, bytes.length, day)) {
                return true;
            }
        }
        return false;
    }
}
