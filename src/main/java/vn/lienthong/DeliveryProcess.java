package vn.lienthong;

import io.vertx.core.Future;
import vn.lienthong.delivery.Fault;
import vn.lienthong.ledger.Ledger;

/**
 * What is done with a claimed delivery: its stages, from the first one without a durable result on. Called on a thread
 * of the {@link Worker} that may block; the lease is renewed meanwhile.
 *
 * <p>Asks {@link Ledger#hasTurn} before {@code store} and every stage after it, and yields when the answer is no. Looks
 * at {@link Lease#check()} at least once a batch or segment.
 */
@FunctionalInterface
public interface DeliveryProcess {

    /** A failed future, or an exception, is a fault: the delivery is tried again later. */
    Future<Outcome> run(Ledger.Work work, Lease lease);

    /** How far the process came. */
    enum Outcome {
        /** Everything is done, the report too. */
        FINISHED,
        /** What is left may not be done yet: the lease goes back to the ledger. */
        YIELDED
    }

    /** The claim on a delivery while it is being worked on. For any thread. */
    interface Lease {
        /** False when the work has to stop: somebody else has the delivery, or the gateway is going down. */
        boolean isHeld();

        /** Returns while the lease is held, else throws {@link Stopped}; whatever ends the work then is right. */
        default void check() {
            if (!isHeld()) {
                throw new Stopped();
            }
        }
    }

    /** The work was stopped from outside; nobody's fault. */
    final class Stopped extends Fault {
        Stopped() {
            super("the work on this delivery has to stop");
        }
    }
}
