package vn.lienthong.intake;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the one preference that the gateway knows: {@code Prefer: wait=N} (RFC 7240). */
final class Prefer {

    static final int WAIT_S_MAX = 60;

    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?(?:$|[,;\\s])");

    private Prefer() {}

    /** Seconds that the header lines ask for, at most {@link #WAIT_S_MAX}; what cannot be read is no wish. */
    static int waitS(List<String> lines) {
        Matcher matcher = WAIT.matcher(String.join(",", lines));
        return matcher.find() ? Math.min(Integer.parseInt(matcher.group(1)), WAIT_S_MAX) : 0;
    }
}
