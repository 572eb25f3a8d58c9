package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
                "^[0-9]{1,2}(\\.[0-9]{1,2})?$ true",
                "a|b true",
                "^a|b$ true",
                "(^a)|b false",
                "^(a|b1*)$ true",
                "(?:a(?:b|1)){2}a?|-- true",
                "(a*b){1,3}1? true",
                "(a?1?)* true",
                "(|a)b true",
                "b$ true",
                "^b true",
                "^$ true",
                "$ true",
                ".b. true",
                "a.*1.? true",
                "[[:digit:]]+ false",
                "[^a]+ true",
                "[^ă]+ true",
                "[aă-Ĕ]+1 true",
                "ă?1 true",
                "[^1Ă]{2}ă true",
                "^.+ăb.+$ true",
                "a*? false",
                "(?i)a false",
                "\\w+ false",
                "[a-c-1]+ false",
                "a{70} false",
            })
    void saysTheSameAsRe2ByEitherWay(String expression, boolean fast) {
        // Given
        ValuePattern whole = ValuePattern.whole(expression);
        ValuePattern searched = ValuePattern.searched(expression);
        Pattern reference = Pattern.compile(expression);
        Random random = new Random(5);
        assertEquals(fast, whole.fast(), expression);
        for (int round = 0; round < 3_000; round++) {
            String value = random.ints(random.nextInt(8), 0, 14)
                    .mapToObj(i -> "aabb110-.]ăĐ\u1ec7\n".substring(i, i + 1))
                    .collect(Collectors.joining());
            byte[] inside = ("a" + value + "1").getBytes(StandardCharsets.UTF_8);
            // When
            boolean matches = whole.matches(inside, 1, inside.length - 1);
            boolean found = searched.matches(inside, 1, inside.length - 1);
            // Then
            assertEquals(reference.matches(value), matches, () -> expression + " on " + value);
            assertEquals(reference.matcher(value).find(), found, () -> expression + " in " + value);
        }
    }

    @Test
    void takesCharactersOfFourBytes() {
        // Given
        byte[] horse = "\ud83d\udc0e".getBytes(StandardCharsets.UTF_8);

        // When, Then
        assertTrue(ValuePattern.whole("[^a]").matches(horse, 0, horse.length));
        assertTrue(ValuePattern.whole("\ud83d\udc0e").matches(horse, 0, horse.length));
        assertFalse(ValuePattern.whole("\ud83d\udc0f").matches(horse, 0, horse.length));
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertThrows(IllegalArgumentException.class, () -> ValuePattern.whole("[0-9"));
        assertThrows(IllegalArgumentException.class, () -> ValuePattern.whole("(?=a)"));
    }
}
