package vn.lienthong.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The accepted forms of dates: {@code yyyy MM dd HH mm ss} in fixed width, each at most once, with {@code - / . :}
 * and blanks between, and {@code T} before the hours. Fewer than java.time knows, so that each is checked in one pass
 * over the bytes. A {@code 0} at the end of a partial date's form says that unknown parts are written as zeros.
 */
final class DateForms {
    private static final Pattern PART = Pattern.compile("yyyy|MM|dd|HH|mm|ss");
    private static final Pattern WHOLE = Pattern.compile("(?:yyyy|MM|dd|HH|mm|ss|T(?=HH)|[-/. :])+");

    private static final Set<String> DAY = Set.of("yyyy", "MM", "dd");
    private static final Set<String> MINUTE = Set.of("yyyy", "MM", "dd", "HH", "mm");

    private static final String ZEROS = "0";

    private DateForms() {}

    /** What is wrong with the form for that type, or empty. */
    static Optional<String> problem(FieldType type, String form) {
        boolean zeros = type == FieldType.PARTIAL_DATE && form.endsWith(ZEROS);
        return problemOfParts(type, zeros ? form.substring(0, form.length() - ZEROS.length()) : form);
    }

    private static Optional<String> problemOfParts(FieldType type, String form) {
        if (!WHOLE.matcher(form).matches()) {
            return Optional.of("may only have yyyy, MM, dd, HH, mm, ss and - / . : between, T before HH");
        }
        Set<String> parts = new TreeSet<>();
        Matcher part = PART.matcher(form);
        while (part.find()) {
            if (!parts.add(part.group())) {
                return Optional.of("has " + part.group() + " twice");
            }
        }
        boolean right =
                switch (type) {
                    // Some programs write a day as its midnight; the time is not kept.
                    case DATE -> parts.equals(DAY) || isTime(parts);
                    case MONTH -> parts.equals(Set.of("yyyy", "MM"));
                    case DATE_TIME -> isTime(parts);
                    case PARTIAL_DATE -> isPartial(parts);
                    default -> false;
                };
        return right ? Optional.empty() : Optional.of("does not name the parts of a " + word(type));
    }

    private static boolean isPartial(Set<String> parts) {
        return parts.equals(Set.of("yyyy")) || parts.equals(Set.of("yyyy", "MM")) || parts.equals(DAY) || isTime(parts);
    }

    private static boolean isTime(Set<String> parts) {
        Set<String> withoutSeconds = new TreeSet<>(parts);
        withoutSeconds.remove("ss");
        return withoutSeconds.equals(MINUTE);
    }

    /** The type's word in YAML. */
    static String word(FieldType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
