package vn.lienthong.watch;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Held;
import vn.lienthong.ledger.Interventions.Noted;

/** What an operator may do with a delivery. Declared here, done by the hall. */
public interface DeliveryControl {

    /**
     * Does it, and leaves a row that says who did it.
     *
     * @param who the account of the operating system
     */
    Future<Ordered> order(Action action, UUID delivery, String who);

    /** An action that was taken; a replay tells here how it ended. */
    Future<Optional<Noted>> find(UUID intervention);

    /** The deliveries that wait for an operator. */
    Future<List<Held>> held();

    /** @param busy no place is free for another replay: come again later */
    record Ordered(UUID intervention, Answer answer, boolean busy) {}
}
