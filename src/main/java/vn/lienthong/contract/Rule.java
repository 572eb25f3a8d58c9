package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;

/**
 * A rule across the fields of a row, the rows of a table, or a whole record.
 *
 * @param table index of the table whose rows it is asked of; 0 = the record itself, when all its rows have been read
 * @param code {@code RULE_...}
 * @param field source name of the field that a violation names, or null for the row
 * @param demand what must hold
 * @param uses names that the rule reads ({@code t_bhtt}, {@code record.ngay_ra}); when one of them is absent or broken
 *     it is not asked
 * @param legalBasis the text that demands it, or null
 * @param validFrom first day on which it holds, or null
 * @param validTo last day on which it holds, or null
 */
public record Rule(
        int table,
        String code,
        Severity severity,
        @Nullable String field,
        Demand demand,
        List<String> uses,
        String messageVi,
        String messageEn,
        @Nullable String hint,
        @Nullable String legalBasis,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validTo) {

    public Rule {
        uses = List.copyOf(uses);
    }

    /** A rule of the record's own row, without a legal basis. */
    public Rule(
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
        this(
                0,
                code,
                severity,
                field,
                new Holds(expression),
                uses,
                messageVi,
                messageEn,
                hint,
                null,
                validFrom,
                validTo);
    }

    /** What a rule demands. Names are canonical names of the rule's table. */
    public sealed interface Demand permits Holds, Unique, Apart {}

    /** CEL over the names of {@code docs/contracts.md}; true = the row keeps the rule. */
    public record Holds(String expression) implements Demand {}

    /**
     * No two rows of a record have the same values in these fields; a row without one of them is left out.
     *
     * @param where CEL that chooses the rows, or null for all
     */
    public record Unique(List<String> fields, @Nullable String where) implements Demand {
        public Unique {
            fields = List.copyOf(fields);
        }
    }

    /**
     * No two rows of a record that agree in {@code by} overlap in time; the end of one may be the start of the next.
     *
     * @param by empty = all rows
     * @param from DATE or DATE_TIME field
     * @param to DATE or DATE_TIME field
     * @param where CEL that chooses the rows, or null for all
     */
    public record Apart(List<String> by, String from, String to, @Nullable String where) implements Demand {
        public Apart {
            by = List.copyOf(by);
        }
    }
}
