package vn.lienthong.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
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
     * A whole envelope that a door received into a file of its own.
     *
     * @param sha256 of all its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Made and used up in one place.
    public record Arrival(Path file, long bytes, byte[] sha256) {}

    /**
     * The same as {@link #keep} for a file that is on the disk already: it becomes the original by its name alone.
     * Blocking. When it fails the file is where it was.
     */
    public NewDelivery adopt(Arrival arrival, Origin origin) throws IOException {
        Delivery head = new Delivery(
                Uuid7.next(),
                origin.lane(),
                0,
                origin.door(),
                origin.name(),
                arrival.bytes(),
                ReprDigest.text(arrival.sha256()),
                SealedBy.SENDER,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        var receipt = receipts.custody(head);
        return new NewDelivery(head, originals.adopt(arrival.file()), receipt, origin.idempotencyKey());
    }

    /**
     * Commits an adopted delivery. When it does not exist then, without any doubt, the file is back where it was before
     * the future fails; in doubt it stays an original.
     */
    public Future<Custody> takeAdopted(NewDelivery delivery, Arrival arrival) {
        return ledger.takeCustody(delivery)
                .recover(fault -> mayExist(fault)
                        ? Future.failedFuture(fault)
                        : giveBack(delivery.original(), arrival.file()).transform(back -> Future.failedFuture(fault)))
                .map(custody -> taken(delivery, custody));
    }

    /** Whether the ledger may hold a delivery that it could not confirm. */
    private static boolean mayExist(Throwable fault) {
        return fault instanceof LedgerUnavailable lost && lost.outcomeUnknown();
    }

    private Future<Void> giveBack(String original, Path home) {
        return vertx.<Void>executeBlocking(
                        () -> {
                            originals.giveBack(original, home);
                            return null;
                        },
                        false)
                .onFailure(fault -> LOG.atWarn()
                        .addKeyValue("original", original)
                        .setCause(fault)
                        .log("a file that was not taken could not be given back"));
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
                    if (!mayExist(fault)) {
                        drop(delivery.original());
                    }
                })
                .map(custody -> taken(delivery, custody));
    }

    private Custody taken(NewDelivery delivery, Custody custody) {
        if (!custody.first()) {
            drop(delivery.original());
        }
        if (custody.keyReused()) {
            throw Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED).failure();
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
        return custody;
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
