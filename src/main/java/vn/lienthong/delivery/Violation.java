package vn.lienthong.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one record. Never carries the value.
 *
 * @param record counts from 1 over all records of the file; 0 is the head of the file
 * @param line the physical line, or the row in its table
 * @param field the source name, for example {@code mst_don_vi} or {@code XML3.T_BHTT}; null when the whole record is meant
 * @param rule {@code RULE_...} or {@code RECORD_...}
 */
public record Violation(
        long record,
        long line,
        @Nullable String field,
        String rule,
        Severity severity,
        String messageVi,
        String messageEn,
        @Nullable String hint) {}
