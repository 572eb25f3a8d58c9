package vn.lienthong.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.Table;

/** What is asked of the rows of one table, compiled. Immutable. */
final class TableCheck {
    private final FieldCheck[] fields;
    private final RuleCheck[] rules;
    private final RuleCheck[] lateRules;
    private final List<Supplier<Gathering>> gatherings = new ArrayList<>();
    private final List<String> missingLists = new ArrayList<>();

    /** Gives a rule's finding its number, under the severity that holds; null when the rule is not asked at all. */
    interface Weighing {
        @Nullable
        Integer findingOf(Rule rule, Table table);
    }

    TableCheck(CompiledRules compiled, Table table, CodeLists lists, RecordCheck catalogue, Weighing weighing) {
        fields = new FieldCheck[table.fields().size()];
        for (Field field : table.fields()) {
            FieldCheck check = new FieldCheck(table, field, lists, catalogue::number);
            fields[field.index()] = check;
            if (check.listMissing() && field.codeList() != null) {
                missingLists.add(field.codeList().list());
            }
        }
        RuleLanguage language = compiled.language(table);
        List<RuleCheck> early = new ArrayList<>();
        List<RuleCheck> late = new ArrayList<>();
        for (Rule rule : compiled.contract().rules()) {
            Integer finding = rule.table() == table.index() ? weighing.findingOf(rule, table) : null;
            if (finding == null) {
                continue;
            }
            RuleExpression expression = compiled.expression(rule);
            if (rule.demand() instanceof Rule.Holds && expression != null) {
                RuleCheck check = new RuleCheck(rule, expression, language, finding);
                (table.index() == 0 || check.readsAggregate() ? late : early).add(check);
            } else {
                Supplier<Gathering> gathering = RuleCheck.gathering(rule, expression, language, finding);
                if (gathering != null) {
                    gatherings.add(gathering);
                }
            }
        }
        rules = early.toArray(RuleCheck[]::new);
        lateRules = late.toArray(RuleCheck[]::new);
    }

    /** The native checks of the fields of the row that the evaluation is at. */
    void askFields(Evaluation e, RecordChecker to) {
        for (FieldCheck field : fields) {
            field.check(e.row, to);
        }
    }

    /** The rules that can be asked as soon as the row is read; of table 0 none. */
    void askRules(Evaluation e, RecordChecker to) {
        for (RuleCheck rule : rules) {
            rule.check(e, to);
        }
    }

    /** The rules that wait for the record's end: of table 0 all, of the others those that read an aggregate. */
    void askLateRules(Evaluation e, RecordChecker to) {
        for (RuleCheck rule : lateRules) {
            rule.check(e, to);
        }
    }

    boolean hasLateRules() {
        return lateRules.length > 0;
    }

    /** The rules over the rows of the table, for one thread. */
    Gathering[] newGatherings() {
        return gatherings.stream().map(Supplier::get).toArray(Gathering[]::new);
    }

    List<String> missingLists() {
        return missingLists;
    }
}
