package vn.lienthong.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.Custody;
import vn.lienthong.ledger.Ledger.NewDelivery;
import vn.lienthong.ledger.LedgerUnavailable;
import vn.lienthong.ledger.Originals;

/**
 * Takes what has landed into custody, the same for every door: receipt signed, original durable, ledger committed, in
 * this order, and only then an answer. Two steps, because the first one blocks and the second one waits.
 */
public final class Reception {

    /**
     * Where a delivery comes from.
     *
     * @param name the sender's name for it, or null
     */
    public record Origin(Lane lane, Door door, @Nullable String name, @Nullable String idempotencyKey) {}

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final Vertx vertx;
    private final Ledger ledger;
    private final Originals originals;
    private final SignedReceipts receipts;
    private final InstantSource clock;
    private volatile Runnable afterCustody = () -> {};

    public Reception(Vertx vertx, Ledger ledger, Originals originals, SignedReceipts receipts, InstantSource clock) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.originals = originals;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** Somebody to tell when there is new work; must return at once. */
    public Reception wakes(Runnable worker) {
        afterCustody = worker;
        return this;
    }

    /**
     * Signs the receipt and makes the original durable. Blocking. When it fails the landing is still to be discarded.
     *
     * @param sha256 what {@link Landing#finish} returned
     */
    public NewDelivery keep(Landing landing, byte[] sha256, Origin origin) throws IOException {
        Delivery head = new Delivery(
                Uuid7.next(),
                origin.lane(),
                0,
                origin.door(),
                origin.name(),
                landing.bytes(),
                ReprDigest.text(sha256),
                landing.sealedBy(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        var receipt = receipts.custody(head);
        return new NewDelivery(head, landing.keep(), receipt, origin.idempotencyKey());
    }

    /**
     * Commits the delivery. The original stays on the disk when the ledger cannot tell whether the delivery exists; in
     * every other case in which it does not, the original goes.
     *
     * @return never with {@code keyReused}: that is the problem {@code idempotency-key-reused}
     */
    public Future<Custody> take(NewDelivery delivery) {
        return ledger.takeCustody(delivery)
                .onFailure(fault -> {
                    if (fault instanceof LedgerUnavailable lost && !lost.outcomeUnknown()) {
                        drop(delivery.original());
                    }
                })
                .compose(custody -> {
                    if (!custody.first()) {
                        drop(delivery.original());
                    }
                    if (custody.keyReused()) {
                        return Future.failedFuture(
                                Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED).failure());
                    }
                    LOG.atInfo()
                            .addKeyValue("deliveryId", custody.delivery())
                            .addKeyValue("partner", delivery.head().lane().partner())
                            .addKeyValue("feed", delivery.head().lane().feed())
                            .addKeyValue("door", delivery.head().door().wire())
                            .addKeyValue("bytes", delivery.head().bytes())
                            .addKeyValue("first", custody.first())
                            .log("custody taken");
                    if (custody.first()) {
                        afterCustody.run();
                    }
                    return Future.succeededFuture(custody);
                });
    }

    /** One copy too many: the same bytes were here first, or nothing was written. */
    private void drop(String original) {
        vertx.executeBlocking(() -> Files.deleteIfExists(originals.path(original)), false)
                .onFailure(fault -> LOG.atWarn()
                        .addKeyValue("original", original)
                        .setCause(fault)
                        .log("a second copy of an original could not be removed"));
    }
}
