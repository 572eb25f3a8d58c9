package vn.lienthong.contract;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Days between two bounds, both included.
 *
 * @param from first day, or null = always has been
 * @param to last day, or null = until further notice
 */
public record Period(@Nullable LocalDate from, @Nullable LocalDate to) {
    public static final Period ALWAYS = new Period(null, null);

    public boolean holds(LocalDate day) {
        return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
    }

    /** First day as {@code yyyymmdd}, 0 without one. */
    public long fromNumber() {
        return from == null ? 0 : number(from);
    }

    /** Last day as {@code yyyymmdd}, a number beyond all days without one. */
    public long toNumber() {
        return to == null ? Long.MAX_VALUE : number(to);
    }

    /** The day as {@code yyyymmdd}. */
    public static long number(LocalDate day) {
        return day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth();
    }
}
