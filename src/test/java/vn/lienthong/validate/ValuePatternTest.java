package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "[0-9]{5} true",
                "^[0-9]{2}$ true",
                "\\d{2,3}a? true",
                "[A-C1]+[^1]* true",
                "a?a?a?aaa true",
                "[ab]{2,}[-.]1{0,2} true",
                "[ab]*a[ab]{2} true",
                "a+b+a* true",
                "1{0} true",
                "[\\-\\]a]+ true",
                "^[0-9]{1,2}(\\.[0-9]{1,2})?$ false",
                "a|b false",
                ".b. true",
                "a.*1.? true",
                "[[:digit:]]+ false",
                "[^a]+ true",
                "ă?1 false",
                "a*? false",
                "\\w+ false",
                "[a-c-1]+ false",
                "a{70} false",
            })
    void saysTheSameAsRe2ByEitherWay(String expression, boolean fast) {
        // Given
        ValuePattern pattern = new ValuePattern(expression);
        Pattern reference = Pattern.compile(expression);
        Random random = new Random(5);
        assertEquals(fast, pattern.fast(), expression);
        for (int round = 0; round < 3_000; round++) {
            String value = random.ints(random.nextInt(8), 0, 11)
                    .mapToObj(i -> "aabb110-.]ă".substring(i, i + 1))
                    .collect(Collectors.joining());
            byte[] inside = ("a" + value + "1").getBytes(StandardCharsets.UTF_8);
            // When
            boolean matches = pattern.matches(inside, 1, inside.length - 1);
            // Then
            assertEquals(reference.matches(value), matches, () -> expression + " on " + value);
        }
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertThrows(IllegalArgumentException.class, () -> new ValuePattern("[0-9"));
        assertThrows(IllegalArgumentException.class, () -> new ValuePattern("(?=a)"));
    }
}
