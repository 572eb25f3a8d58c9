package vn.lienthong.validate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;

/**
 * The language of rules: CEL, with the canonical fields of a table as variables.
 *
 * <ul>
 *   <li>{@code name}: INTEGER and MONEY an int; DECIMAL the unscaled int; DATE, PARTIAL_DATE and MONTH an int {@code
 *       yyyymmdd} of the first day; DATE_TIME an int {@code yyyymmddHHMM}; TEXT a string, as the sender wrote it or as
 *       its map made it. Reading an absent one is an error.
 *   <li>{@code name_last}, for DATE, PARTIAL_DATE and MONTH: {@code yyyymmdd} of the last day.
 *   <li>{@code has_name}: a bool, whether the sender said anything.
 *   <li>{@code id_birth_year(string) -> int} and {@code id_sex(string) -> string} ({@code 'M'} or {@code 'F'}) of a
 *       12-digit personal number; an error for anything else.
 * </ul>
 */
final class RuleLanguage {
    static final String BIRTH_YEAR = "id_birth_year";
    static final String SEX = "id_sex";
    static final String PRESENT = "has_";
    static final String LAST = "_last";

    private final Table table;
    private final CelCompiler compiler;
    private final CelRuntime runtime;
    private final Map<String, Function<RowValues, Optional<Object>>> variables = new HashMap<>();

    RuleLanguage(Table table) {
        this.table = table;
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setResultType(SimpleType.BOOL)
                .addFunctionDeclarations(
                        CelFunctionDecl.newFunctionDeclaration(
                                BIRTH_YEAR,
                                CelOverloadDecl.newGlobalOverload(
                                        BIRTH_YEAR + "_string", SimpleType.INT, SimpleType.STRING)),
                        CelFunctionDecl.newFunctionDeclaration(
                                SEX,
                                CelOverloadDecl.newGlobalOverload(
                                        SEX + "_string", SimpleType.STRING, SimpleType.STRING)));
        for (Field f : table.fields()) {
            int i = f.index();
            CelType type = f.type() == FieldType.TEXT ? SimpleType.STRING : SimpleType.INT;
            builder.addVar(f.name(), type).addVar(PRESENT + f.name(), SimpleType.BOOL);
            variable(
                    f.name(),
                    f.type() == FieldType.TEXT
                            ? row -> row.sound(i) ? Optional.of(row.text(i)) : Optional.empty()
                            : row -> row.sound(i) ? Optional.of(row.value(i)) : Optional.empty());
            variable(PRESENT + f.name(), row -> Optional.of(present(row, i)));
            if (hasLast(f)) {
                builder.addVar(f.name() + LAST, SimpleType.INT);
                variable(f.name() + LAST, row -> row.sound(i) ? Optional.of(row.last(i)) : Optional.empty());
            }
        }
        compiler = builder.build();
        runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .addFunctionBindings(
                        CelFunctionBinding.from(BIRTH_YEAR + "_string", String.class, RuleLanguage::birthYear),
                        CelFunctionBinding.from(SEX + "_string", String.class, RuleLanguage::sex))
                .build();
    }

    private void variable(String name, Function<RowValues, Optional<Object>> value) {
        if (variables.put(name, value) != null) {
            throw new IllegalArgumentException(table.name() + ": two variables of its rules are named " + name);
        }
    }

    Table table() {
        return table;
    }

    static boolean hasLast(Field field) {
        return switch (field.type()) {
            case DATE, PARTIAL_DATE, MONTH -> true;
            default -> false;
        };
    }

    static boolean present(RowValues row, int field) {
        return row.state(field) != RowValues.State.ABSENT;
    }

    /** @throws IllegalArgumentException with the compiler's words when the text is no boolean CEL expression */
    RuleExpression compile(String text) {
        try {
            CelAbstractSyntaxTree ast = compiler.compile(text).getAst();
            RuleCompiler fast = new RuleCompiler(table, ast);
            RuleNode.Bool node = fast.compile();
            return new RuleExpression(node, runtime.createProgram(ast), variables, fast.reads());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("rule " + text + ": " + e.getMessage(), e);
        }
    }

    private static Object birthYear(String id) {
        byte[] b = id.getBytes(StandardCharsets.UTF_8);
        long year = birthYear(b, 0, b.length);
        if (year < 0) {
            throw new IllegalArgumentException("not a personal number");
        }
        return year;
    }

    private static Object sex(String id) {
        byte[] b = id.getBytes(StandardCharsets.UTF_8);
        if (birthYear(b, 0, b.length) < 0) {
            throw new IllegalArgumentException("not a personal number");
        }
        return isFemale(b, 0) ? "F" : "M";
    }

    /** Year of birth in a personal number, or -1. */
    static long birthYear(byte[] b, int start, int end) {
        if (end - start != 12 || !Identifiers.allDigits(b, start, end)) {
            return -1;
        }
        int century = 19 + (b[start + 3] - '0') / 2;
        return century * 100L + (b[start + 4] - '0') * 10L + (b[start + 5] - '0');
    }

    /** Odd fourth digit. */
    static boolean isFemale(byte[] b, int start) {
        return (b[start + 3] & 1) == 1;
    }
}
