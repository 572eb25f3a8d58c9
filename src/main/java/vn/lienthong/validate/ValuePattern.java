package vn.lienthong.validate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A pattern for values, in RE2 syntax and linear time. What nearly all contracts write, such as {@code [0-9]{5}}, runs on
 * bytes; the rest goes to RE2/J. Immutable, for many threads.
 */
final class ValuePattern {
    private final Pattern pattern;
    private final @Nullable TextAutomaton automaton;
    private final boolean wholeText;

    private ValuePattern(String expression, boolean wholeText) {
        this.wholeText = wholeText;
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("pattern " + expression + ": " + e.getDescription(), e);
        }
        automaton = TextAutomaton.of(expression, wholeText);
    }

    /**
     * A pattern that the whole value must match.
     *
     * @throws IllegalArgumentException when it is no RE2 expression
     */
    static ValuePattern whole(String expression) {
        return new ValuePattern(expression, true);
    }

    /** A pattern that is searched in the value. */
    static ValuePattern searched(String expression) {
        return new ValuePattern(expression, false);
    }

    /** @param b UTF-8 from start to end */
    boolean matches(byte[] b, int start, int end) {
        if (automaton != null) {
            return automaton.matches(b, start, end);
        }
        String value = new String(b, start, end - start, StandardCharsets.UTF_8);
        return wholeText ? pattern.matches(value) : pattern.matcher(value).find();
    }

    /** Whether the fast form was found. */
    boolean fast() {
        return automaton != null;
    }
}
