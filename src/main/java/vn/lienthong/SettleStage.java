package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Positions;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.State;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.report.OutcomeReceipts;
import vn.lienthong.report.OutcomeReceipts.Outcome;
import vn.lienthong.store.Store;
import vn.lienthong.store.Store.DeliverySum;
import vn.lienthong.watch.Meters;

/** {@code settle}: sums the batches, proves the balance, signs the outcome receipt, in one ledger transaction. */
final class SettleStage implements Stage {
    static final String NAME = "settle";

    private final Ledger ledger;
    private final Store store;
    private final OutcomeReceipts receipts;
    private final InstantSource clock;
    private final Meters meters;

    SettleStage(Ledger ledger, Store store, OutcomeReceipts receipts, InstantSource clock, Meters meters) {
        this.ledger = ledger;
        this.store = store;
        this.receipts = receipts;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean durableByItself() {
        return true;
    }

    @Override
    public Optional<StageResult> run(Passage passage) {
        Delivery head = passage.head();
        JsonObject check = passage.result(CheckStage.NAME).result();
        String duplicateOf = passage.result(StoreStage.NAME).result().getString("duplicate_of");
        Outcome outcome = duplicateOf == null
                ? stored(check, store.sum(head.id()))
                : duplicate(check, UUID.fromString(duplicateOf));
        Receipt receipt = receipts.outcome(head, outcome);
        Worker.await(ledger.settle(
                passage.work(),
                new Ledger.Settlement(
                        outcome.state(),
                        outcome.counts(),
                        outcome.removed(),
                        null,
                        check.getJsonObject("rules"),
                        json(outcome.positions()),
                        outcome.duplicateOf(),
                        receipt,
                        outcome.settledAt())));
        meters.settled(head.lane().feed(), outcome.state(), outcome.counts());
        return Optional.of(new StageResult(NAME, new JsonObject(), null));
    }

    private Outcome stored(JsonObject check, DeliverySum sum) {
        long received = check.getLong("received");
        long rejected = check.getLong("rejected");
        Counts counts = new Counts(
                received, sum.stored(), sum.unchanged(), rejected, check.getLong("duplicate"), sum.stale(), 0, 0);
        Positions positions =
                sum.firstPosition() == 0 ? null : new Positions(sum.epoch(), sum.firstPosition(), sum.lastPosition());
        State state = rejected == 0 ? State.STORED : State.PARTLY_STORED;
        return new Outcome(
                state,
                counts,
                sum.removed(),
                null,
                CheckStage.rules(check.getJsonObject("rules")),
                positions,
                null,
                now());
    }

    /** The same content was said before and nothing since: every record of it is a duplicate. */
    private Outcome duplicate(JsonObject check, UUID of) {
        long received = check.getLong("received");
        Counts counts = new Counts(received, 0, 0, 0, received, 0, 0, 0);
        return new Outcome(
                State.DUPLICATE, counts, 0, null, CheckStage.rules(check.getJsonObject("rules")), null, of, now());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static @Nullable JsonObject json(@Nullable Positions positions) {
        return positions == null
                ? null
                : new JsonObject()
                        .put("epoch", positions.epoch())
                        .put("first", positions.first())
                        .put("last", positions.last());
    }
}
