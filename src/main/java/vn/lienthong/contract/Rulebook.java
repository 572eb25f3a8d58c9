package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a contract and what they read beside fields.
 *
 * @param at canonical name of the DATE or DATE_TIME field of table 0 whose day chooses the rules, field layouts and code
 *     lists that hold; null = the day of receipt
 */
public record Rulebook(List<Rule> rules, List<Aggregate> aggregates, @Nullable String at) {
    public static final Rulebook EMPTY = of(List.of());

    public Rulebook {
        rules = List.copyOf(rules);
        aggregates = List.copyOf(aggregates);
    }

    /** Rules that hold by the day of receipt and read fields only. */
    public static Rulebook of(List<Rule> rules) {
        return new Rulebook(rules, List.of(), null);
    }
}
