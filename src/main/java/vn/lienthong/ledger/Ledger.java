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
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.Route;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Violation;

/** The gateway's memory in PostgreSQL. Every call is one transaction. */
public interface Ledger {

    // --- custody -------------------------------------------------------------------------------------------------

    /**
     * Writes the delivery, its number in the lane and its signed custody receipt in one transaction. Who loses the
     * unique key (partner, feed, digest of the bytes) gets the first delivery's receipt back with {@code first=false}.
     * Bytes that came plain (sealed by the gateway) are a new delivery again once the lane has said something else, and,
     * where they are pushed, ten minutes have passed since the first one's custody.
     *
     * <p>Fails with {@link LedgerUnavailable}. Where that says {@link LedgerUnavailable#outcomeUnknown()}, the delivery
     * may exist: the sealed original must stay; otherwise nothing was written, now or later.
     */
    Future<Custody> takeCustody(NewDelivery delivery);

    /**
     * The delivery with which a resend of exactly these bytes through this door would be answered, if any: a cheap look
     * before anything is stored.
     */
    Future<Optional<Custody>> findByDigest(Lane lane, Door door, String digest);

    /** The delivery that an earlier use of this Idempotency-Key by this partner made, with its digest. */
    Future<Optional<KeyUse>> findByIdempotencyKey(String partner, String key);

    // --- what a partner may ask ------------------------------------------------------------------------------------

    Future<Optional<Status>> status(UUID delivery);

    /** Newest last; {@code after} is the last delivery of the page before, or null. At most 1,000 at a time. */
    Future<List<Status>> list(ListQuery query);

    Future<Optional<Receipt>> receipt(UUID delivery, Receipt.Type type);

    /**
     * Deliveries of a lane through a door that have not settled yet, newest first, at most 1,000.
     *
     * @param name the sender's name of those wanted, or null for all
     */
    Future<List<Delivery>> unsettled(Lane lane, Door door, @Nullable String name, int limit);

    /** Receipts of a partner's deliveries through a door, those of the newest delivery first; at most 4,000. */
    Future<List<ReceiptSize>> receiptSizes(String partner, Door door, int limit);

    /**
     * True as soon as the delivery has settled, at the latest after {@code timeoutMs} whether it has. Holds no
     * connection while it waits; with too many waiting already it answers at once.
     */
    Future<Boolean> awaitSettled(UUID delivery, long timeoutMs);

    /** Violations in order, {@code limit} (at most 10,000) at a time; {@code afterSeq} 0 = from the start. */
    Future<List<SequencedViolation>> violations(UUID delivery, long afterSeq, int limit);

    // --- work ------------------------------------------------------------------------------------------------------

    /**
     * Claims a delivery that has work which may be done now, raising its lease epoch: of the partners with work the one
     * with the least running, and of that partner what has been due longest. A delivery whose next stage is
     * {@code store} or later waits until all earlier ones of its lane have ended; a held one has not. An attempt that
     * was begun by a worker that died goes on under the same number.
     *
     * <p>A delivery whose workers died {@code attemptsMax} times in a row without progress becomes HELD here; of those
     * that died more than once one at a time is handed out. After settling nothing can be held any more: then the
     * report is put off for longer and longer.
     *
     * @param owner no other process ever had this name: a lease of another owner that ended counts as a death
     */
    Future<Optional<Work>> claim(String owner, Duration lease, int attemptsMax);

    /** Prolongs the lease; fails with {@link LeaseLost} when somebody else has it. */
    Future<Void> renew(Work work, Duration lease);

    /**
     * Notes a stage's durable result, guarded by the lease epoch; the same stage again replaces it. {@code settle} is
     * noted by {@link #settle} itself; {@code report} is the last one and ends the lease.
     */
    Future<Void> stageDone(Work work, StageResult result);

    /** The same, and what is known of the delivery's records from now on. */
    Future<Void> stageDone(Work work, StageResult result, Progress progress);

    /** Something durable came about inside a stage: the deaths before it count no more. Guarded by the lease epoch. */
    Future<Void> progressed(Work work);

    /** Whether all earlier deliveries of the lane have ended. Once true it stays true. */
    Future<Boolean> hasTurn(Work work);

    /**
     * The lane is not ours yet: gives the lease back without counting an attempt. It comes back when its turn has come.
     */
    Future<Void> giveBack(Work work);

    /**
     * A fault: next attempt after back-off with jitter, HELD when this was attempt {@code attemptsMax} or later (0 =
     * hold now). After settling nothing can be held any more: the report is tried again at the longest back-off.
     *
     * @param reason for the operator, at most 500 characters are kept; no value of a record
     */
    Future<Void> retryLater(Work work, String reason, int attemptsMax);

    /**
     * Ends the delivery: state, counts, outcome receipt, in one transaction guarded by the lease epoch. Numbers that do
     * not balance or do not fit the state are an {@link UnbalancedSettlement}; nothing is written then.
     */
    Future<Void> settle(Work work, Settlement settlement);

    /**
     * Notes the digest of the inner content, and looks for an earlier delivery of the lane with the same that was stored
     * or partly stored and held at least one record. Ask when the lane's turn has come: before, earlier deliveries may
     * still change the answer. Guarded by the lease epoch.
     */
    Future<Optional<SameContent>> findSameContent(Work work, byte[] contentDigest);

    /** Forgets all violations of a delivery, before a check that is done again. Guarded by the lease epoch. */
    Future<Void> clearViolations(Work work);

    /** Forgets the violations of these rules only, before they are told again. Guarded by the lease epoch. */
    Future<Void> clearViolations(Work work, List<String> rules);

    /** Adds violations in the order of the calls, at most 5,000 a call. Guarded by the lease epoch. */
    Future<Void> addViolations(Work work, List<Violation> violations);

    // --- for the operator --------------------------------------------------------------------------------------------

    /**
     * One line per (door, partner, feed) that ever delivered: when it last sent, when a delivery of it last ended other
     * than refused, how many wait and for how long, how many of those are held or failed in their last attempt.
     */
    Future<List<RouteActivity>> routeActivity();

    /** What has not ended yet, of all routes together: cheap enough to be asked every few seconds. */
    Future<Backlog> backlog();

    /** Succeeds when the database answers, and touches no table. */
    Future<Void> ping();

    Future<Void> close();

    // --- words -------------------------------------------------------------------------------------------------------

    /** @param original name of the sealed original in {@link Originals} */
    record NewDelivery(Delivery head, String original, Receipt custody, @Nullable String idempotencyKey) {}

    /**
     * @param first this call made the delivery; the original given with it is now the ledger's
     * @param keyReused the Idempotency-Key already answers for other bytes: nothing was written, and
     *     {@code delivery} and {@code receipt} are those of the other bytes
     */
    record Custody(UUID delivery, Receipt receipt, boolean first, boolean keyReused) {}

    /**
     * A receipt without its bytes.
     *
     * @param name the sender's name of the delivery, or null
     * @param at when the delivery was received (custody) or settled (outcome)
     */
    record ReceiptSize(
            UUID delivery, @Nullable String name, Receipt.Type type, int bodyBytes, int signatureBytes, Instant at) {}

    record KeyUse(UUID delivery, String feed, String digest) {}

    /**
     * A delivery with work to do.
     *
     * @param leaseEpoch guards every later write
     * @param attempts number of this attempt, from 1
     * @param deaths workers in a row that died at it before, without progress
     * @param run 1, and one more each time that an operator had it replayed from its sealed original
     * @param done what earlier runs left, in the order of the stages
     */
    record Work(
            Delivery head,
            String original,
            long leaseEpoch,
            int attempts,
            int deaths,
            int run,
            List<StageResult> done) {}

    /**
     * What is known of a delivery on its way.
     *
     * @param counts balanced; what is still to be decided is in flight
     * @param rules exact number of violations by rule code
     */
    record Progress(Counts counts, JsonObject rules) {}

    /**
     * The durable result of a stage.
     *
     * @param stage {@code verify, check, store, settle, refuse, report}
     * @param result what a later stage needs; no personal value. A member {@code refusal} that is not null sends the
     *     delivery to {@code refuse} next, which needs no turn in the lane
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

    /**
     * @param original the latest earlier delivery with this content that is not itself a duplicate
     * @param newestOfLane nothing else was said in the lane since
     */
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

    /** @param oldestWaitingS age of the oldest of them, 0 when nothing waits */
    record Backlog(long waiting, long oldestWaitingS) {}

    /**
     * @param failing deliveries that are held or had a fault
     * @param memory what the route remembers of itself
     */
    record RouteActivity(
            Route route,
            @Nullable Instant lastAttempt,
            @Nullable Instant lastSuccess,
            long waiting,
            long oldestWaitingS,
            long failing,
            RouteMemory memory) {}

    /**
     * @param since when the route was first known
     * @param code why the last visit at the partner failed, or null
     * @param refused why the newest of its deliveries that ended was refused, or null when it was not
     */
    record RouteMemory(Instant since, boolean paused, @Nullable String code, @Nullable String refused) {}
}
