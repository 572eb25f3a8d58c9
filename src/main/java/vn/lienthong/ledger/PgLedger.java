package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Violation;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.Role;

/** The ledger in schema {@code ledger} of a PostgreSQL database. Holds no state that a second process would miss. */
public final class PgLedger implements Ledger {
    private final CustodyDesk custodyDesk;
    private final Inquiries inquiries;
    private final WorkQueue queue;
    private final Settling settling;
    private final Violations violations;
    private final Waiters waiters;
    private final Pulls pulls;
    private final Interventions interventions;

    private PgLedger(Vertx vertx, Calls writer, Calls reader) {
        this.custodyDesk = new CustodyDesk(writer);
        this.inquiries = new Inquiries(reader);
        this.queue = new WorkQueue(writer);
        this.settling = new Settling(writer);
        this.violations = new Violations(writer, reader);
        this.interventions = new Interventions(writer, reader);
        this.waiters = new Waiters(vertx, inquiries);
        this.pulls = new PgPulls(writer, reader);
    }

    /** Brings the schema up to date and opens the ledger. The database stays its owner's to close. Blocking. */
    public static PgLedger open(Vertx vertx, Database database) {
        database.migrate("ledger");
        return new PgLedger(vertx, new Calls(database.pool(Role.WRITER)), new Calls(database.pool(Role.READER)));
    }

    /** What routes remember. */
    public Pulls pulls() {
        return pulls;
    }

    /** The operator's actions on deliveries. */
    public Interventions interventions() {
        return interventions;
    }

    @Override
    public Future<Custody> takeCustody(NewDelivery delivery) {
        return custodyDesk.take(delivery);
    }

    @Override
    public Future<Optional<Custody>> findByDigest(Lane lane, Door door, String digest) {
        return inquiries.byDigest(lane, door, digest);
    }

    @Override
    public Future<Optional<KeyUse>> findByIdempotencyKey(String partner, String key) {
        return inquiries.byKey(partner, key);
    }

    @Override
    public Future<Optional<Status>> status(UUID delivery) {
        return inquiries.status(delivery);
    }

    @Override
    public Future<List<Status>> list(ListQuery query) {
        return inquiries.list(query);
    }

    @Override
    public Future<Optional<Receipt>> receipt(UUID delivery, Receipt.Type type) {
        return inquiries.receipt(delivery, type);
    }

    @Override
    public Future<List<Delivery>> unsettled(Lane lane, Door door, @Nullable String name, int limit) {
        return inquiries.unsettled(lane, door, name, limit);
    }

    @Override
    public Future<List<ReceiptSize>> receiptSizes(String partner, Door door, int limit) {
        return inquiries.receiptSizes(partner, door, limit);
    }

    @Override
    public Future<Boolean> awaitSettled(UUID delivery, long timeoutMs) {
        return waiters.await(delivery, timeoutMs);
    }

    @Override
    public Future<List<SequencedViolation>> violations(UUID delivery, long afterSeq, int limit) {
        return violations.page(delivery, afterSeq, limit);
    }

    @Override
    public Future<Optional<Work>> claim(String owner, Duration lease, int attemptsMax) {
        return queue.claim(owner, lease, attemptsMax);
    }

    @Override
    public Future<Void> renew(Work work, Duration lease) {
        return queue.renew(work, lease);
    }

    @Override
    public Future<Void> stageDone(Work work, StageResult result) {
        return queue.stageDone(work, result, null);
    }

    @Override
    public Future<Void> stageDone(Work work, StageResult result, Progress progress) {
        return queue.stageDone(work, result, progress);
    }

    @Override
    public Future<Void> progressed(Work work) {
        return queue.progressed(work);
    }

    @Override
    public Future<Boolean> hasTurn(Work work) {
        return queue.hasTurn(work);
    }

    @Override
    public Future<Void> giveBack(Work work) {
        return queue.giveBack(work);
    }

    @Override
    public Future<Void> retryLater(Work work, String reason, int attemptsMax) {
        return queue.retryLater(work, reason, attemptsMax);
    }

    @Override
    public Future<Void> settle(Work work, Settlement settlement) {
        return settling.settle(work, settlement)
                .onSuccess(done -> waiters.tell(work.head().id()));
    }

    @Override
    public Future<Optional<SameContent>> findSameContent(Work work, byte[] contentDigest) {
        return settling.findSameContent(work, contentDigest);
    }

    @Override
    public Future<Void> clearViolations(Work work) {
        return violations.clear(work);
    }

    @Override
    public Future<Void> clearViolations(Work work, List<String> rules) {
        return violations.clear(work, rules);
    }

    @Override
    public Future<Void> addViolations(Work work, List<Violation> added) {
        return violations.add(work, added);
    }

    @Override
    public Future<List<RouteActivity>> routeActivity() {
        return inquiries.routes();
    }

    @Override
    public Future<Backlog> backlog() {
        return inquiries.backlog();
    }

    @Override
    public Future<Void> ping() {
        return inquiries.ping();
    }

    @Override
    public Future<Void> close() {
        waiters.close();
        return Future.succeededFuture();
    }
}
