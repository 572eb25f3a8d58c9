package vn.lienthong.contract;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names in a CEL expression, found without compiling it: that is the business of {@code validate}. Here a mistyped
 * field gets its line and the nearest name.
 *
 * @param variables names that stand for a field
 * @param functions names followed by a parenthesis
 * @param problem text that cannot be an expression, such as a string without end
 */
record RuleNames(Set<String> variables, Set<String> functions, Optional<String> problem) {
    /** Behind the name of a date: its last day instead of its first. */
    static final String LAST = "_last";

    /** Before the name of any field: whether the sender said anything. */
    static final String HAS = "has_";

    static final Set<FieldType> DATES = Set.of(FieldType.DATE, FieldType.PARTIAL_DATE, FieldType.MONTH);

    /** Functions whose names no field has. */
    static final List<String> RESERVED = List.of(
            "id_birth_year", "id_sex", "size", "contains", "startsWith", "endsWith", "matches", "int", "string");

    /** All functions. Those of everyday words may be names of fields too: a function has a bracket behind it. */
    static final List<String> FUNCTIONS = Stream.concat(
                    RESERVED.stream(), Stream.of("amount", "min", "max", "abs", "minutes", "days", "parts", "part"))
            .toList();

    private static final Set<String> WORDS = Set.of("true", "false", "null", "in");

    /** A word that no field or aggregate may have for a name. */
    static boolean isWord(String name) {
        return WORDS.contains(name) || RESERVED.contains(name) || name.equals("record");
    }

    static RuleNames of(String expression) {
        Set<String> variables = new LinkedHashSet<>();
        Set<String> functions = new LinkedHashSet<>();
        int depth = 0;
        int i = 0;
        while (i < expression.length()) {
            char c = expression.charAt(i);
            if (c == '"' || c == '\'') {
                int end = endOfText(expression, i);
                if (end < 0) {
                    return new RuleNames(variables, functions, Optional.of("a text in the expression has no end"));
                }
                i = end;
            } else if (Character.isJavaIdentifierStart(c)) {
                int end = endOfWord(expression, i);
                if (expression.startsWith(RuleScope.RECORD, i)) {
                    end = endOfWord(expression, i + RuleScope.RECORD.length());
                }
                sort(expression, i, end, variables, functions);
                i = end;
            } else if (Character.isDigit(c)) {
                while (i < expression.length() && Character.isLetterOrDigit(expression.charAt(i))) {
                    i++;
                }
            } else {
                depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
                if (depth < 0) {
                    return new RuleNames(
                            variables, functions, Optional.of("a closing bracket without its opening one"));
                }
                i++;
            }
        }
        Optional<String> problem = depth == 0 ? Optional.empty() : Optional.of("a bracket is not closed");
        return new RuleNames(variables, functions, problem);
    }

    private static void sort(String expression, int start, int end, Set<String> variables, Set<String> functions) {
        String name = expression.substring(start, end);
        int next = end;
        while (next < expression.length() && Character.isWhitespace(expression.charAt(next))) {
            next++;
        }
        if (WORDS.contains(name)) {
            return;
        }
        if (next < expression.length() && expression.charAt(next) == '(') {
            functions.add(name);
        } else {
            variables.add(name);
        }
    }

    private static int endOfWord(String expression, int start) {
        int end = start;
        while (end < expression.length() && Character.isJavaIdentifierPart(expression.charAt(end))) {
            end++;
        }
        return end;
    }

    /** The place after the closing quote, or -1. */
    private static int endOfText(String expression, int start) {
        char quote = expression.charAt(start);
        for (int i = start + 1; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == quote) {
                return i + 1;
            }
        }
        return -1;
    }
}
