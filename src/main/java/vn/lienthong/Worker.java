package vn.lienthong;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Fault;
import vn.lienthong.ledger.Ledger;

/**
 * Takes work from the ledger at its own pace: claims while a slot is free, runs each delivery on a thread of its own,
 * and lets {@link DeliveryRun} keep the lease and tell the ledger how it ended.
 *
 * <pre>
 * pausing --wake, timer, a run ended--> claiming --work--> a run in a slot, and claiming again
 *    ^                                     |
 *    +--------------- nothing -------------+   the pause doubles from idlePauseMs to idlePauseMsMax
 * </pre>
 *
 * All its state changes on one event loop; only the deliveries themselves run elsewhere.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    /** Longest wait of {@link #await}; what rooms do has shorter deadlines of its own. */
    private static final Duration AWAIT_MAX = Duration.ofMinutes(10);

    private static final int RENEWALS_PER_LEASE = 3;

    private final Vertx vertx;
    private final Context home;
    private final Ledger ledger;
    private final DeliveryProcess process;
    private final Settings settings;
    private final ThreadPoolExecutor threads;

    private final Set<DeliveryRun> runs = new HashSet<>();
    private boolean started;
    private boolean claiming;
    private boolean wokenWhileClaiming;
    private long pauseMs;
    private @Nullable Long timer;
    private @Nullable Promise<Void> stopping;

    private final AtomicInteger running = new AtomicInteger();
    private final Map<DeliveryRun.End, LongAdder> ends = new EnumMap<>(DeliveryRun.End.class);
    private volatile @Nullable String lastFault;

    /**
     * @param owner names this process in the ledger, and no other that was or will be
     * @param runningMax deliveries at a time
     * @param lease how long the ledger waits for a sign of life before another worker may take a delivery over
     * @param attemptsMax attempts, or deaths of the process in a row, before a delivery is held
     * @param runMax how long one run may take; the next one goes on at the first stage without a result
     * @param idlePauseMs first pause when there is nothing to do
     * @param idlePauseMsMax longest pause; what another process took into custody waits at most this long
     * @param stopMsMax how long {@link #stop()} lets deliveries come to an end before it gives them back
     */
    public record Settings(
            String owner,
            int runningMax,
            Duration lease,
            int attemptsMax,
            Duration runMax,
            long idlePauseMs,
            long idlePauseMsMax,
            long stopMsMax) {
        /** Longest wait for the ledger when a run has ended. */
        private static final long TELL_MS_MAX = 10_000;

        public Settings {
            if (runningMax < 1 || attemptsMax < 1 || idlePauseMs < 1 || idlePauseMsMax < idlePauseMs || stopMsMax < 1) {
                throw new IllegalArgumentException("a worker needs positive bounds");
            }
            if (lease.toMillis() < RENEWALS_PER_LEASE) {
                throw new IllegalArgumentException("a lease must be long enough to be renewed");
            }
        }

        /** For one gateway process with this many deliveries at a time. */
        public static Settings of(String owner, int runningMax) {
            return new Settings(owner, runningMax, Duration.ofSeconds(15), 5, Duration.ofHours(6), 100, 2_000, 10_000);
        }

        long renewEveryMs() {
            return lease.toMillis() / RENEWALS_PER_LEASE;
        }

        long tellMsMax() {
            return TELL_MS_MAX;
        }
    }

    /**
     * What the worker has done since it started.
     *
     * @param running deliveries under way now
     * @param yielded runs that ended because the lane's turn had not come, or the gateway stopped
     * @param lost runs whose lease somebody else took
     * @param lastFault of a delivery or of the ledger, without any value of a record; null = none so far
     */
    public record Tally(int running, long finished, long yielded, long lost, long faults, @Nullable String lastFault) {}

    public Worker(Vertx vertx, Ledger ledger, DeliveryProcess process, Settings settings) {
        this.vertx = vertx;
        this.home = vertx.getOrCreateContext();
        this.ledger = ledger;
        this.process = process;
        this.settings = settings;
        this.pauseMs = settings.idlePauseMs();
        for (DeliveryRun.End end : DeliveryRun.End.values()) {
            ends.put(end, new LongAdder());
        }
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                settings.runningMax(),
                settings.runningMax(),
                1,
                TimeUnit.MINUTES,
                // A run may be over for the worker a moment before its thread is free.
                new LinkedBlockingQueue<>(settings.runningMax()),
                task -> {
                    Thread thread = new Thread(task, "delivery-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** Begins to claim. */
    public void start() {
        home.runOnContext(v -> {
            started = true;
            claim();
        });
    }

    /** There may be new work: look now. Cheap, from any thread, at any time. */
    public void wake() {
        home.runOnContext(v -> {
            pauseMs = settings.idlePauseMs();
            wokenWhileClaiming = claiming;
            claim();
        });
    }

    public Tally tally() {
        return new Tally(
                running.get(),
                count(DeliveryRun.End.FINISHED),
                count(DeliveryRun.End.YIELDED),
                count(DeliveryRun.End.LOST),
                count(DeliveryRun.End.FAULT),
                lastFault);
    }

    private long count(DeliveryRun.End end) {
        return Optional.ofNullable(ends.get(end)).map(LongAdder::sum).orElse(0L);
    }

    /**
     * Claims nothing more, asks running deliveries to stop and waits for them at most {@code stopMsMax}; what still
     * runs then is interrupted and given back. Completes when the ledger has been told.
     */
    public Future<Void> stop() {
        Promise<Void> stopped = Promise.promise();
        home.runOnContext(v -> {
            if (stopping != null) {
                stopping.future().onComplete(stopped);
                return;
            }
            stopping = stopped;
            cancelPause();
            List.copyOf(runs).forEach(DeliveryRun::stop);
            timer = vertx.setTimer(settings.stopMsMax(), id -> List.copyOf(runs).forEach(DeliveryRun::abandon));
            completeStop();
        });
        return stopped.future();
    }

    private void completeStop() {
        if (stopping != null && runs.isEmpty() && !claiming) {
            cancelPause();
            List<Runnable> unused = threads.shutdownNow();
            boolean first = stopping.tryComplete();
            if (first) {
                LOG.info("the worker has stopped");
            }
        }
    }

    private void claim() {
        if (!started || stopping != null || claiming || runs.size() >= settings.runningMax()) {
            return;
        }
        cancelPause();
        claiming = true;
        wokenWhileClaiming = false;
        ledger.claim(settings.owner(), settings.lease(), settings.attemptsMax())
                .onComplete(claimed -> home.runOnContext(v -> afterClaim(claimed)));
    }

    private void afterClaim(AsyncResult<Optional<Ledger.Work>> claimed) {
        claiming = false;
        if (claimed.failed()) {
            String fault = DeliveryRun.reason(claimed.cause());
            lastFault = fault;
            LOG.atWarn().addKeyValue("fault", fault).log("no work could be claimed");
        }
        Optional<Ledger.Work> work = claimed.succeeded() ? claimed.result() : Optional.empty();
        if (work.isPresent()) {
            pauseMs = settings.idlePauseMs();
            run(work.get());
            claim();
        } else if (stopping != null) {
            completeStop();
        } else if (wokenWhileClaiming && claimed.succeeded()) {
            claim();
        } else {
            timer = vertx.setTimer(pauseMs, id -> home.runOnContext(v -> claim()));
            pauseMs = Math.min(2 * pauseMs, settings.idlePauseMsMax());
        }
    }

    private void run(Ledger.Work work) {
        DeliveryRun run = new DeliveryRun(vertx, ledger, settings, work);
        boolean unused = runs.add(run);
        var count = running.incrementAndGet();
        LOG.atDebug()
                .addKeyValue("deliveryId", work.head().id())
                .addKeyValue("running", count)
                .log("a delivery is claimed");
        if (stopping != null) {
            run.stop();
        }
        run.start(threads, process).onComplete(end -> home.runOnContext(v -> afterRun(run, end.result())));
    }

    private void afterRun(DeliveryRun run, DeliveryRun.End end) {
        boolean unused = runs.remove(run);
        var left = running.decrementAndGet();
        LOG.atDebug().addKeyValue("running", left).addKeyValue("end", end).log("a run has ended");
        Optional.ofNullable(ends.get(end)).ifPresent(LongAdder::increment);
        String fault = run.fault();
        if (fault != null) {
            lastFault = fault;
        }
        completeStop();
        // Its end may have called the next one of its lane.
        pauseMs = settings.idlePauseMs();
        claim();
    }

    private void cancelPause() {
        if (timer != null) {
            boolean unused = vertx.cancelTimer(timer);
            timer = null;
        }
    }

    /**
     * Waits for an answer on a thread of the worker: how a stage, which blocks, asks a room that is reactive. Fails
     * with the fault of the answer itself.
     */
    public static <T> T await(Future<T> answer) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait");
        }
        try {
            return answer.toCompletionStage().toCompletableFuture().get(AWAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new Fault("a stage's question failed", e.getCause());
        } catch (TimeoutException e) {
            throw new Fault("a stage's question had no answer within " + AWAIT_MAX, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeliveryProcess.Stopped();
        }
    }
}
