package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.State;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.report.OutcomeReceipts;
import vn.lienthong.watch.Meters;

/** {@code refuse}: ends a delivery that was not taken; every record that was counted is rejected. */
final class RefuseStage implements Stage {
    static final String NAME = "refuse";

    private final Ledger ledger;
    private final OutcomeReceipts receipts;
    private final InstantSource clock;
    private final Meters meters;

    RefuseStage(Ledger ledger, OutcomeReceipts receipts, InstantSource clock, Meters meters) {
        this.ledger = ledger;
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
        Refusal refusal = passage.refusal();
        if (refusal == null) {
            throw new Fault("the route sent a delivery to refuse that no stage has refused");
        }
        StageResult check = passage.find(CheckStage.NAME);
        long received = check == null ? 0 : check.result().getLong("received");
        JsonObject rules = check == null ? new JsonObject() : check.result().getJsonObject("rules");
        Counts counts = new Counts(received, 0, 0, received, 0, 0, 0, 0);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, Long> ruleCounts = CheckStage.rules(rules);
        Receipt outcome = receipts.outcome(
                passage.head(),
                new OutcomeReceipts.Outcome(State.REFUSED, counts, 0, refusal, ruleCounts, null, null, now));
        Worker.await(ledger.settle(
                passage.work(),
                new Ledger.Settlement(State.REFUSED, counts, 0, refusal, rules, null, null, outcome, now)));
        meters.refused(passage.head().lane().feed(), refusal.code());
        meters.settled(passage.head().lane().feed(), State.REFUSED, counts);
        return Optional.of(new StageResult(NAME, new JsonObject(), null));
    }
}
