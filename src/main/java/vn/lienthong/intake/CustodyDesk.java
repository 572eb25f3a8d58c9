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
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.Custody;
import vn.lienthong.ledger.Ledger.NewDelivery;
import vn.lienthong.ledger.Originals;

/**
 * Takes what has landed into custody, the same for every door: receipt signed, original durable, ledger committed, in
 * this order, and only then an answer. Two steps, because the first one blocks and the second one waits.
 */
public final class CustodyDesk {

    /**
     * Where a delivery comes from.
     *
     * @param name the sender's name for it, or null
     */
    public record Origin(Lane lane, Door door, @Nullable String name, @Nullable String idempotencyKey) {}

    private static final Logger LOG = LoggerFactory.getLogger(CustodyDesk.class);

    private final Vertx vertx;
    private final Ledger ledger;
    private final Originals originals;
    private final SignedReceipts receipts;
    private final InstantSource clock;

    public CustodyDesk(Vertx vertx, Ledger ledger, Originals originals, SignedReceipts receipts, InstantSource clock) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.originals = originals;
        this.receipts = receipts;
        this.clock = clock;
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
     * Commits the delivery. A commit whose answer was lost is looked up before anything is said; when that fails too
     * the original stays on the disk, because the delivery may exist.
     */
    public Future<Custody> take(NewDelivery delivery) {
        return ledger.takeCustody(delivery)
                .recover(fault -> lookUp(delivery, fault))
                .onSuccess(custody -> {
                    if (!custody.first()) {
                        drop(delivery.original());
                    }
                    LOG.atInfo()
                            .addKeyValue("deliveryId", custody.delivery())
                            .addKeyValue("partner", delivery.head().lane().partner())
                            .addKeyValue("feed", delivery.head().lane().feed())
                            .addKeyValue("door", delivery.head().door().wire())
                            .addKeyValue("bytes", delivery.head().bytes())
                            .addKeyValue("first", custody.first())
                            .log("custody taken");
                });
    }

    private Future<Custody> lookUp(NewDelivery delivery, Throwable fault) {
        LOG.atWarn()
                .addKeyValue("deliveryId", delivery.head().id())
                .setCause(fault)
                .log("the ledger did not answer a custody, looking it up");
        return ledger.findByDigest(delivery.head().lane(), delivery.head().digest())
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(fault)
                        : Future.succeededFuture(new Custody(
                                found.get().delivery(),
                                found.get().receipt(),
                                found.get().delivery().equals(delivery.head().id()))));
    }

    /** The same bytes were here first: ours are one copy too many. */
    private void drop(String original) {
        vertx.executeBlocking(() -> Files.deleteIfExists(originals.path(original)), false)
                .onFailure(fault -> LOG.atWarn()
                        .addKeyValue("original", original)
                        .setCause(fault)
                        .log("a second copy of an original could not be removed"));
    }
}
