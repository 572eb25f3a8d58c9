package vn.lienthong.validate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Matches a pattern on the bytes of a text in one pass, without objects: each character of the pattern is a place, and
 * one bit of a long says whether the text may go on there (Glushkov's construction).
 *
 * <p>Understands what contracts write: characters, the point, escaped punctuation, {@code \d}, {@code [...]} with ranges
 * and negation, groups, {@code |}, and {@code ? * + {n} {n,} {n,m}}; at most {@value #PLACES_MAX} places once counts are
 * written out. Immutable, for many threads.
 */
final class TextAutomaton {
    private static final int PLACES_MAX = 64;
    private static final int ASCII = 0x80;

    /** For each ASCII character the places that take it. */
    private final long[] takes = new long[ASCII];
    /** Other characters that the pattern names, in order; the places that take each; those that take all the rest. */
    private int[] named = new int[0];

    private long[] takesNamed = new long[0];
    private long takesOther;
    /** For each place the places that may come after it. */
    private final long[] after = new long[PLACES_MAX];

    private final boolean fromStart;
    private final boolean toEnd;
    private Part whole = Part.EMPTY;

    /** What a part of the pattern adds: whether it takes the empty text, where it begins and where it ends. */
    private record Part(boolean empty, long first, long last) {
        static final Part EMPTY = new Part(true, 0, 0);
    }

    private TextAutomaton(boolean fromStart, boolean toEnd) {
        this.fromStart = fromStart;
        this.toEnd = toEnd;
    }

    /**
     * The automaton, or null for an expression that is not understood here.
     *
     * @param expression RE2 accepts it
     * @param wholeText false = it is searched in the text, as far as {@code ^} and {@code $} let it
     */
    static @Nullable TextAutomaton of(String expression, boolean wholeText) {
        boolean begins = expression.startsWith("^");
        boolean ends = expression.endsWith("$") && !expression.endsWith("\\$");
        String inner = expression.substring(begins ? 1 : 0, expression.length() - (ends ? 1 : 0));
        TextAutomaton automaton = new TextAutomaton(wholeText || begins, wholeText || ends);
        Parser parser = automaton.new Parser(inner);
        Part whole = parser.choices();
        boolean understood = whole != null && parser.at == inner.length();
        // The anchors of ^a|b$ belong to one choice each.
        if (whole == null || !understood || (!wholeText && parser.choicesOnTop && (begins || ends))) {
            return null;
        }
        automaton.whole = whole;
        return automaton;
    }

    /** @param b UTF-8 from start to end */
    boolean matches(byte[] b, int start, int end) {
        long now = whole.first;
        boolean found = whole.empty;
        int i = start;
        while (i < end && !(found && !toEnd)) {
            long live;
            if (b[i] >= 0) {
                live = now & takes[b[i++]];
            } else {
                int length = lengthOf(b[i]);
                int at = Arrays.binarySearch(named, codePoint(b, i, length));
                live = now & (at >= 0 ? takesNamed[at] : takesOther);
                i += length;
            }
            found = (live & whole.last) != 0 || (whole.empty && !fromStart);
            now = fromStart ? 0 : whole.first;
            while (live != 0) {
                now |= after[Long.numberOfTrailingZeros(live)];
                live &= live - 1;
            }
            if (now == 0 && fromStart) {
                // Nothing more can be taken.
                return found && (i == end || !toEnd);
            }
        }
        return found;
    }

    private static int lengthOf(byte first) {
        return (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
    }

    private static int codePoint(byte[] b, int at, int length) {
        int point = b[at] & (0x7F >> length);
        for (int i = at + 1; i < at + length; i++) {
            point = point << 6 | (b[i] & 0x3F);
        }
        return point;
    }

    /** The characters that one place takes. */
    private static final class CharacterSet {
        private final boolean[] ascii = new boolean[ASCII];
        private final Map<Integer, Boolean> named = new HashMap<>();
        private boolean others;

        void add(int from, int to) {
            for (int c = from; c <= to; c++) {
                if (c < ASCII) {
                    ascii[c] = true;
                } else {
                    named.put(c, true);
                }
            }
        }

        void negate() {
            for (int c = 0; c < ASCII; c++) {
                ascii[c] = !ascii[c];
            }
            named.replaceAll((c, taken) -> false);
            others = true;
        }
    }

    private @Nullable Part place(CharacterSet set, int place) {
        if (place >= PLACES_MAX) {
            return null;
        }
        long bit = 1L << place;
        for (int c = 0; c < ASCII; c++) {
            takes[c] |= set.ascii[c] ? bit : 0;
        }
        set.named.keySet().forEach(this::name);
        for (int i = 0; i < named.length; i++) {
            takesNamed[i] |= set.named.getOrDefault(named[i], set.others) ? bit : 0;
        }
        takesOther |= set.others ? bit : 0;
        return new Part(false, bit, bit);
    }

    private void name(int character) {
        int at = Arrays.binarySearch(named, character);
        if (at >= 0) {
            return;
        }
        int place = -at - 1;
        int[] more = Arrays.copyOf(named, named.length + 1);
        long[] takesMore = Arrays.copyOf(takesNamed, more.length);
        System.arraycopy(named, place, more, place + 1, named.length - place);
        System.arraycopy(takesNamed, place, takesMore, place + 1, named.length - place);
        more[place] = character;
        takesMore[place] = takesOther;
        named = more;
        takesNamed = takesMore;
    }

    private Part then(Part one, Part next) {
        link(one.last, next.first);
        return new Part(
                one.empty && next.empty,
                one.first | (one.empty ? next.first : 0),
                next.last | (next.empty ? one.last : 0));
    }

    private void link(long from, long to) {
        for (long left = from; left != 0; left &= left - 1) {
            after[Long.numberOfTrailingZeros(left)] |= to;
        }
    }

    /** Reads the expression from left to right; null = not understood. A counted part is read once for each count. */
    private final class Parser {
        private static final int CHARACTER_RANGE_MAX = 512;
        private static final int UNBOUNDED = -1;

        private final String e;
        private int at;
        private int places;
        private int depth;
        private boolean choicesOnTop;

        Parser(String expression) {
            this.e = expression;
        }

        @Nullable
        Part choices() {
            Part all = sequence();
            while (all != null && at < e.length() && e.charAt(at) == '|') {
                choicesOnTop |= depth == 0;
                at++;
                Part other = sequence();
                all = other == null
                        ? null
                        : new Part(all.empty || other.empty, all.first | other.first, all.last | other.last);
            }
            return all;
        }

        private @Nullable Part sequence() {
            Part all = Part.EMPTY;
            while (all != null && at < e.length() && e.charAt(at) != '|' && e.charAt(at) != ')') {
                Part next = counted();
                all = next == null ? null : then(all, next);
            }
            return all;
        }

        private @Nullable Part counted() {
            int begin = at;
            Part once = atom();
            int[] bounds = once == null ? null : bounds();
            if (once == null || bounds == null) {
                return null;
            }
            int behind = at;
            if (behind < e.length() && "?*+{".indexOf(e.charAt(behind)) >= 0 && bounds[2] == 1) {
                return null;
            }
            int least = bounds[0];
            int most = bounds[1];
            if (most == 0) {
                return Part.EMPTY;
            }
            Part all = least == 0 ? orNothing(once) : once;
            if (most == UNBOUNDED && least <= 1) {
                link(once.last, once.first);
            }
            int written = most == UNBOUNDED ? Math.max(1, least) : most;
            for (int k = 1; k < written; k++) {
                at = begin;
                Part again = atom();
                if (again == null) {
                    return null;
                }
                if (most == UNBOUNDED && k == written - 1) {
                    link(again.last, again.first);
                }
                all = then(all, k < least ? again : orNothing(again));
            }
            at = behind;
            return all;
        }

        private static Part orNothing(Part part) {
            return new Part(true, part.first, part.last);
        }

        private @Nullable Part atom() {
            CharacterSet set = new CharacterSet();
            int c = e.codePointAt(at);
            if (c == '(') {
                return group();
            }
            if (c == '.') {
                // All but the end of a line, as RE2 has it.
                set.add('\n', '\n');
                set.negate();
                at++;
                return place(set, places++);
            }
            if ("|)?*+{}]^$".indexOf(c) >= 0) {
                return null;
            }
            boolean read;
            if (c == '[') {
                read = characterClass(set);
            } else if (c == '\\') {
                read = escape(set);
            } else {
                set.add(c, c);
                at += Character.charCount(c);
                read = true;
            }
            return read ? place(set, places++) : null;
        }

        private @Nullable Part group() {
            at++;
            if (e.startsWith("?", at)) {
                if (!e.startsWith("?:", at)) {
                    return null;
                }
                at += 2;
            }
            depth++;
            Part inner = choices();
            depth--;
            if (inner == null || at >= e.length()) {
                return null;
            }
            at++;
            return inner;
        }

        private boolean escape(CharacterSet set) {
            char c = at + 1 < e.length() ? e.charAt(at + 1) : 0;
            at += 2;
            if (c == 'd') {
                set.add('0', '9');
                return true;
            }
            boolean punctuation = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
            if (punctuation) {
                set.add(c, c);
            }
            return punctuation;
        }

        private boolean characterClass(CharacterSet set) {
            at++;
            boolean not = at < e.length() && e.charAt(at) == '^';
            at += not ? 1 : 0;
            int begin = at;
            while (at < e.length() && e.charAt(at) != ']') {
                int c = e.codePointAt(at);
                int next = at + Character.charCount(c);
                if (c == '[' || (c == '-' && at != begin)) {
                    return false;
                }
                if (c == '\\') {
                    if (!escape(set) || (at < e.length() && e.charAt(at) == '-')) {
                        return false;
                    }
                } else if (next + 1 < e.length() && e.charAt(next) == '-' && e.charAt(next + 1) != ']') {
                    int to = e.codePointAt(next + 1);
                    if (to < c || to - c > CHARACTER_RANGE_MAX || to == '\\' || to == '[') {
                        return false;
                    }
                    set.add(c, to);
                    at = next + 1 + Character.charCount(to);
                } else {
                    set.add(c, c);
                    at = next;
                }
            }
            if (at >= e.length() || at == begin) {
                return false;
            }
            at++;
            if (not) {
                set.negate();
            }
            return true;
        }

        /** Least, most, and 1 when there was a count; null when it is not understood. */
        private int @Nullable [] bounds() {
            char c = at < e.length() ? e.charAt(at) : 0;
            if (c == '?' || c == '*' || c == '+') {
                at++;
                return new int[] {c == '+' ? 1 : 0, c == '?' ? 1 : UNBOUNDED, 1};
            }
            if (c != '{') {
                return new int[] {1, 1, 0};
            }
            int close = e.indexOf('}', at);
            String count = close < 0 ? "" : e.substring(at + 1, close);
            if (!count.matches("\\d{1,3}(,\\d{0,3})?")) {
                return null;
            }
            at = close + 1;
            int comma = count.indexOf(',');
            int least = Integer.parseInt(comma < 0 ? count : count.substring(0, comma));
            String most = comma < 0 ? count : count.substring(comma + 1);
            int bound = most.isEmpty() ? UNBOUNDED : Integer.parseInt(most);
            return bound != UNBOUNDED && bound < least ? null : new int[] {least, bound, 1};
        }
    }
}
