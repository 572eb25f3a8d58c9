package vn.lienthong.validate;

import java.util.function.ToIntFunction;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.RowValues.State;

/**
 * One rule of a contract. It is asked only when every name it uses is present, and nothing it reads is broken: a broken
 * field has its own error. Immutable.
 */
final class RuleCheck {
    private final RuleExpression expression;
    private final int[] uses;
    private final int[] reads;
    private final int finding;

    RuleCheck(Rule rule, RuleLanguage language, ToIntFunction<Finding> catalogue) {
        Table table = language.table();
        try {
            expression = language.compile(rule.expression());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule.code() + ": " + e.getMessage(), e);
        }
        uses = rule.uses().stream().mapToInt(u -> index(rule, table, u)).toArray();
        reads = expression.reads();
        requireSource(rule, table);
        finding = catalogue.applyAsInt(new Finding(
                rule.field(), rule.code(), rule.severity(), rule.messageVi(), rule.messageEn(), rule.hint()));
    }

    private static int index(Rule rule, Table table, String name) {
        Field field = table.field(name);
        if (field == null) {
            throw new IllegalArgumentException(rule.code() + ": uses " + name + ", which is no field");
        }
        return field.index();
    }

    private static void requireSource(Rule rule, Table table) {
        if (rule.field() == null) {
            return;
        }
        for (Field f : table.fields()) {
            if (f.source().equals(rule.field())) {
                return;
            }
        }
        throw new IllegalArgumentException(rule.code() + ": names " + rule.field() + ", which is no source field");
    }

    void check(RowValues row, RecordChecker to, Evaluation evaluation) {
        for (int f : uses) {
            if (!row.sound(f)) {
                return;
            }
        }
        for (int f : reads) {
            State state = row.state(f);
            if (state != State.SOUND && state != State.ABSENT) {
                return;
            }
        }
        if (!expression.holds(row, evaluation)) {
            // The field itself is sound: later rules may still be asked about it.
            to.found(finding, -1);
        }
    }
}
