package vn.lienthong.validate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matches a sequence of ASCII classes with counts: one bit of a long is one place of the sequence that may come next.
 *
 * <p>Understands characters, the point, escaped punctuation, {@code \d}, {@code [...]} with ranges and negation, and {@code ? * +
 * {n} {n,} {n,m}} behind them; at most {@value #PLACES_MAX} places once counts are written out.
 */
final class ByteAutomaton {
    static final int NO = 0;
    static final int YES = 1;
    static final int NOT_ASCII = 2;
    private static final int PLACES_MAX = 62;

    /** For each ASCII character the places that take it. */
    private final long[] takes = new long[128];
    /** For each place the places that may come after it; bit {@code places} is the end. */
    private final long[] after = new long[PLACES_MAX + 1];

    private boolean[] skippable = new boolean[PLACES_MAX + 1];
    private boolean[] repeats = new boolean[PLACES_MAX + 1];
    private int places;
    private long first;

    private ByteAutomaton() {}

    /** The automaton, or null for an expression that has more than sequences of classes. */
    static @Nullable ByteAutomaton of(String expression) {
        ByteAutomaton automaton = new ByteAutomaton();
        return automaton.parse(expression) ? automaton : null;
    }

    int run(byte[] b, int start, int end) {
        long now = first;
        for (int i = start; i < end; i++) {
            if (b[i] < 0) {
                return NOT_ASCII;
            }
            long live = now & takes[b[i]];
            now = 0;
            while (live != 0) {
                now |= after[Long.numberOfTrailingZeros(live)];
                live &= live - 1;
            }
            if (now == 0) {
                // A character that is not ASCII may follow, but no text can match any more.
                return NO;
            }
        }
        return ((now >>> places) & 1) == 1 ? YES : NO;
    }

    private boolean parse(String expression) {
        int at = expression.startsWith("^") ? 1 : 0;
        boolean anchored = expression.endsWith("$") && !expression.endsWith("\\$");
        int end = anchored ? expression.length() - 1 : expression.length();
        while (at < end) {
            boolean[] set = new boolean[128];
            at = atom(expression, at, end, set);
            if (at < 0) {
                return false;
            }
            String count = count(expression, at, end);
            int[] bounds = bounds(count);
            if (bounds == null) {
                return false;
            }
            if (bounds[2] == 1) {
                at += count.length();
                if (at < end && "?+*{".indexOf(expression.charAt(at)) >= 0) {
                    return false;
                }
            }
            if (!add(set, bounds[0], bounds[1])) {
                return false;
            }
        }
        link();
        return true;
    }

    private static String count(String e, int at, int end) {
        if (at >= end) {
            return "";
        }
        int close = e.charAt(at) == '{' ? e.indexOf('}', at) : at;
        return close < 0 ? "{" : e.substring(at, close + 1);
    }

    /** Reads one character or class; returns the index behind it, or -1. */
    private static int atom(String e, int at, int end, boolean[] set) {
        char c = e.charAt(at);
        if (c == '.') {
            // All but the end of a line, as RE2 has it.
            int next = mark(set, (char) 0, (char) 127, at + 1);
            set['\n'] = false;
            return next;
        }
        if (c >= 128 || "|()?*+{}]^$".indexOf(c) >= 0) {
            return -1;
        }
        if (c == '[') {
            return characterClass(e, at + 1, end, set);
        }
        return c == '\\' ? escape(e, at + 1, end, set) : mark(set, c, c, at + 1);
    }

    private static int escape(String e, int at, int end, boolean[] set) {
        char c = at < end ? e.charAt(at) : 0;
        if (c == 'd') {
            return mark(set, '0', '9', at + 1);
        }
        boolean punctuation = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        return punctuation ? mark(set, c, c, at + 1) : -1;
    }

    private static int characterClass(String e, int from, int end, boolean[] set) {
        int at = from;
        boolean not = at < end && e.charAt(at) == '^';
        if (not) {
            // It would also take characters that are not ASCII; they go to RE2/J, so only ASCII counts here.
            at++;
        }
        int begin = at;
        while (at < end && e.charAt(at) != ']') {
            char c = e.charAt(at);
            if (c >= 128 || c == '[' || (c == '-' && at != begin)) {
                return -1;
            }
            if (c == '\\') {
                at = escape(e, at + 1, end, set);
                if (at < 0 || (at < end && e.charAt(at) == '-')) {
                    return -1;
                }
            } else if (at + 2 < end && e.charAt(at + 1) == '-' && e.charAt(at + 2) != ']') {
                char to = e.charAt(at + 2);
                if (to >= 128 || to < c || to == '\\' || to == '[') {
                    return -1;
                }
                at = mark(set, c, to, at + 3);
            } else {
                at = mark(set, c, c, at + 1);
            }
        }
        if (at >= end || at == begin) {
            return -1;
        }
        for (int i = 0; not && i < 128; i++) {
            set[i] = !set[i];
        }
        return at + 1;
    }

    private static int mark(boolean[] set, char from, char to, int next) {
        Arrays.fill(set, from, to + 1, true);
        return next;
    }

    /** Least, most (-1 = no bound), and 1 when there was a count; null when it is not understood. */
    private static int @Nullable [] bounds(String count) {
        switch (count) {
            case "?" -> {
                return new int[] {0, 1, 1};
            }
            case "*" -> {
                return new int[] {0, -1, 1};
            }
            case "+" -> {
                return new int[] {1, -1, 1};
            }
            default -> {
                if (!count.startsWith("{")) {
                    return new int[] {1, 1, 0};
                }
            }
        }
        if (!count.matches("\\{\\d{1,3}(,\\d{0,3})?\\}")) {
            return null;
        }
        String inner = count.substring(1, count.length() - 1);
        int comma = inner.indexOf(',');
        int least = Integer.parseInt(comma < 0 ? inner : inner.substring(0, comma));
        String most = comma < 0 ? inner : inner.substring(comma + 1);
        return new int[] {least, most.isEmpty() ? -1 : Integer.parseInt(most), 1};
    }

    private boolean add(boolean[] set, int least, int most) {
        int written = most < 0 ? Math.max(1, least) : most;
        if ((most >= 0 && most < least) || places + written > PLACES_MAX) {
            return false;
        }
        for (int k = 0; k < written; k++) {
            for (int c = 0; c < 128; c++) {
                takes[c] |= set[c] ? 1L << places : 0;
            }
            skippable[places] = k >= least;
            repeats[places] = most < 0 && k == written - 1;
            places++;
        }
        return true;
    }

    private void link() {
        for (int p = -1; p < places; p++) {
            long reach = p >= 0 && repeats[p] ? 1L << p : 0;
            int next = p + 1;
            reach |= 1L << next;
            while (next < places && skippable[next]) {
                next++;
                reach |= 1L << next;
            }
            if (p < 0) {
                first = reach;
            } else {
                after[p] = reach;
            }
        }
        skippable = new boolean[0];
        repeats = new boolean[0];
    }
}
