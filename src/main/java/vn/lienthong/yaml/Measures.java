package vn.lienthong.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes and time spans with their unit, as an operator writes them. */
final class Measures {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(?: ?(B|KiB|MiB|GiB|TiB))?");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}) ?(ms|s|min|h|d)");
    private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Measures() {}

    /** {@code 65536}, {@code 64 KiB}; null when it is no size. */
    static @Nullable BigDecimal bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return null;
        }
        int power = size.group(2) == null ? 0 : SIZE_UNITS.indexOf(size.group(2));
        return new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(1024).pow(power));
    }

    /** {@code 500 ms}, {@code 15 min}; null when it is no time span. A unit is required. */
    static @Nullable Duration duration(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return null;
        }
        return TIME_UNITS.getOrDefault(time.group(2), Duration.ZERO).multipliedBy(Long.parseLong(time.group(1)));
    }

    static String inWords(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
