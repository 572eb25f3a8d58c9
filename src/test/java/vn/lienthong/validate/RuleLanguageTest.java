package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.FieldType;

class RuleLanguageTest {
    private static final Contract CONTRACT = Contracts.csv(
            FieldSpec.of("a", "a", FieldType.INTEGER),
            FieldSpec.of("b", "b", FieldType.MONEY),
            FieldSpec.of("d", "d", FieldType.DATE).formats("yyyy-MM-dd"),
            FieldSpec.of("p", "p", FieldType.PARTIAL_DATE).formats("yyyy", "yyyy-MM", "yyyy-MM-dd"),
            FieldSpec.text("s"),
            FieldSpec.text("t"),
            FieldSpec.text("id"),
            FieldSpec.of("amount", "amount", FieldType.MONEY));
    private static final RuleLanguage LANGUAGE = new RuleLanguage(CONTRACT, CONTRACT.table(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a < b",
                "a <= b && b >= 0",
                "a > b || a == 1",
                "!(a != b)",
                "a + b * 2 - 1 >= 10",
                "a / b > 1",
                "a % b == 0",
                "a * b * a * b > 7",
                "-a < b",
                "-5 < a",
                "a + 9223372036854775807 > b",
                "d >= p && d <= p_last",
                "p_last / 10000 == 2024",
                "d_last == d",
                "s == t",
                "s != 'x' || t == \"ă\"",
                "s in ['x', 'ă', '']",
                "a in [1, 2, -3]",
                "has_a ? a > 0 : has_b",
                "(has_a ? a : b) > 1",
                "!has_d || d > 20200101",
                "has_a == has_b",
                "has_a != has_b",
                "true",
                "a > 0 || true",
                "a / 0 > 1 || b > 0",
                "b > 0 && a / 0 > 1",
                "a / 0 > 1 && b > 0",
                "!(a / 0 > 1 && b > 0)",
                "!(b > 0 && a / 0 > 1)",
                "!(a / 0 > 1 || b > 0)",
                "!(b > 0 || a / 0 > 1) || has_a",
                "!(a / 0 > 1 ? true : false) || b > 0",
                "size(s) == 2",
                "size(id) != 12 || id_birth_year(id) == 1985",
                "id_birth_year(id) == 1985",
                "id_birth_year(id) < d / 10000",
                "id_sex(id) == 'F'",
                "id_sex(id) == s || s == 'x'",
                "id_sex(id) in ['M']",
                "min(a, b) < max(a, 3)",
                "abs(a) > 2 && abs(-9223372036854775807 - 1) > 0 || a == 0",
                "amount(a, 700000) == 70 || amount(a, b, 8000) > 0",
                "amount(a, 1000, 8000, 5000) >= amount(a, 1000, 8000)",
                "amount(a, b) != 5",
                "amount(a, 999999999, b, a) > 0",
                "days(d, p) == 0",
                "minutes(d, d + 1) == 1440",
                "days(p_last, d) >= -400",
                "minutes(202401010005, 202401020000) == 1435 && a > 0",
                "minutes(a, d) > 0 || b > 0",
                "parts(s, 'x') == 2",
                "parts(s, t) >= 1",
                "amount(amount, 1000) == amount * 1000 / 10000 || has_amount",
                "part(s, 'x', 0) == '' && part(s, 'x', 1) == 'y'",
                "part(s, 'x', a) == t",
                "s.startsWith(t)",
                "s + t == 'xă'",
                "string(a) == s",
                "string(a) == '-999999999999999999' || string(b) == '0'",
                "int(s) == 1",
                "int(id) > 100 && int(s + '7') == 17",
                "int('-' + string(a)) < 0",
                "int('9223372036854775808') > 0 || int('+5') == a",
                "(';' + s + ';').contains(';' + t + ';')",
                "s.endsWith(t)",
                "matches(s + '', 'ă') || s.matches('y')",
                "matches(s, '^(x|y).*$')",
                "matches(s, '^(F|x[a-z])$')",
                "matches(s, '^x.+$') || matches(t, '^.$')",
                "matches(s, '^[(]|x[)]$')",
                "matches(s, '^([0-9]|F|x)$')",
                "int(part(id, 'x', 0)) / 1000 > a",
                "int(s) > 1 || int('-7') < b",
                "int('+12') == 12 && int(part('x9223372036854775807', 'x', 1)) > a",
                "s.startsWith('x')",
                "s.endsWith('y') || t.contains('x')",
                "t.contains('')",
                "s.size() == 1",
                "s.matches('^[a-z]+$')",
                "matches(t, '[xă]')",
                "matches(s, '^x?$')",
            })
    void runsCommonShapesByItselfAndSaysWhatCelSays(String text) {
        RuleExpression rule = LANGUAGE.compile(text);
        assertTrue(rule.fast(), text);
        compare(rule, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s < t",
                "s.matches(t)",
                "a in [b, 1]",
                "double(a) > 1.5",
            })
    void leavesOtherShapesToCel(String text) {
        RuleExpression rule = LANGUAGE.compile(text);
        assertFalse(rule.fast(), text);
        compare(rule, text);
    }

    private static void compare(RuleExpression rule, String text) {
        Random random = new Random(11);
        Rows rows = new Rows(CONTRACT);
        Evaluation evaluation =
                new Evaluation(CompiledRules.of(CONTRACT).totals().newTotals());
        int kept = 0;
        for (int round = 0; round < 400; round++) {
            // Given
            String row = randomRow(random);
            evaluation.row = rows.of(row);
            // When
            boolean holds = rule.holds(evaluation);
            // Then
            assertEquals(rule.holdsInterpreted(evaluation), holds, () -> text + " on " + row);
            kept += holds ? 1 : 0;
        }
        boolean neverTrue = text.startsWith("a / 0 > 1 && b") || text.startsWith("!(a / 0 > 1 || b");
        assertTrue(
                kept > 0
                        || neverTrue
                        || text.startsWith("b > 0 && a / 0")
                        || text.contains("[(]")
                        || text.startsWith("a + 9223"),
                text);
    }

    private static String randomRow(Random random) {
        List<String> numbers = List.of("", "0", "1", "2", "-3", "7", "5", "999999999999999999", "-999999999999999999");
        List<String> days = List.of("", "2024-01-01", "2024-06-15", "2019-12-31");
        List<String> parts = List.of("", "2024", "2024-06", "2024-06-15", "1999");
        List<String> texts = List.of("", "x", "ă", "xy", "F", "1");
        List<String> ids = List.of("", "001085000001", "001185000001", "079305000004", "123");
        return String.join(
                ",",
                pick(random, numbers),
                pick(random, numbers),
                pick(random, days),
                pick(random, parts),
                pick(random, texts),
                pick(random, texts),
                pick(random, ids),
                pick(random, numbers));
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void knowsWhichFieldsAnExpressionReads() {
        assertEquals(List.of(0, 3, 4), reads("(has_s || a > 1) && p_last > 5"));
        assertEquals(List.of(6), reads("id_sex(id) == 'M'"));
    }

    private static List<Integer> reads(String text) {
        return LANGUAGE.compile(text).reads().stream()
                .map(Variable::index)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a +", "a", "s > 1", "unknown > 1", "a == s", "a = 1", "id_sex(a) == 'M'"})
    void refusesWhatIsNoRule(String text) {
        assertThrows(IllegalArgumentException.class, () -> LANGUAGE.compile(text));
    }
}
