package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;

/**
 * An operator's decision that a rule of the contract weighs otherwise for one partner, for a time.
 *
 * @param rule code of a rule of the contract
 * @param severity what breaking it does, or null: the rule is not asked
 * @param until last day of receipt on which it holds
 * @param reason why, for who reads the file or {@code check --rules} later
 */
public record RuleSwitch(String rule, @Nullable Severity severity, LocalDate until, String reason) {

    /** The one of a rule that holds on the day. */
    public static Optional<RuleSwitch> of(List<RuleSwitch> switches, String rule, LocalDate day) {
        return switches.stream()
                .filter(s -> s.rule().equals(rule) && !day.isAfter(s.until()))
                .findFirst();
    }
}
