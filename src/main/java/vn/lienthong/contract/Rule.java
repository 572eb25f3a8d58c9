package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;

/**
 * A rule across the fields of a record.
 *
 * @param code {@code RULE_...}
 * @param field source name of the field that a violation names, or null for the record
 * @param expression CEL over the canonical names; true = the record keeps the rule
 * @param uses canonical names that the expression reads; when one of them is absent or broken the rule is not asked
 * @param validFrom first day on which it holds, or null
 * @param validTo last day on which it holds, or null
 */
public record Rule(
        String code,
        Severity severity,
        @Nullable String field,
        String expression,
        List<String> uses,
        String messageVi,
        String messageEn,
        @Nullable String hint,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    public Rule {
        uses = List.copyOf(uses);
    }
}
