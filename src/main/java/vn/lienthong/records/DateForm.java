package vn.lienthong.records;

import java.util.Arrays;

/**
 * One accepted form of a date, in the letters of {@code java.time}: {@code y M d H m s}, each letter a digit,
 * everything else itself, {@code T} before the hours too; for example {@code dd/MM/yyyy}, {@code yyyy-MM}, {@code
 * yyyy}, {@code yyyyMMddHHmm}, {@code yyyy-MM-ddTHH:mm:ss} (seconds are not kept).
 *
 * <p>A {@code 0} as last letter means that unknown parts are written as zeros, as health files write dates of birth:
 * with {@code yyyyMMddHHmm0}, {@code 196500000000} is the year 1965 and {@code 196501010000} the first of January.
 *
 * <p>Days are real calendar days, hours 00 to 23, minutes and seconds 00 to 59, years 0001 to 9999. Immutable.
 */
public final class DateForm {
    private static final int[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    /** Answer of {@link #read}: not a date of this form. */
    static final long NONE = -1;

    private static final byte SIGN_OF_TIME = 'T';

    private final byte[] letters;
    private final boolean zeroIsUnknown;
    private final boolean hasMonth;
    private final boolean hasDay;

    /** @throws IllegalArgumentException for letters that are not understood */
    public DateForm(String format) {
        zeroIsUnknown = format.endsWith("0");
        String plain = zeroIsUnknown ? format.substring(0, format.length() - 1) : format;
        letters = new byte[plain.length()];
        int[] counts = new int[128];
        for (int i = 0; i < letters.length; i++) {
            char c = plain.charAt(i);
            boolean letter = "yMdHms".indexOf(c) >= 0;
            boolean signOfTime = c == SIGN_OF_TIME && plain.startsWith("HH", i + 1);
            if (c >= 128 || (!letter && !signOfTime && Character.isLetterOrDigit(c))) {
                throw new IllegalArgumentException("date format " + format + ": letter " + c + " is not understood");
            }
            letters[i] = (byte) c;
            if (letter) {
                counts[c]++;
            }
        }
        hasMonth = counts['M'] == 2;
        hasDay = counts['d'] == 2;
        boolean hasHour = counts['H'] == 2;
        boolean right = counts['y'] == 4
                && (hasMonth || counts['M'] == 0)
                && (hasDay ? hasMonth : counts['d'] == 0)
                && (hasHour ? hasDay : counts['H'] == 0)
                && (counts['m'] == 2 ? hasHour : counts['m'] == 0)
                && (counts['s'] == 2 ? counts['m'] == 2 : counts['s'] == 0);
        if (!right) {
            throw new IllegalArgumentException("date format " + format
                    + " must have yyyy, then optionally MM, dd, HH, mm, ss, each letter as often as here");
        }
    }

    /** Whether the form names a day (not only a month or a year). */
    public boolean hasDay() {
        return hasDay;
    }

    /** Whether the form names a month. */
    public boolean hasMonth() {
        return hasMonth;
    }

    /** Whether a value of this form may name less than the form's letters say. */
    public boolean partial() {
        return zeroIsUnknown;
    }

    /** @return {@code yyyymmddHHMM} with zeros for what is not named, or {@link #NONE} */
    long read(byte[] b, int start, int end) {
        if (end - start != letters.length) {
            return NONE;
        }
        int year = 0;
        int month = 0;
        int day = 0;
        int hour = 0;
        int minute = 0;
        int second = 0;
        for (int i = 0; i < letters.length; i++) {
            int digit = b[start + i] - '0';
            byte letter = letters[i];
            if (letter >= 'A' && letter != SIGN_OF_TIME && (digit < 0 || digit > 9)) {
                return NONE;
            }
            switch (letter) {
                case 'y' -> year = year * 10 + digit;
                case 'M' -> month = month * 10 + digit;
                case 'd' -> day = day * 10 + digit;
                case 'H' -> hour = hour * 10 + digit;
                case 'm' -> minute = minute * 10 + digit;
                case 's' -> second = second * 10 + digit;
                default -> {
                    if (b[start + i] != letter) {
                        return NONE;
                    }
                }
            }
        }
        return real(year, month, day) && hour < 24 && minute < 60 && second < 60
                ? ((year * 100L + month) * 100 + day) * 10_000 + (hour * 100L + minute)
                : NONE;
    }

    private boolean real(int year, int month, int day) {
        if (year == 0 || month > 12) {
            return false;
        }
        if (month == 0) {
            return day == 0 && (zeroIsUnknown || !hasMonth);
        }
        if (day == 0) {
            return zeroIsUnknown || !hasDay;
        }
        return day <= daysOf(year, month);
    }

    /** Days of a month, 1 to 12. */
    static int daysOf(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : MONTH_DAYS[month - 1];
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DateForm f && zeroIsUnknown == f.zeroIsUnknown && Arrays.equals(letters, f.letters);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(letters);
    }
}
