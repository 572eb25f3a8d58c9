package vn.lienthong.xmlsig;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A certificate (DER) that is registered to sign.
 *
 * @param from first instant, null = open
 * @param to last instant, null = open
 * @param facilities for whose records it may sign, empty = for all
 */
@SuppressWarnings("ArrayRecordComponent")
public record RegisteredSigner(
        byte[] certificate, @Nullable Instant from, @Nullable Instant to, Set<String> facilities) {

    public RegisteredSigner {
        facilities = Set.copyOf(facilities);
    }

    /** Signs for all facilities. */
    public RegisteredSigner(byte[] certificate, @Nullable Instant from, @Nullable Instant to) {
        this(certificate, from, to, Set.of());
    }

    boolean signsFor(Set<String> all) {
        return facilities.isEmpty() || facilities.containsAll(all);
    }
}
