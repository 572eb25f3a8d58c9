package vn.lienthong.validate;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Period;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.Table;
import vn.lienthong.delivery.Severity;
import vn.lienthong.records.RowValues.State;
import vn.lienthong.validate.Variable.Place;

/**
 * One rule of a contract that is asked of a row. It is asked only when every name it uses is present, and nothing it
 * reads is broken: a broken field has its own error. Immutable.
 */
final class RuleCheck {
    private final RuleExpression expression;
    private final Variable[] uses;
    private final Variable[] reads;
    private final long from;
    private final long to;
    private final int finding;

    RuleCheck(Rule rule, RuleExpression expression, RuleLanguage language, int finding) {
        this.expression = expression;
        uses = rule.uses().stream().map(u -> used(rule, language, u)).toArray(Variable[]::new);
        reads = expression.reads().toArray(Variable[]::new);
        Period valid = new Period(rule.validFrom(), rule.validTo());
        from = valid.fromNumber();
        to = valid.toNumber();
        this.finding = finding;
    }

    /** What is found when the rule is broken, under the severity that holds. */
    static int finding(Rule rule, Severity severity, Table table, ToIntFunction<Finding> catalogue) {
        String hint = rule.hint();
        if (rule.legalBasis() != null) {
            hint = hint == null ? rule.legalBasis() : hint + " (" + rule.legalBasis() + ")";
        }
        return catalogue.applyAsInt(
                new Finding(source(rule, table), rule.code(), severity, rule.messageVi(), rule.messageEn(), hint));
    }

    private static @Nullable String source(Rule rule, Table table) {
        String field = rule.field();
        if (field == null) {
            return table.source();
        }
        if (table.fields().stream().noneMatch(f -> f.source().equals(field))) {
            throw new IllegalArgumentException(rule.code() + ": names " + field + ", which is no source field");
        }
        return table.source() == null ? field : table.source() + "." + field;
    }

    /** Makes the rules over the rows of a table, for one thread each; null for a rule of one row. */
    static @Nullable Supplier<Gathering> gathering(
            Rule rule, @Nullable RuleExpression where, RuleLanguage language, int finding) {
        if (where != null && readsAggregate(where)) {
            throw new IllegalArgumentException(rule.code() + ": 'where' cannot read an aggregate");
        }
        if (rule.demand() instanceof Rule.Unique unique) {
            Field[] fields = fields(rule, language.table(), unique.fields());
            return () -> new UniqueRows(fields, where, finding);
        }
        if (rule.demand() instanceof Rule.Apart apart) {
            Field[] by = fields(rule, language.table(), apart.by());
            Field[] times = fields(rule, language.table(), List.of(apart.from(), apart.to()));
            return () -> new ApartRows(by, times[0], times[1], where, finding);
        }
        return null;
    }

    private static Field[] fields(Rule rule, Table table, List<String> names) {
        Field[] fields = new Field[names.size()];
        for (int i = 0; i < fields.length; i++) {
            Field field = table.field(names.get(i));
            if (field == null) {
                throw new IllegalArgumentException(rule.code() + ": there is no field " + names.get(i));
            }
            fields[i] = field;
        }
        return fields;
    }

    private static Variable used(Rule rule, RuleLanguage language, String name) {
        Variable variable = language.variable(name);
        if (variable == null) {
            throw new IllegalArgumentException(rule.code() + ": uses " + name + ", which is no field");
        }
        return variable;
    }

    private static boolean readsAggregate(RuleExpression expression) {
        return expression.reads().stream().anyMatch(v -> v.place() == Place.AGGREGATE);
    }

    /** It can be asked only when all rows of the record have been read. */
    boolean readsAggregate() {
        return readsAggregate(expression);
    }

    void check(Evaluation e, RecordChecker checker) {
        if (e.day < from || e.day > to) {
            return;
        }
        for (Variable v : uses) {
            if (v.state(e) != State.SOUND) {
                return;
            }
        }
        for (Variable v : reads) {
            State state = v.state(e);
            if (state != State.SOUND && state != State.ABSENT) {
                return;
            }
        }
        if (!expression.holds(e)) {
            // The field itself is sound: later rules may still be asked about it.
            checker.found(finding, -1);
        }
    }
}
