package vn.lienthong.validate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import vn.lienthong.records.SliceMap;
import vn.lienthong.validate.Variable.Part;

/**
 * Turns a checked CEL tree into nodes of our own: comparisons, logic, whole-number arithmetic, {@code ?:}, {@code in}
 * of constants, texts, our functions. Anything else gives up, and the interpreter runs the whole expression.
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
            "_+_",
            Math::addExact,
            "_-_",
            Math::subtractExact,
            "_*_",
            Math::multiplyExact,
            "_/_",
            RuleCompiler::quotient,
            "_%_",
            RuleCompiler::remainder,
            RuleLanguage.MIN,
            RuleFunctions::min,
            RuleLanguage.MAX,
            RuleFunctions::max,
            RuleLanguage.MINUTES,
            RuleFunctions::minutes,
            RuleLanguage.DAYS,
            RuleFunctions::days);

    private static final RuleNode.Int ZERO = new NumberNodes.Constant(0);

    private final CelAbstractSyntaxTree ast;
    private final Map<String, Variable> variables;
    private int slices;

    /** The expression has a shape that only the interpreter knows. */
    private static final class NotCommon extends Exception {
        NotCommon() {
            super("not a common shape", null, false, false);
        }
    }

    RuleCompiler(Map<String, Variable> variables, CelAbstractSyntaxTree ast) {
        this.ast = ast;
        this.variables = variables;
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
        Variable variable = variable(expr);
        if (variable != null && variable.part() == Part.PRESENT) {
            return new RuleNode.Present(variable);
        }
        if (expr.getKind() != ExprKind.Kind.CALL) {
            throw new NotCommon();
        }
        List<CelExpr> args = arguments(expr);
        return switch (expr.call().function()) {
            case "_&&_" -> new RuleNode.And(bool(args.get(0)), bool(args.get(1)));
            case "_||_" -> new RuleNode.Or(bool(args.get(0)), bool(args.get(1)));
            case "!_" -> new RuleNode.Not(bool(args.get(0)));
            case "_?_:_" -> new RuleNode.ChooseBool(bool(args.get(0)), bool(args.get(1)), bool(args.get(2)));
            case "@in" -> among(args.get(0), args.get(1));
            case "startsWith" -> RuleNode.startsWith(text(args.get(0)), text(args.get(1)));
            case "endsWith" -> RuleNode.endsWith(text(args.get(0)), text(args.get(1)));
            case "contains" -> RuleNode.contains(text(args.get(0)), text(args.get(1)));
            case "matches" -> matches(args.get(0), args.get(1));
            default -> comparison(expr.call().function(), args);
        };
    }

    /** The arguments of a call; the text of {@code s.size()} is the first. */
    private static List<CelExpr> arguments(CelExpr expr) {
        List<CelExpr> args = new ArrayList<>(expr.call().args());
        expr.call().target().ifPresent(target -> args.add(0, target));
        return args;
    }

    private @Nullable Variable variable(CelExpr expr) {
        boolean named = expr.getKind() == ExprKind.Kind.IDENT || expr.getKind() == ExprKind.Kind.SELECT;
        return named ? variables.get(RuleLanguage.variable(ast, expr)) : null;
    }

    private static String constant(CelExpr expr) throws NotCommon {
        if (expr.getKind() != ExprKind.Kind.CONSTANT || expr.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            throw new NotCommon();
        }
        return expr.constant().stringValue();
    }

    private RuleNode.Bool matches(CelExpr text, CelExpr expression) throws NotCommon {
        return RuleNode.matches(text(text), constant(expression));
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
            return RuleNode.among(text(value), new SliceMap(texts));
        }
        long[] numbers =
                elements.stream().mapToLong(e -> e.constant().int64Value()).toArray();
        return new RuleNode.IntIn(integer(value), numbers);
    }

    private RuleNode.Int integer(CelExpr expr) throws NotCommon {
        boolean constant = expr.getKind() == ExprKind.Kind.CONSTANT;
        if (constant && expr.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
            return new NumberNodes.Constant(expr.constant().int64Value());
        }
        Variable variable = variable(expr);
        if (variable != null && variable.part() != Part.PRESENT && !variable.text()) {
            return NumberNodes.of(variable);
        }
        if (expr.getKind() == ExprKind.Kind.CALL) {
            return integerCall(expr.call().function(), arguments(expr));
        }
        throw new NotCommon();
    }

    private RuleNode.Int integerCall(String function, List<CelExpr> args) throws NotCommon {
        LongBinaryOperator by = OPERATORS.get(function);
        if (by != null && is(args.get(0), SimpleType.INT) && is(args.get(1), SimpleType.INT)) {
            return new NumberNodes.Arithmetic(integer(args.get(0)), integer(args.get(1)), by);
        }
        return switch (function) {
            case "-_" ->
                new NumberNodes.Arithmetic(new NumberNodes.Constant(0), integer(args.get(0)), Math::subtractExact);
            case "_?_:_" -> new NumberNodes.Choose(bool(args.get(0)), integer(args.get(1)), integer(args.get(2)));
            case "int" -> new NumberNodes.Parsed(text(args.get(0)));
            case "size" -> new NumberNodes.Length(text(args.get(0)));
            case RuleLanguage.AMOUNT -> amount(args);
            case RuleLanguage.ABS ->
                new NumberNodes.Arithmetic(integer(args.get(0)), ZERO, (a, zero) -> RuleFunctions.abs(a));
            case RuleLanguage.PARTS -> new NumberNodes.Parts(text(args.get(0)), text(args.get(1)));
            case RuleLanguage.BIRTH_YEAR -> new NumberNodes.BirthYear(text(args.get(0)));
            default -> throw new NotCommon();
        };
    }

    private RuleNode.Int amount(List<CelExpr> args) throws NotCommon {
        RuleNode.Int all = new NumberNodes.Constant(RuleFunctions.HUNDRED_PERCENT);
        return new NumberNodes.Amount(
                integer(args.get(0)),
                integer(args.get(1)),
                args.size() > 2 ? integer(args.get(2)) : all,
                args.size() > 3 ? integer(args.get(3)) : all);
    }

    private RuleNode.Text text(CelExpr expr) throws NotCommon {
        if (expr.getKind() == ExprKind.Kind.CONSTANT) {
            return new TextNodes.Constant(constant(expr));
        }
        if (!is(expr, SimpleType.STRING)) {
            throw new NotCommon();
        }
        Variable variable = variable(expr);
        if (variable != null && variable.text() && variable.part() == Part.VALUE) {
            return variable.place() == Variable.Place.ROW
                    ? new TextNodes.RowText(variable.index(), slices++)
                    : new TextNodes.RecordText(variable.index(), slices++);
        }
        if (expr.getKind() != ExprKind.Kind.CALL) {
            throw new NotCommon();
        }
        List<CelExpr> args = arguments(expr);
        return switch (expr.call().function()) {
            case "_+_" -> new TextNodes.Joined(text(args.get(0)), text(args.get(1)), slices++);
            case "string" -> new TextNodes.Written(integer(args.get(0)), slices++);
            case RuleLanguage.SEX -> new TextNodes.Sex(text(args.get(0)), slices++);
            case RuleLanguage.PART ->
                new TextNodes.Part(text(args.get(0)), text(args.get(1)), integer(args.get(2)), slices++);
            default -> throw new NotCommon();
        };
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
