package vn.lienthong;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Positions;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.State;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.report.OutcomeReceipts;
import vn.lienthong.report.OutcomeReceipts.Outcome;
import vn.lienthong.store.Store;
import vn.lienthong.store.Store.DeliverySum;
import vn.lienthong.store.Store.Notice;
import vn.lienthong.validate.NativeRule;
import vn.lienthong.watch.Meters;

/** {@code settle}: sums the batches, proves the balance, signs the outcome receipt, in one ledger transaction. */
final class SettleStage implements Stage {
    static final String NAME = "settle";

    private static final Logger LOG = LoggerFactory.getLogger(SettleStage.class);

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
        Outcome outcome = duplicateOf == null ? stored(passage, check) : duplicate(check, UUID.fromString(duplicateOf));
        Receipt receipt = receipts.outcome(head, outcome);
        Worker.await(ledger.settle(
                passage.work(),
                new Ledger.Settlement(
                        outcome.state(),
                        outcome.counts(),
                        outcome.removed(),
                        null,
                        rules(outcome.rules()),
                        json(outcome.positions()),
                        outcome.duplicateOf(),
                        receipt,
                        outcome.settledAt())));
        meters.settled(head.lane().feed(), outcome.state(), outcome.counts());
        boolean noticed = outcome.counts().stale() > 0
                || outcome.rules().containsKey(NativeRule.RECORD_TAKEN_OVER.name())
                || passage.work().run() > 1;
        if (noticed) {
            forgetNotices(store, head.id());
        }
        return Optional.of(new StageResult(NAME, new JsonObject(), null));
    }

    /** Once a delivery is settled nothing may fail it any more: notices that stay are purged with time. */
    static void forgetNotices(Store store, UUID delivery) {
        try {
            store.forgetNotices(delivery);
        } catch (Fault e) {
            LOG.atWarn()
                    .addKeyValue("deliveryId", delivery)
                    .addKeyValue("fault", DeliveryRun.reason(e))
                    .log("the notices of a settled delivery were not deleted");
        }
    }

    /** State of a delivery whose good records are in the store. */
    static State stateOf(long rejected) {
        return rejected == 0 ? State.STORED : State.PARTLY_STORED;
    }

    private Outcome stored(Passage passage, JsonObject check) {
        UUID delivery = passage.head().id();
        // What this delivery did, in whichever run: an earlier one may have been held after its batches.
        DeliverySum sum = store.sumOfRuns(delivery);
        if (sum.stale() + sum.takenOver() > 0) {
            tell(passage);
        }
        Map<String, Long> rules = new TreeMap<>(CheckStage.rules(check.getJsonObject("rules")));
        note(rules, NativeRule.RECORD_STALE, sum.stale());
        note(rules, NativeRule.RECORD_TAKEN_OVER, sum.takenOver());
        Long kept = passage.result(StoreStage.NAME).result().getLong("kept", 0L);
        note(rules, NativeRule.RULE_GROUP_KEPT, kept);
        long received = check.getLong("received");
        long rejected = check.getLong("rejected");
        Counts counts = new Counts(
                received, sum.stored(), sum.unchanged(), rejected, check.getLong("duplicate"), sum.stale(), 0, 0);
        Positions positions =
                sum.firstPosition() == 0 ? null : new Positions(sum.epoch(), sum.firstPosition(), sum.lastPosition());
        return new Outcome(stateOf(rejected), counts, sum.removed(), null, rules, positions, null, now());
    }

    /** What the store has noted of records, as violations; told anew when a crash repeats the stage. */
    private void tell(Passage passage) {
        UUID delivery = passage.head().id();
        Worker.await(ledger.clearViolations(
                passage.work(), List.of(NativeRule.RECORD_STALE.name(), NativeRule.RECORD_TAKEN_OVER.name())));
        tell(passage, store.notices(delivery, Notice.Kind.STALE, Store.NOTICES_MAX), NativeRule.RECORD_STALE);
        tell(passage, store.notices(delivery, Notice.Kind.TAKEN_OVER, Store.NOTICES_MAX), NativeRule.RECORD_TAKEN_OVER);
    }

    private void tell(Passage passage, List<Notice> notices, NativeRule rule) {
        for (int from = 0; from < notices.size(); from += CheckStage.VIOLATIONS_A_CALL_MAX) {
            int to = Math.min(notices.size(), from + CheckStage.VIOLATIONS_A_CALL_MAX);
            Worker.await(ledger.addViolations(
                    passage.work(),
                    notices.subList(from, to).stream()
                            .map(n -> rule.at(n.record(), n.line()))
                            .toList()));
        }
    }

    private static void note(Map<String, Long> rules, NativeRule rule, long count) {
        if (count > 0) {
            rules.put(rule.name(), count);
        }
    }

    private static JsonObject rules(Map<String, Long> counts) {
        JsonObject rules = new JsonObject();
        new TreeMap<>(counts).forEach(rules::put);
        return rules;
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
