package vn.lienthong.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Positions;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.State;
import vn.lienthong.envelope.SignedReceipts;

/** Words the outcome of a delivery and signs it. Safe for use by many threads. */
public final class OutcomeReceipts {

    /**
     * What became of a delivery.
     *
     * @param removed rows that the delivery's groups no longer have, outside the balance
     * @param rules exact number of violations by rule code
     * @param duplicateOf the delivery that said the same first, or null
     */
    public record Outcome(
            State state,
            Counts counts,
            long removed,
            @Nullable Refusal refusal,
            Map<String, Long> rules,
            @Nullable Positions positions,
            @Nullable UUID duplicateOf,
            Instant settledAt) {

        public Outcome {
            rules = Map.copyOf(rules);
        }
    }

    private final SignedReceipts receipts;

    public OutcomeReceipts(SignedReceipts receipts) {
        this.receipts = receipts;
    }

    /** The signed outcome; an outcome that does not balance is a mistake of ours and is never signed. */
    public Receipt outcome(Delivery delivery, Outcome outcome) {
        if (!outcome.counts().balanced()) {
            throw new IllegalStateException("the counts of this delivery do not balance");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("state", outcome.state().wire());
        members.put("counts", counts(outcome.counts()));
        members.put("removed", outcome.removed());
        members.put("refusal", refusal(outcome.refusal()));
        members.put("rules", outcome.rules());
        members.put("positions", positions(outcome.positions()));
        UUID duplicateOf = outcome.duplicateOf();
        members.put("duplicate_of", duplicateOf == null ? null : duplicateOf.toString());
        members.put("settled_at", outcome.settledAt().toString());
        return receipts.outcome(delivery, members);
    }

    private static Map<String, Long> counts(Counts counts) {
        Map<String, Long> members = new LinkedHashMap<>();
        members.put("received", counts.received());
        members.put("stored", counts.stored());
        members.put("unchanged", counts.unchanged());
        members.put("rejected", counts.rejected());
        members.put("duplicate", counts.duplicate());
        members.put("stale", counts.stale());
        members.put("held", counts.held());
        members.put("in_flight", counts.inFlight());
        return members;
    }

    private static @Nullable Map<String, Object> refusal(@Nullable Refusal refusal) {
        if (refusal == null) {
            return null;
        }
        return Map.of(
                "code", refusal.code().name(),
                "record", refusal.record(),
                "hint_vi", refusal.hintVi(),
                "hint_en", refusal.hintEn());
    }

    private static @Nullable Map<String, Object> positions(@Nullable Positions positions) {
        return positions == null
                ? null
                : Map.of("epoch", positions.epoch(), "first", positions.first(), "last", positions.last());
    }
}
