package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callers that wait for a delivery to settle. This process tells them at once; what another process settles is found by
 * one look at all of them together, every {@link #LOOK_EVERY_MS}. No connection is held in between.
 */
final class Waiters {
    /** Callers that wait; the next one gets its answer at once. */
    static final int WAITING_MAX = 10_000;
    /** How soon the work of another process is seen. */
    static final long LOOK_EVERY_MS = 1_000;
    /** Longest wait, whatever the caller asks. */
    static final long WAIT_MS_MAX = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

    private final Vertx vertx;
    private final Inquiries inquiries;
    private final Map<UUID, List<Promise<Boolean>>> waiting = new HashMap<>();
    private int count;
    private boolean looking;
    private boolean closed;

    Waiters(Vertx vertx, Inquiries inquiries) {
        this.vertx = vertx;
        this.inquiries = inquiries;
    }

    Future<Boolean> await(UUID delivery, long timeoutMs) {
        Promise<Boolean> told = Promise.promise();
        // Registered before the first look, so that nothing settles unseen in between.
        boolean waits = timeoutMs > 0 && register(delivery, told);
        return inquiries
                .settled(Set.of(delivery))
                .onFailure(e -> leave(delivery, told))
                .compose(settled -> {
                    if (!settled.isEmpty() || !waits) {
                        leave(delivery, told);
                        return Future.succeededFuture(!settled.isEmpty());
                    }
                    long timer = vertx.setTimer(Math.min(timeoutMs, WAIT_MS_MAX), id -> told.tryComplete(false));
                    return told.future().onComplete(done -> {
                        vertx.cancelTimer(timer);
                        leave(delivery, told);
                    });
                });
    }

    private synchronized boolean register(UUID delivery, Promise<Boolean> told) {
        if (closed || count >= WAITING_MAX) {
            return false;
        }
        count++;
        waiting.computeIfAbsent(delivery, id -> new ArrayList<>()).add(told);
        if (!looking) {
            looking = true;
            vertx.setTimer(LOOK_EVERY_MS, id -> look());
        }
        return true;
    }

    private synchronized void leave(UUID delivery, Promise<Boolean> told) {
        List<Promise<Boolean>> same = waiting.get(delivery);
        if (same != null && same.remove(told)) {
            count--;
            if (same.isEmpty()) {
                waiting.remove(delivery);
            }
        }
    }

    /** The delivery has settled. */
    void tell(UUID delivery) {
        List<Promise<Boolean>> told;
        synchronized (this) {
            told = List.copyOf(waiting.getOrDefault(delivery, List.of()));
        }
        told.forEach(promise -> promise.tryComplete(true));
    }

    private void look() {
        Set<UUID> asked;
        synchronized (this) {
            if (waiting.isEmpty() || closed) {
                looking = false;
                return;
            }
            asked = new HashSet<>(waiting.keySet());
        }
        inquiries.settled(asked).onComplete(answer -> {
            if (answer.succeeded()) {
                answer.result().forEach(this::tell);
            } else {
                LOG.debug("the look at settled deliveries failed; the next one follows", answer.cause());
            }
            vertx.setTimer(LOOK_EVERY_MS, id -> look());
        });
    }

    /** Sends everybody home. */
    void close() {
        List<Promise<Boolean>> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            waiting.values().forEach(all::addAll);
        }
        all.forEach(promise -> promise.tryComplete(false));
    }
}
