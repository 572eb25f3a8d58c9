package vn.lienthong.validate;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Aggregate;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.Table;

/**
 * The expressions of a contract, compiled: the same for every partner and day. Compiling hundreds of rules takes longer
 * than checking a small file, so it is done once per contract. Immutable, for many threads.
 */
public final class CompiledRules {
    private final Contract contract;
    private final List<RuleLanguage> languages = new ArrayList<>();
    private final IdentityHashMap<Rule, RuleExpression> expressions = new IdentityHashMap<>();
    private final Totals.Plan totals;

    private CompiledRules(Contract contract) {
        this.contract = contract;
        List<Aggregate> aggregates = contract.rulebook().aggregates();
        List<RuleLanguage> ofRows = new ArrayList<>();
        for (Table table : contract.tables()) {
            languages.add(new RuleLanguage(contract, table, aggregates));
            ofRows.add(
                    aggregates.isEmpty() ? languages.get(table.index()) : new RuleLanguage(contract, table, List.of()));
        }
        for (Rule rule : contract.rules()) {
            String text = text(rule);
            if (text != null) {
                expressions.put(rule, compiled(rule, text, languages.get(rule.table())));
            }
        }
        totals = new Totals.Plan(contract, ofRows);
    }

    /** @throws IllegalArgumentException when a rule cannot be compiled; the message names it */
    public static CompiledRules of(Contract contract) {
        return new CompiledRules(contract);
    }

    private static @Nullable String text(Rule rule) {
        if (rule.demand() instanceof Rule.Holds holds) {
            return holds.expression();
        }
        if (rule.demand() instanceof Rule.Unique unique) {
            return unique.where();
        }
        return rule.demand() instanceof Rule.Apart apart ? apart.where() : null;
    }

    private static RuleExpression compiled(Rule rule, String text, RuleLanguage language) {
        try {
            return language.compile(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(rule.code() + ": " + e.getMessage(), e);
        }
    }

    public Contract contract() {
        return contract;
    }

    RuleLanguage language(Table table) {
        return languages.get(table.index());
    }

    /** The rule's expression, or the one that chooses its rows; null when it has none. */
    @Nullable
    RuleExpression expression(Rule rule) {
        return expressions.get(rule);
    }

    Totals.Plan totals() {
        return totals;
    }
}
