package vn.lienthong.validate;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Violation;

/**
 * What can be wrong with a record of one contract, with everything a {@link Violation} says but the place: a finding is
 * made once, when the contract is compiled, and afterwards is only a number.
 */
public record Finding(
        @Nullable String field,
        String rule,
        Severity severity,
        String messageVi,
        String messageEn,
        @Nullable String hint) {

    static Finding of(NativeRule rule, @Nullable String field, Severity severity, @Nullable String hint) {
        return new Finding(field, rule.name(), severity, rule.messageVi(), rule.messageEn(), hint);
    }

    static Finding of(NativeRule rule, @Nullable String field) {
        return of(rule, field, rule.severity(), null);
    }

    Violation at(long record, long line) {
        return new Violation(record, line, field, rule, severity, messageVi, messageEn, hint);
    }
}
