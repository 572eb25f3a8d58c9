package vn.lienthong.delivery;

import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What <em>check</em> decided of a whole delivery.
 *
 * @param received records of the file
 * @param rejected records with at least one error
 * @param duplicate good records whose key an earlier good record of the same file has
 * @param refusal why nothing goes on, or null; then every counted record is rejected
 * @param goesOn bit r-1 is set when record r goes on to the store
 * @param rules exact number of violations by rule code
 */
public record Verdict(
        long received,
        long rejected,
        long duplicate,
        @Nullable Refusal refusal,
        BitSet goesOn,
        Map<String, Long> rules) {

    /** Records that the store stage will offer to the store. */
    public long going() {
        return refusal != null ? 0 : received - rejected - duplicate;
    }
}
