package vn.lienthong.validate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.Table;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.RowValues.Problem;

/**
 * Everything a contract asks of a record, compiled: native checks of the fields, the partner's scope, then the rules
 * across fields that hold on the day of receipt. Immutable, for many threads; each takes a {@link #newChecker()}.
 *
 * <p>Rules are asked of the record's own row (table 0).
 */
public final class RecordCheck {
    private final LocalDate receivedOn;
    private final FieldCheck[][] fields;
    private final ScopeCheck[] scope;
    private final RuleCheck[] rules;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Finding, Integer> numbers = new HashMap<>();
    private final TreeSet<String> missingLists = new TreeSet<>();
    /** By table: of a child table the violation names the table. */
    private final int[] ragged;

    private final int[] unknownElement;
    private final int duplicate;

    /**
     * @param scope canonical name of a field to the values this partner may send; empty = everything
     * @param receivedOn chooses the rules that hold, and the code lists where no field gives a date
     * @throws IllegalArgumentException when the contract cannot be compiled; the message names the field or rule
     */
    public RecordCheck(Contract contract, CodeLists lists, Map<String, List<String>> scope, LocalDate receivedOn) {
        this.receivedOn = receivedOn;
        List<Table> tables = contract.tables();
        this.ragged = tables.stream()
                .mapToInt(t -> number(Finding.of(NativeRule.RULE_RAGGED, t.source())))
                .toArray();
        this.unknownElement = tables.stream()
                .mapToInt(t -> number(Finding.of(NativeRule.RULE_UNKNOWN_ELEMENT, t.source())))
                .toArray();
        this.duplicate = number(Finding.of(NativeRule.RECORD_DUPLICATE, null));
        this.fields = new FieldCheck[contract.tables().size()][];
        for (Table table : contract.tables()) {
            fields[table.index()] = fieldChecks(table, lists);
        }
        this.scope = scopeChecks(contract.table(), scope);
        RuleLanguage language = new RuleLanguage(contract.table());
        this.rules = contract.rules().stream()
                .filter(r -> holdsOn(r, receivedOn))
                .map(r -> new RuleCheck(r, language, this::number))
                .toArray(RuleCheck[]::new);
    }

    private FieldCheck[] fieldChecks(Table table, CodeLists lists) {
        FieldCheck[] checks = new FieldCheck[table.fields().size()];
        for (Field field : table.fields()) {
            FieldCheck check = new FieldCheck(table, field, lists, this::number);
            checks[field.index()] = check;
            if (check.listMissing() && field.codeList() != null) {
                missingLists.add(field.codeList().list());
            }
        }
        return checks;
    }

    private ScopeCheck[] scopeChecks(Table table, Map<String, List<String>> allowed) {
        return allowed.entrySet().stream()
                .map(e -> new ScopeCheck(table, e.getKey(), e.getValue(), this::number))
                .toArray(ScopeCheck[]::new);
    }

    private static boolean holdsOn(Rule rule, LocalDate day) {
        boolean begun = rule.validFrom() == null || !day.isBefore(rule.validFrom());
        return begun && (rule.validTo() == null || !day.isAfter(rule.validTo()));
    }

    private int number(Finding finding) {
        return numbers.computeIfAbsent(finding, f -> {
            findings.add(f);
            return findings.size() - 1;
        });
    }

    /** A checker for one thread. */
    public RecordChecker newChecker() {
        return new RecordChecker(this);
    }

    /** Everything that can be found; a finding's number is its place here. */
    List<Finding> findings() {
        return findings;
    }

    /** Number of the finding that a record's key came before in the same file. */
    public int duplicateFinding() {
        return duplicate;
    }

    /** Code lists that the contract names and that are not loaded: their checks are off. */
    public List<String> missingLists() {
        return List.copyOf(missingLists);
    }

    LocalDate receivedOn() {
        return receivedOn;
    }

    void apply(RowValues row, RecordChecker to, Evaluation evaluation) {
        if (row.problem() != Problem.NONE) {
            to.found(ragged[row.table()], -1);
            return;
        }
        if (row.unknownElement()) {
            to.found(unknownElement[row.table()], -1);
        }
        for (FieldCheck field : fields[row.table()]) {
            field.check(row, to);
        }
        if (row.table() != 0) {
            return;
        }
        for (ScopeCheck s : scope) {
            s.check(row, to);
        }
        for (RuleCheck rule : rules) {
            rule.check(row, to, evaluation);
        }
    }
}
