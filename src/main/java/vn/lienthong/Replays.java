package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.ledger.Interventions;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Done;
import vn.lienthong.ledger.Interventions.Held;
import vn.lienthong.ledger.Interventions.Noted;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.store.Store;
import vn.lienthong.store.Store.DeliverySum;
import vn.lienthong.watch.DeliveryControl;

/**
 * The operator's actions on deliveries. What is held goes back to the queue; a settled delivery is replayed here, one
 * after another, through verify, check and store: it keeps its place in the order of statements, its state and its
 * receipts, so that a replay changes nothing in a store that has everything, and fills one that has not.
 */
final class Replays implements DeliveryControl, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
    /** Replays that wait or run; one more is told to come later. */
    private static final int REPLAYS_MAX = 100;

    private static final int STOP_TIMEOUT_S = 30;
    private static final JsonObject BROKEN_OFF = new JsonObject().put("state", "broken-off");

    private final Interventions interventions;
    private final Stages stages;
    private final Store store;
    private final AtomicInteger places = new AtomicInteger(REPLAYS_MAX);
    private final ThreadPoolExecutor thread;
    /** Ends that the ledger does not know yet: no more than replays that it could note before it was lost. */
    private final ConcurrentMap<UUID, End> untold = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    private record End(UUID delivery, JsonObject result) {}

    /** The stages that a replay goes through. */
    record Stages(VerifyStage verify, CheckStage check, StoreStage store) {}

    Replays(Interventions interventions, Stages stages, Store store) {
        this.interventions = interventions;
        this.stages = stages;
        this.store = store;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(REPLAYS_MAX), task -> {
            Thread made = new Thread(task, "replay");
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public Future<Ordered> order(Action action, UUID delivery, String who) {
        UUID id = Uuid7.next();
        if (action != Action.REPLAY) {
            return interventions
                    .intervene(id, delivery, action, who)
                    .map(done -> new Ordered(id, done.answer(), false));
        }
        if (places.getAndUpdate(free -> Math.max(0, free - 1)) == 0) {
            return Future.succeededFuture(new Ordered(id, Answer.UNDER_WAY, true));
        }
        tellAgain();
        return interventions
                .intervene(id, delivery, action, who)
                .compose(done -> done.answer() == Answer.DONE
                        ? begin(id, delivery, done).map(begun -> new Ordered(id, Answer.DONE, false))
                        : leave(new Ordered(id, done.answer(), false)))
                .onFailure(fault -> {
                    places.incrementAndGet();
                    // It may have been noted: the answer to a commit may be what was lost.
                    end(id, delivery, BROKEN_OFF);
                });
    }

    private Future<Ordered> leave(Ordered ordered) {
        places.incrementAndGet();
        return Future.succeededFuture(ordered);
    }

    private Future<Void> begin(UUID id, UUID delivery, Done done) {
        return interventions.settled(delivery, done).map(replay -> {
            if (replay.isEmpty()) {
                // It was held: the worker has it.
                places.incrementAndGet();
            } else {
                thread.execute(() -> run(id, replay.get()));
            }
            return null;
        });
    }

    private void run(UUID id, Interventions.Replay replay) {
        UUID delivery = replay.work().head().id();
        JsonObject result;
        try {
            result = replayed(replay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = BROKEN_OFF;
        } catch (Exception e) { // whatever it is, the operator must be told
            LOG.atWarn()
                    .addKeyValue("deliveryId", delivery)
                    .addKeyValue("fault", DeliveryRun.reason(e))
                    .log("a replay failed");
            result = new JsonObject().put("state", "failed").put("fault", DeliveryRun.reason(e));
        } finally {
            places.incrementAndGet();
        }
        end(id, delivery, result);
    }

    /** An intervention without an end bars the next replay of its delivery, so it is told again with the next order. */
    private void end(UUID id, UUID delivery, JsonObject result) {
        interventions.end(id, result).onSuccess(noted -> untold.remove(id)).onFailure(e -> {
            untold.put(id, new End(delivery, result));
            LOG.atWarn().addKeyValue("deliveryId", delivery).setCause(e).log("the end of a replay could not be noted");
        });
    }

    private void tellAgain() {
        untold.forEach((id, end) -> end(id, end.delivery, end.result));
    }

    private JsonObject replayed(Interventions.Replay replay) throws IOException, InterruptedException {
        Passage passage = new Passage(replay.work(), () -> !stopping);
        Delivery head = passage.head();
        add(passage, stages.verify().run(passage));
        if (passage.refusal() == null) {
            // The sender has its violations; they are not told again.
            passage.add(stages.check().judge(passage, violations -> {}));
        }
        Refusal refusal = passage.refusal();
        if (refusal != null) {
            return new JsonObject()
                    .put("state", "refused")
                    .put("refusal", refusal.code().name());
        }
        JsonObject check = passage.result(CheckStage.NAME).result();
        JsonObject counts = new JsonObject()
                .put("received", check.getLong("received"))
                .put("rejected", check.getLong("rejected"))
                .put("duplicate", check.getLong("duplicate"));
        if (!replay.stored()) {
            // What its receipt says was not stored is not stored now either.
            return new JsonObject().put("state", "checked").put("counts", counts);
        }
        long kept = stages.store().put(passage, notices -> {});
        DeliverySum sum = store.sum(head.id());
        SettleStage.forgetNotices(store, head.id());
        counts.put("stored", sum.stored()).put("unchanged", sum.unchanged()).put("stale", sum.stale());
        return new JsonObject()
                .put("state", SettleStage.stateOf(check.getLong("rejected")).wire())
                .put("counts", counts)
                .put("removed", sum.removed())
                .put("kept", kept);
    }

    private static void add(Passage passage, Optional<StageResult> result) {
        result.ifPresent(passage::add);
    }

    @Override
    public Future<Optional<Noted>> find(UUID intervention) {
        return interventions.find(intervention);
    }

    @Override
    public Future<List<Held>> held() {
        return interventions.held();
    }

    /** Stops the replay that runs; what waits is broken off. */
    @Override
    public void close() {
        stopping = true;
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                LOG.warn("a replay did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
