package vn.lienthong.validate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Aggregate;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.validate.Variable.Part;
import vn.lienthong.validate.Variable.Place;

/**
 * The language of the rules of one table: CEL, with its canonical fields as variables.
 *
 * <ul>
 *   <li>{@code name}: INTEGER and MONEY an int; DECIMAL the unscaled int; DATE, PARTIAL_DATE and MONTH an int {@code
 *       yyyymmdd} of the first day; DATE_TIME an int {@code yyyymmddHHMM}; TEXT a string, as the sender wrote it or as
 *       its map made it. Reading an absent one is an error.
 *   <li>{@code name_last}, for DATE, PARTIAL_DATE and MONTH: {@code yyyymmdd} of the last day.
 *   <li>{@code has_name}: a bool, whether the sender said anything.
 *   <li>in a child table {@code record.name}, {@code record.name_last}, {@code record.has_name}: the same of the
 *       record's own row.
 *   <li>aggregates as ints: {@code name} in table 0, {@code record.name} in a child table.
 *   <li>functions: see {@link RuleFunctions}; an error where they have no answer.
 * </ul>
 */
final class RuleLanguage {
    static final String BIRTH_YEAR = "id_birth_year";
    static final String SEX = "id_sex";
    static final String AMOUNT = "amount";
    static final String MIN = "min";
    static final String MAX = "max";
    static final String ABS = "abs";
    static final String MINUTES = "minutes";
    static final String DAYS = "days";
    static final String PARTS = "parts";
    static final String PART = "part";
    private static final String PRESENT = "has_";
    private static final String LAST = "_last";
    private static final String RECORD = "record.";
    private static final CelType INT = SimpleType.INT;
    private static final CelType STRING = SimpleType.STRING;

    private final Table table;
    private final CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder();
    private final CelRuntimeBuilder bindings = CelRuntimeFactory.plannerRuntimeBuilder();
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    /** @param aggregates those that the rules may read */
    RuleLanguage(Contract contract, Table table, List<Aggregate> aggregates) {
        this.table = table;
        fields(table, "", Place.ROW);
        String prefix = "";
        if (table.index() > 0) {
            prefix = RECORD;
            fields(contract.table(), RECORD, Place.RECORD);
        }
        for (int i = 0; i < aggregates.size(); i++) {
            String name = aggregates.get(i).name();
            variable(prefix + name, INT, new Variable(Place.AGGREGATE, i, Part.VALUE, false));
            variable(prefix + PRESENT + name, SimpleType.BOOL, new Variable(Place.AGGREGATE, i, Part.PRESENT, false));
        }
        functions();
        // As the language says: matches() searches; the library's default wants the whole text.
        bindings.setOptions(CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .enableRegexPartialMatch(true)
                .build());
        compiler = builder.setResultType(SimpleType.BOOL).build();
        runtime = bindings.build();
    }

    private void fields(Table of, String prefix, Place place) {
        for (Field f : of.fields()) {
            int i = f.index();
            boolean text = f.type() == FieldType.TEXT;
            variable(prefix + f.name(), text ? STRING : INT, new Variable(place, i, Part.VALUE, text));
            variable(prefix + PRESENT + f.name(), SimpleType.BOOL, new Variable(place, i, Part.PRESENT, false));
            if (hasLast(f)) {
                variable(prefix + f.name() + LAST, INT, new Variable(place, i, Part.LAST, false));
            }
        }
    }

    private void variable(String name, CelType type, Variable variable) {
        builder.addVar(name, type);
        if (variables.put(name, variable) != null) {
            throw new IllegalArgumentException(table.name() + ": two variables of its rules are named " + name);
        }
    }

    // ---- functions

    private void functions() {
        function(BIRTH_YEAR, INT, STRING);
        bindings.addFunctionBindings(
                CelFunctionBinding.from(BIRTH_YEAR + "_1", String.class, RuleFunctions::birthYear));
        function(SEX, STRING, STRING);
        bindings.addFunctionBindings(CelFunctionBinding.from(SEX + "_1", String.class, RuleFunctions::sex));
        numbers(MIN, RuleFunctions::min);
        numbers(MAX, RuleFunctions::max);
        numbers(MINUTES, RuleFunctions::minutes);
        numbers(DAYS, RuleFunctions::days);
        function(ABS, INT, INT);
        bindings.addFunctionBindings(CelFunctionBinding.from(ABS + "_1", Long.class, RuleFunctions::abs));
        amounts();
        function(PARTS, INT, STRING, STRING);
        bindings.addFunctionBindings(
                CelFunctionBinding.from(PARTS + "_2", String.class, String.class, RuleFunctions::parts));
        function(PART, STRING, STRING, STRING, INT);
        bindings.addFunctionBindings(CelFunctionBinding.from(
                PART + "_3",
                List.of(String.class, String.class, Long.class),
                args -> RuleFunctions.part((String) args[0], (String) args[1], (Long) args[2])));
    }

    private void numbers(String name, CelFunctionOverload.Binary<Long, Long> does) {
        function(name, INT, INT, INT);
        bindings.addFunctionBindings(CelFunctionBinding.from(name + "_2", Long.class, Long.class, does));
    }

    private void amounts() {
        CelOverloadDecl[] overloads = new CelOverloadDecl[3];
        for (int n = 2; n <= 4; n++) {
            overloads[n - 2] = CelOverloadDecl.newGlobalOverload(AMOUNT + "_" + n, INT, Collections.nCopies(n, INT));
            bindings.addFunctionBindings(CelFunctionBinding.from(
                    AMOUNT + "_" + n, Collections.nCopies(n, Long.class), RuleLanguage::amount));
        }
        builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(AMOUNT, overloads));
    }

    private static Object amount(Object[] args) {
        long percent = args.length > 2 ? (Long) args[2] : RuleFunctions.HUNDRED_PERCENT;
        long second = args.length > 3 ? (Long) args[3] : RuleFunctions.HUNDRED_PERCENT;
        return RuleFunctions.amount((Long) args[0], (Long) args[1], percent, second);
    }

    private void function(String name, CelType result, CelType... arguments) {
        builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(name + "_" + arguments.length, result, List.of(arguments))));
    }

    // ---- expressions

    Table table() {
        return table;
    }

    private static boolean hasLast(Field field) {
        return switch (field.type()) {
            case DATE, PARTIAL_DATE, MONTH -> true;
            default -> false;
        };
    }

    /** The field or aggregate of that name, by value; null when there is none. */
    @Nullable
    Variable variable(String name) {
        Variable variable = variables.get(name);
        return variable != null && variable.part() == Part.VALUE ? variable : null;
    }

    /** The name that a part of the tree stands for; empty when it stands for none. */
    static String variable(CelAbstractSyntaxTree ast, CelExpr expr) {
        CelReference reference = ast.getReferenceMap().get(expr.id());
        return reference == null ? "" : reference.name();
    }

    /** @throws IllegalArgumentException with the compiler's words when the text is no boolean CEL expression */
    RuleExpression compile(String text) {
        try {
            CelAbstractSyntaxTree ast = compiler.compile(text).getAst();
            RuleNode.Bool node = new RuleCompiler(variables, ast).compile();
            Set<Variable> reads = new LinkedHashSet<>();
            ast.getReferenceMap().values().forEach(r -> {
                Variable read = variables.get(r.name());
                if (read != null) {
                    reads.add(read);
                }
            });
            return new RuleExpression(node, () -> program(ast), variables, reads);
        } catch (CelValidationException e) {
            throw new IllegalArgumentException("rule " + text + ": " + e.getMessage(), e);
        }
    }

    private CelRuntime.Program program(CelAbstractSyntaxTree ast) {
        try {
            return runtime.createProgram(ast);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException("rule " + ast.getSource().getContent() + ": " + e.getMessage(), e);
        }
    }
}
