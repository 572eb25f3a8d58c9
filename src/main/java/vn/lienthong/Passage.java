package vn.lienthong;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.ledger.Ledger.Progress;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.ledger.Ledger.Work;

/**
 * One pass of a delivery through the process route: the claimed work and the stage results known so far. For
 * one thread, the worker's.
 */
final class Passage {
    private final Work work;
    private final DeliveryProcess.Lease lease;
    private final Map<String, StageResult> done = new HashMap<>();
    private boolean yielded;
    private @Nullable Progress progress;

    Passage(Work work, DeliveryProcess.Lease lease) {
        this.work = work;
        this.lease = lease;
        work.done().forEach(r -> done.put(r.stage(), r));
    }

    Work work() {
        return work;
    }

    /** The claim on the delivery: long stages look at it again and again. */
    DeliveryProcess.Lease lease() {
        return lease;
    }

    Delivery head() {
        return work.head();
    }

    /** Whether a stage has its durable result; refusing settles, so it has that of settle. */
    boolean has(String stage) {
        return done.containsKey(stage) || (stage.equals(RefuseStage.NAME) && done.containsKey(SettleStage.NAME));
    }

    void add(StageResult result) {
        done.put(result.stage(), result);
    }

    @Nullable
    StageResult find(String stage) {
        return done.get(stage);
    }

    /** The result of a stage that the route has passed; its absence is a mistake in the route file. */
    StageResult result(String stage) {
        StageResult result = find(stage);
        if (result == null) {
            throw new Fault("the route asks for the result of stage " + stage + ", which it has not passed");
        }
        return result;
    }

    /** Why the delivery goes no further, by the first stage that refused it, or null. */
    @Nullable
    Refusal refusal() {
        for (String stage : new String[] {"verify", "check"}) {
            StageResult result = find(stage);
            if (result != null && result.result().containsKey("refusal")) {
                return new Refusal(
                        RefusalCode.valueOf(result.result().getString("refusal")),
                        result.result().getLong("refusal_record", 0L));
            }
        }
        return null;
    }

    /** What a stage has come to know of the records, to be noted with its result. */
    void progress(Progress known) {
        progress = known;
    }

    /** Hands it out once: what settling says later must not be overwritten by what was known before. */
    @Nullable
    Progress takeProgress() {
        Progress known = progress;
        progress = null;
        return known;
    }

    /** The lane is not ours yet: the delivery goes back to the ledger and comes again. */
    void yieldLane() {
        yielded = true;
    }

    boolean yielded() {
        return yielded;
    }
}
