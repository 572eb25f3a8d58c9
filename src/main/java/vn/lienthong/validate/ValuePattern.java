package vn.lienthong.validate;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that a whole value must match. RE2 syntax, in linear time. What nearly all contracts write, a row of ASCII
 * characters, classes and counts such as {@code [0-9]{5}}, runs on bytes; the rest, and values with other than ASCII
 * characters, go to RE2/J. Immutable, for many threads.
 */
final class ValuePattern {
    private final Pattern pattern;
    private final @Nullable ByteAutomaton automaton;

    /** @throws IllegalArgumentException when it is no RE2 expression */
    ValuePattern(String expression) {
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("pattern " + expression + ": " + e.getDescription(), e);
        }
        automaton = ByteAutomaton.of(expression);
    }

    boolean matches(byte[] b, int start, int end) {
        if (automaton != null) {
            int answer = automaton.run(b, start, end);
            if (answer != ByteAutomaton.NOT_ASCII) {
                return answer == ByteAutomaton.YES;
            }
        }
        return pattern.matches(new String(b, start, end - start, StandardCharsets.UTF_8));
    }

    /** Whether the fast form was found. */
    boolean fast() {
        return automaton != null;
    }
}
