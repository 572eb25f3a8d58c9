package vn.lienthong.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Severity;

/**
 * What <em>check</em> must say of a sample. Of a refused one only the refusal is compared: how far the reading got
 * before it depends on the chunks.
 *
 * @param refusal why nothing of it goes on, or null
 * @param violations all that must be found, in the order of the records, and no others
 * @param lists code lists without which the expectation cannot hold; when one is not loaded the sample is not run
 */
public record SampleExpectation(
        long received,
        long rejected,
        long duplicate,
        @Nullable RefusalCode refusal,
        List<Expected> violations,
        List<String> lists) {

    public SampleExpectation {
        violations = List.copyOf(violations);
        lists = List.copyOf(lists);
    }

    /**
     * One violation.
     *
     * @param record from 1, or 0 for the head of the file
     * @param field source name, or null when the whole record is meant
     */
    public record Expected(long record, @Nullable String field, String rule, Severity severity) {}
}
