package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Violation;

/** The gateway's memory in PostgreSQL. Every call is one transaction. */
public interface Ledger {

    // --- custody -------------------------------------------------------------------------------------------------

    /**
     * Writes the delivery, its number in the lane and its signed custody receipt in one transaction. Who loses the
     * unique key (partner, feed, digest of the bytes) gets the first delivery's receipt back with {@code first=false}.
     */
    Future<Custody> takeCustody(NewDelivery delivery);

    /** The delivery that holds exactly these bytes, if any: a cheap look before anything is stored. */
    Future<Optional<Custody>> findByDigest(Lane lane, String digest);

    /** The delivery that an earlier use of this Idempotency-Key by this partner made, with its digest. */
    Future<Optional<KeyUse>> findByIdempotencyKey(String partner, String key);

    // --- what a partner may ask ------------------------------------------------------------------------------------

    Future<Optional<Status>> status(UUID delivery);

    /** Newest last; {@code after} is the last delivery of the page before, or null. */
    Future<List<Status>> list(ListQuery query);

    Future<Optional<Receipt>> receipt(UUID delivery, Receipt.Type type);

    /** Violations in order, {@code limit} at a time; {@code afterSeq} 0 = from the start. */
    Future<List<SequencedViolation>> violations(UUID delivery, long afterSeq, int limit);

    // --- work ------------------------------------------------------------------------------------------------------

    /**
     * Claims the oldest delivery that has work which may be done now, raising its lease epoch. A delivery whose next
     * stage is {@code store} or later waits until all earlier ones of its lane have ended.
     */
    Future<Optional<Work>> claim(String owner, Duration lease);

    /** Prolongs the lease; fails with {@link LeaseLost} when somebody else has it. */
    Future<Void> renew(Work work, Duration lease);

    /** Notes a stage's durable result, guarded by the lease epoch. */
    Future<Void> stageDone(Work work, StageResult result);

    /** The lane is not ours yet: gives the lease back without counting an attempt. */
    Future<Void> giveBack(Work work);

    /** A fault: next attempt after back-off with jitter, HELD after the last one. */
    Future<Void> retryLater(Work work, String reason, int attemptsMax);

    /** Ends the delivery: state, counts, outcome receipt, in one transaction guarded by the lease epoch. */
    Future<Void> settle(Work work, Settlement settlement);

    /** First delivery of the lane with the same inner content, and whether it is the newest of the lane. */
    Future<Optional<SameContent>> findSameContent(Work work, byte[] contentDigest);

    /** Replaces all violations of a delivery; rows come in pieces. Guarded by the lease epoch. */
    Future<Void> clearViolations(Work work);

    Future<Void> addViolations(Work work, List<Violation> violations);

    // --- for the operator --------------------------------------------------------------------------------------------

    /** One line per (door, partner, feed) that ever delivered: last attempt, last success, waiting, oldest waiting. */
    Future<List<RouteActivity>> routeActivity();

    Future<Void> close();

    // --- words -------------------------------------------------------------------------------------------------------

    /** @param original name of the sealed original in {@link Originals} */
    record NewDelivery(Delivery head, String original, Receipt custody, @Nullable String idempotencyKey) {}

    record Custody(UUID delivery, Receipt receipt, boolean first) {}

    record KeyUse(UUID delivery, String feed, String digest) {}

    /** A delivery with work to do; {@code leaseEpoch} guards every later write, {@code done} is what earlier runs left. */
    record Work(Delivery head, String original, long leaseEpoch, int attempts, List<StageResult> done) {}

    /**
     * The durable result of a stage.
     *
     * @param stage {@code verify, check, store, settle, refuse, report}
     * @param result what a later stage needs; no personal value
     * @param blob large part of the result (segment digests, bitmap), or null
     */
    record StageResult(String stage, JsonObject result, @Nullable Buffer blob) {}

    record Settlement(
            State state,
            Counts counts,
            long removed,
            @Nullable Refusal refusal,
            JsonObject rules,
            @Nullable JsonObject positions,
            @Nullable UUID duplicateOf,
            Receipt outcome,
            Instant settledAt) {}

    /** @param original the delivery that had this content first and is not itself a duplicate */
    record SameContent(UUID original, boolean newestOfLane) {}

    /** Everything that {@code GET /v1/deliveries/{id}} tells. */
    record Status(
            Delivery head,
            State state,
            Counts counts,
            long removed,
            @Nullable Refusal refusal,
            JsonObject rules,
            int attempts,
            @Nullable JsonObject positions,
            @Nullable UUID duplicateOf,
            @Nullable Instant settledAt) {}

    record SequencedViolation(long seq, Violation violation) {}

    record ListQuery(
            String partner,
            @Nullable String feed,
            @Nullable State state,
            @Nullable Instant since,
            @Nullable UUID after,
            int limit) {}

    record RouteActivity(
            String door,
            String partner,
            String feed,
            @Nullable Instant lastAttempt,
            @Nullable Instant lastSuccess,
            long waiting,
            long oldestWaitingS,
            long failing) {}
}
