package vn.lienthong.validate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Period;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.RuleSwitch;
import vn.lienthong.contract.Table;
import vn.lienthong.delivery.Severity;
import vn.lienthong.records.FieldReaders;

/**
 * Everything a contract asks of a record, compiled: native checks of the fields of all its rows, the partner's scope,
 * then the rules across fields and rows. Immutable, for many threads; each takes a {@link #newChecker}.
 *
 * <pre>
 *   rows in the order of the file: fields -> aggregates -> rules of the row -> rules over the table's rows
 *   then, with all rows known:     rules that read aggregates, rules of the record
 * </pre>
 */
public final class RecordCheck {
    private static final int NO_FIELD = -1;

    private final Contract contract;
    private final LocalDate receivedOn;
    private final List<RuleSwitch> switches;
    private final TableCheck[] tables;
    private final Totals.Plan totals;
    private final ScopeCheck[] scope;
    private final int dayField;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Finding, Integer> numbers = new HashMap<>();
    private final TreeSet<String> missingLists = new TreeSet<>();
    /** By table: of a child table the violation names the table. */
    private final int[] ragged;

    private final int[] unknownElement;
    private final int duplicate;
    private final int fileConverted;

    /**
     * What differs from partner to partner.
     *
     * @param scope canonical name of a field to the values this partner may send; empty = everything
     * @param switches rules that weigh otherwise for it
     */
    public record Terms(Map<String, List<String>> scope, List<RuleSwitch> switches) {
        public static final Terms NONE = new Terms(Map.of(), List.of());

        public Terms {
            scope = Map.copyOf(scope);
            switches = List.copyOf(switches);
        }
    }

    /**
     * @param receivedOn chooses the switches, and where no field gives a date the rules and code lists
     * @throws IllegalArgumentException when the contract cannot be compiled; the message names the field or rule
     */
    public RecordCheck(Contract contract, CodeLists lists, Terms terms, LocalDate receivedOn) {
        this(CompiledRules.of(contract), lists, terms, receivedOn);
    }

    /** The same with rules that have been compiled before. */
    public RecordCheck(CompiledRules rules, CodeLists lists, Terms terms, LocalDate receivedOn) {
        this.contract = rules.contract();
        this.receivedOn = receivedOn;
        this.switches = terms.switches();
        this.ragged = contract.tables().stream()
                .mapToInt(t -> number(Finding.of(NativeRule.RULE_RAGGED, t.source())))
                .toArray();
        this.unknownElement = contract.tables().stream()
                .mapToInt(t -> number(Finding.of(NativeRule.RULE_UNKNOWN_ELEMENT, t.source())))
                .toArray();
        this.duplicate = number(Finding.of(NativeRule.RECORD_DUPLICATE, null));
        this.fileConverted = number(Finding.of(NativeRule.RULE_TEXT_CONVERTED, null));
        this.tables = new TableCheck[contract.tables().size()];
        for (Table table : contract.tables()) {
            TableCheck check = new TableCheck(rules, table, lists, this, this::findingOf);
            tables[table.index()] = check;
            missingLists.addAll(check.missingLists());
        }
        this.totals = rules.totals();
        this.dayField = dayField(contract);
        this.scope = terms.scope().entrySet().stream()
                .map(e -> new ScopeCheck(contract.table(), e.getKey(), e.getValue(), this::number))
                .toArray(ScopeCheck[]::new);
    }

    private static int dayField(Contract contract) {
        String at = contract.rulebook().at();
        Field field = at == null ? null : contract.table().field(at);
        if (at != null && field == null) {
            throw new IllegalArgumentException("rulesAt: there is no field " + at);
        }
        return field == null ? NO_FIELD : field.index();
    }

    /** The number of what a broken rule causes; null for a rule that is switched off, or has ended before the receipt. */
    private @Nullable Integer findingOf(Rule rule, Table table) {
        boolean byReceipt = dayField == NO_FIELD;
        if (byReceipt && !new Period(rule.validFrom(), rule.validTo()).holds(receivedOn)) {
            return null;
        }
        Optional<RuleSwitch> switched = RuleSwitch.of(switches, rule.code(), receivedOn);
        Severity severity = switched.isPresent() ? switched.get().severity() : rule.severity();
        return severity == null ? null : RuleCheck.finding(rule, severity, table, this::number);
    }

    int number(Finding finding) {
        return numbers.computeIfAbsent(finding, f -> {
            findings.add(f);
            return findings.size() - 1;
        });
    }

    /** A checker for one thread. */
    public RecordChecker newChecker(FieldReaders readers) {
        return new RecordChecker(this, readers);
    }

    /** Everything that can be found; a finding's number is its place here. */
    List<Finding> findings() {
        return findings;
    }

    /** Number of the finding that a record's key came before in the same file. */
    public int duplicateFinding() {
        return duplicate;
    }

    /** Number of the finding that the whole file was converted from a legacy encoding. */
    public int fileConvertedFinding() {
        return fileConverted;
    }

    /** Code lists that the contract names and that are not loaded: their checks are off. */
    public List<String> missingLists() {
        return List.copyOf(missingLists);
    }

    Contract contract() {
        return contract;
    }

    LocalDate receivedOn() {
        return receivedOn;
    }

    int raggedFinding(int table) {
        return ragged[table];
    }

    int unknownElementFinding(int table) {
        return unknownElement[table];
    }

    TableCheck[] tables() {
        return tables.clone();
    }

    Totals newTotals() {
        return totals.newTotals();
    }

    boolean hasAggregates() {
        return !contract.rulebook().aggregates().isEmpty();
    }

    /** The field of table 0 whose day chooses what holds, or a negative number: the day of receipt does. */
    int dayField() {
        return dayField;
    }

    /** The partner's scope, for one thread. */
    ScopeCheck[] newScope() {
        return Arrays.stream(scope).map(ScopeCheck::forAnotherThread).toArray(ScopeCheck[]::new);
    }
}
