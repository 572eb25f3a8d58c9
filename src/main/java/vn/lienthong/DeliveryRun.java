package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.DeliveryProcess.Outcome;
import vn.lienthong.delivery.Fault;
import vn.lienthong.ledger.LeaseLost;
import vn.lienthong.ledger.Ledger;

/**
 * One claimed delivery under way: keeps its lease alive, and tells the ledger how it ended.
 *
 * <pre>
 * FINISHED            -> nothing, the ledger knows from the last stage
 * YIELDED, or stopped -> giveBack
 * lease lost          -> nothing, it is somebody else's
 * any other failure   -> retryLater
 * </pre>
 */
final class DeliveryRun implements DeliveryProcess.Lease {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);

    /** How a run ended, for the counters. */
    enum End {
        FINISHED,
        YIELDED,
        LOST,
        FAULT
    }

    private final Vertx vertx;
    private final Ledger ledger;
    private final Worker.Settings settings;
    private final Ledger.Work work;
    private final Promise<End> ended = Promise.promise();
    private final long begunNs = System.nanoTime();
    private volatile long renewedNs = begunNs;
    private volatile boolean lost;
    private volatile boolean stopped;
    private volatile @Nullable String fault;
    private @Nullable Thread thread;

    DeliveryRun(Vertx vertx, Ledger ledger, Worker.Settings settings, Ledger.Work work) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.settings = settings;
        this.work = work;
    }

    /** Runs the process on one of these threads. Completes when the ledger has been told. */
    Future<End> start(Executor threads, DeliveryProcess process) {
        long renewal = vertx.setPeriodic(settings.renewEveryMs(), id -> renew());
        Promise<Outcome> outcome = Promise.promise();
        try {
            threads.execute(() -> runHere(process, outcome));
        } catch (RejectedExecutionException e) {
            outcome.fail(new Fault("no thread is free for a delivery", e));
        }
        outcome.future().onComplete(came -> {
            vertx.cancelTimer(renewal);
            end(came.succeeded() ? came.result() : null, came.cause());
        });
        return ended.future();
    }

    private void runHere(DeliveryProcess process, Promise<Outcome> outcome) {
        synchronized (this) {
            thread = Thread.currentThread();
        }
        try {
            process.run(work, this).onComplete(outcome);
        } catch (Throwable e) {
            // Errors too: a delivery that runs out of memory must not take the worker with it.
            outcome.fail(e);
        } finally {
            synchronized (this) {
                thread = null;
                boolean unused = Thread.interrupted();
            }
        }
    }

    @Override
    public boolean isHeld() {
        return !lost && !stopped;
    }

    private void renew() {
        long now = System.nanoTime();
        if (now - begunNs > settings.runMax().toNanos() && !lost) {
            // Not renewed any more, so the ledger lets another worker try.
            lost = true;
            fault = "took longer than " + settings.runMax();
            interrupt();
        }
        if (lost) {
            return;
        }
        ledger.renew(work, settings.lease()).onComplete(renewed -> {
            if (renewed.succeeded()) {
                renewedNs = now;
            } else if (renewed.cause() instanceof LeaseLost
                    || System.nanoTime() - renewedNs > settings.lease().toNanos()) {
                lost = true;
            }
        });
    }

    /** Asks the process to stop; it sees so at its next look at the lease. */
    void stop() {
        stopped = true;
    }

    /** Waits for the process no longer: gives the delivery back and interrupts the thread. */
    void abandon() {
        stopped = true;
        interrupt();
        tell(ledger.giveBack(work), End.YIELDED);
    }

    private synchronized void interrupt() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void end(@Nullable Outcome outcome, @Nullable Throwable failure) {
        if (outcome == Outcome.FINISHED) {
            boolean unused = ended.tryComplete(End.FINISHED);
        } else if (outcome == Outcome.YIELDED) {
            tell(ledger.giveBack(work), End.YIELDED);
        } else if (failure instanceof LeaseLost || (lost && fault == null)) {
            LOG.atInfo().addKeyValue("deliveryId", work.head().id()).log("the lease was lost, the work is dropped");
            boolean unused = ended.tryComplete(End.LOST);
        } else if (stopped) {
            tell(ledger.giveBack(work), End.YIELDED);
        } else {
            retryLater(failure);
        }
    }

    private void retryLater(@Nullable Throwable failure) {
        Throwable root = unwrapped(failure);
        String told = fault;
        String reason = told != null ? told : reason(root);
        fault = reason;
        LOG.atWarn()
                .addKeyValue("deliveryId", work.head().id())
                .addKeyValue("partner", work.head().lane().partner())
                .addKeyValue("feed", work.head().lane().feed())
                .addKeyValue("attempt", work.attempts())
                .addKeyValue("fault", reason)
                .addKeyValue("at", place(root))
                .log("a delivery failed and is tried again later");
        tell(ledger.retryLater(work, reason, settings.attemptsMax()), End.FAULT);
    }

    /** Whatever the ledger answers, the run is over: a lease that could not be given back ends by itself. */
    private void tell(Future<Void> told, End end) {
        told.timeout(settings.tellMsMax(), TimeUnit.MILLISECONDS).onComplete(answer -> {
            if (answer.failed() && !(answer.cause() instanceof LeaseLost)) {
                LOG.atWarn()
                        .addKeyValue("deliveryId", work.head().id())
                        .addKeyValue("fault", reason(unwrapped(answer.cause())))
                        .log("the ledger could not be told; the lease ends by itself");
            }
            boolean unused = ended.tryComplete(end);
        });
    }

    /** What went wrong, when something did. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Our own faults speak free of values; of any other exception only the name is safe to tell. */
    static String reason(@Nullable Throwable e) {
        if (e == null) {
            return "unknown";
        }
        String name = e.getClass().getSimpleName();
        return e instanceof Fault ? name + ": " + e.getMessage() : name;
    }

    private static @Nullable Throwable unwrapped(@Nullable Throwable e) {
        Throwable at = e;
        while ((at instanceof CompletionException || at instanceof ExecutionException) && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String place(@Nullable Throwable e) {
        return e == null || e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0].toString();
    }
}
