package vn.lienthong.validate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.records.SliceMap;

/**
 * Turns a checked CEL tree into nodes of our own: comparisons, logic, whole-number arithmetic, {@code ?:}, {@code in}
 * of constants, our functions. Anything else gives up, and the interpreter runs the whole expression.
 */
final class RuleCompiler {
    private static final Map<String, RuleNode.Comparison> COMPARISONS = Map.of(
            "_<_", (a, b) -> a < b,
            "_<=_", (a, b) -> a <= b,
            "_>_", (a, b) -> a > b,
            "_>=_", (a, b) -> a >= b,
            "_==_", (a, b) -> a == b,
            "_!=_", (a, b) -> a != b);

    private static final Map<String, LongBinaryOperator> OPERATORS = Map.of(
            "_+_", Math::addExact,
            "_-_", Math::subtractExact,
            "_*_", Math::multiplyExact,
            "_/_", RuleCompiler::quotient,
            "_%_", RuleCompiler::remainder);

    private final CelAbstractSyntaxTree ast;
    private final Map<String, Field> fields = new HashMap<>();
    private final TreeSet<Integer> reads = new TreeSet<>();

    /** The expression has a shape that only the interpreter knows. */
    private static final class NotCommon extends Exception {
        NotCommon() {
            super("not a common shape", null, false, false);
        }
    }

    RuleCompiler(Table table, CelAbstractSyntaxTree ast) {
        this.ast = ast;
        table.fields().forEach(f -> fields.put(f.name(), f));
        ast.getReferenceMap().values().forEach(r -> noteRead(r.name()));
    }

    private void noteRead(String variable) {
        for (Field f : fields.values()) {
            boolean last = RuleLanguage.hasLast(f) && variable.equals(f.name() + RuleLanguage.LAST);
            if (variable.equals(f.name()) || variable.equals(RuleLanguage.PRESENT + f.name()) || last) {
                reads.add(f.index());
            }
        }
    }

    /** Indexes of the fields whose variables the expression names. */
    int[] reads() {
        return reads.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The compiled form, or null when the interpreter is needed. */
    RuleNode.@Nullable Bool compile() {
        try {
            return bool(ast.getExpr());
        } catch (NotCommon e) {
            return null;
        }
    }

    private boolean is(CelExpr expr, CelType type) {
        return type.equals(ast.getType(expr.id()).orElse(null));
    }

    private RuleNode.Bool bool(CelExpr expr) throws NotCommon {
        if (expr.getKind() == ExprKind.Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE) {
            return new RuleNode.BoolConstant(expr.constant().booleanValue());
        }
        if (expr.getKind() == ExprKind.Kind.IDENT) {
            String name = expr.ident().name();
            Field field = name.startsWith(RuleLanguage.PRESENT)
                    ? fields.get(name.substring(RuleLanguage.PRESENT.length()))
                    : null;
            if (field != null) {
                return new RuleNode.Present(field.index());
            }
        }
        if (expr.getKind() != ExprKind.Kind.CALL || expr.call().target().isPresent()) {
            throw new NotCommon();
        }
        List<CelExpr> args = expr.call().args();
        return switch (expr.call().function()) {
            case "_&&_" -> new RuleNode.And(bool(args.get(0)), bool(args.get(1)));
            case "_||_" -> new RuleNode.Or(bool(args.get(0)), bool(args.get(1)));
            case "!_" -> new RuleNode.Not(bool(args.get(0)));
            case "_?_:_" -> new RuleNode.ChooseBool(bool(args.get(0)), bool(args.get(1)), bool(args.get(2)));
            case "@in" -> among(args.get(0), args.get(1));
            default -> comparison(expr.call().function(), args);
        };
    }

    private RuleNode.Bool comparison(String operator, List<CelExpr> args) throws NotCommon {
        RuleNode.Comparison by = COMPARISONS.get(operator);
        if (by == null) {
            throw new NotCommon();
        }
        CelExpr left = args.get(0);
        CelExpr right = args.get(1);
        if (is(left, SimpleType.INT) && is(right, SimpleType.INT)) {
            return new RuleNode.Compare(integer(left), integer(right), by);
        }
        boolean same = operator.equals("_==_");
        if (!same && !operator.equals("_!=_")) {
            throw new NotCommon();
        }
        RuleNode.Bool equal;
        if (is(left, SimpleType.STRING) && is(right, SimpleType.STRING)) {
            equal = new RuleNode.SameText(text(left), text(right));
        } else if (is(left, SimpleType.BOOL) && is(right, SimpleType.BOOL)) {
            equal = new RuleNode.SameBool(bool(left), bool(right));
        } else {
            throw new NotCommon();
        }
        return same ? equal : new RuleNode.Not(equal);
    }

    private RuleNode.Bool among(CelExpr value, CelExpr list) throws NotCommon {
        if (list.getKind() != ExprKind.Kind.LIST) {
            throw new NotCommon();
        }
        List<CelExpr> elements = list.list().elements();
        CelConstant.Kind wanted =
                is(value, SimpleType.STRING) ? CelConstant.Kind.STRING_VALUE : CelConstant.Kind.INT64_VALUE;
        for (CelExpr e : elements) {
            if (e.getKind() != ExprKind.Kind.CONSTANT || e.constant().getKind() != wanted) {
                throw new NotCommon();
            }
        }
        if (wanted == CelConstant.Kind.STRING_VALUE) {
            List<String> texts = elements.stream()
                    .map(e -> e.constant().stringValue())
                    .distinct()
                    .toList();
            return new RuleNode.TextIn(text(value), new SliceMap(texts));
        }
        long[] numbers =
                elements.stream().mapToLong(e -> e.constant().int64Value()).toArray();
        return new RuleNode.IntIn(integer(value), numbers);
    }

    private RuleNode.Int integer(CelExpr expr) throws NotCommon {
        switch (expr.getKind()) {
            case CONSTANT -> {
                if (expr.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
                    return new RuleNode.IntConstant(expr.constant().int64Value());
                }
            }
            case IDENT -> {
                return integerField(expr.ident().name());
            }
            case CALL -> {
                if (expr.call().target().isEmpty()) {
                    return integerCall(expr.call().function(), expr.call().args());
                }
            }
            default -> {
                // not common
            }
        }
        throw new NotCommon();
    }

    private RuleNode.Int integerField(String name) throws NotCommon {
        Field field = fields.get(name);
        if (field != null && field.type() != FieldType.TEXT) {
            return new RuleNode.FieldValue(field.index());
        }
        if (field == null && name.endsWith(RuleLanguage.LAST)) {
            Field of = fields.get(name.substring(0, name.length() - RuleLanguage.LAST.length()));
            if (of != null && RuleLanguage.hasLast(of)) {
                return new RuleNode.FieldLast(of.index());
            }
        }
        throw new NotCommon();
    }

    private RuleNode.Int integerCall(String function, List<CelExpr> args) throws NotCommon {
        LongBinaryOperator by = OPERATORS.get(function);
        if (by != null && is(args.get(0), SimpleType.INT) && is(args.get(1), SimpleType.INT)) {
            return new RuleNode.Arithmetic(integer(args.get(0)), integer(args.get(1)), by);
        }
        return switch (function) {
            case "-_" ->
                new RuleNode.Arithmetic(new RuleNode.IntConstant(0), integer(args.get(0)), Math::subtractExact);
            case "_?_:_" -> new RuleNode.ChooseInt(bool(args.get(0)), integer(args.get(1)), integer(args.get(2)));
            case "size" -> new RuleNode.Length(text(args.get(0)));
            case RuleLanguage.BIRTH_YEAR -> new RuleNode.BirthYear(text(args.get(0)));
            default -> throw new NotCommon();
        };
    }

    private RuleNode.Text text(CelExpr expr) throws NotCommon {
        if (expr.getKind() == ExprKind.Kind.CONSTANT && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            return new RuleNode.TextConstant(expr.constant().stringValue());
        }
        if (expr.getKind() == ExprKind.Kind.IDENT) {
            Field field = fields.get(expr.ident().name());
            if (field != null && field.type() == FieldType.TEXT) {
                return new RuleNode.FieldText(field.index());
            }
        }
        boolean sex =
                expr.getKind() == ExprKind.Kind.CALL && expr.call().function().equals(RuleLanguage.SEX);
        if (sex) {
            return new RuleNode.Sex(text(expr.call().args().get(0)));
        }
        throw new NotCommon();
    }

    private static long quotient(long a, long b) {
        if (b == 0 || (a == Long.MIN_VALUE && b == -1)) {
            throw new ArithmeticException("no quotient");
        }
        return a / b;
    }

    private static long remainder(long a, long b) {
        if (b == 0 || (a == Long.MIN_VALUE && b == -1)) {
            throw new ArithmeticException("no remainder");
        }
        return a % b;
    }
}
