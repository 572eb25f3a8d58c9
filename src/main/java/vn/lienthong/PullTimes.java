package vn.lienthong;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * When each route goes to its partner: one timer and {@link #VISITS_MAX} threads for all of them, at most
 * {@link #VISITS_PER_HOST_MAX} at one host, so that a dead host keeps two threads busy and delays nobody else. After a
 * failure a route comes back later and later, with jitter.
 *
 * <pre>
 *            time has come              a place at the host and a thread
 * waiting --------------------> queued -------------------------------> visiting --> waiting
 *    ^ |                           |                                       |
 *    | +---- pause ----> paused <--+----------- pause, after the visit ----+
 *    +------ resume -------+
 * </pre>
 */
final class PullTimes implements AutoCloseable {
    static final int VISITS_MAX = 16;
    static final int VISITS_PER_HOST_MAX = 2;
    static final int ROUTES_MAX = 10_000;
    static final Duration BACK_OFF_MAX = Duration.ofMinutes(15);
    /** First visits are spread, so that a start is no storm. */
    private static final long START_SPACING_MS = 20;

    private static final int DOUBLINGS_MAX = 20;
    private static final double JITTER = 0.2;
    private static final long IDLE_THREAD_S = 30;
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor visitors;
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();
    private final Duration stopTimeout;
    private volatile boolean closing;
    private volatile boolean cut;

    /** What a route does when its time has come. Blocking. */
    @FunctionalInterface
    interface Poll {
        Ended visit();
    }

    /**
     * @param failed come back later than usual
     * @param notBefore the partner asked us to stay away for so long, or null
     */
    record Ended(boolean failed, @Nullable Duration notBefore) {}

    PullTimes() {
        this(STOP_TIMEOUT);
    }

    /** @param stopTimeout how long visits under way may end by themselves, and then have to end once they are cut */
    PullTimes(Duration stopTimeout) {
        this.stopTimeout = stopTimeout;
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "pull-timer"));
        timer.setRemoveOnCancelPolicy(true);
        AtomicInteger number = new AtomicInteger();
        visitors = new ThreadPoolExecutor(
                VISITS_MAX,
                VISITS_MAX,
                IDLE_THREAD_S,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(ROUTES_MAX),
                task -> daemon(task, "pull-" + number.incrementAndGet()));
        visitors.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** A route, resting until {@link Timed#start}. */
    Timed timed(String host, Duration every, Poll poll) {
        return new Timed(hosts.computeIfAbsent(host, h -> new Host()), every, poll);
    }

    /** The pause after so many failures in a row, without jitter. */
    static Duration pause(Duration every, int failures) {
        if (failures < 2) {
            return every;
        }
        Duration longer = every.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        Duration bound = every.compareTo(BACK_OFF_MAX) > 0 ? every : BACK_OFF_MAX;
        return longer.compareTo(bound) > 0 ? bound : longer;
    }

    /** As {@link #close(Runnable)}, when there is nothing to cut. */
    @Override
    public void close() {
        close(() -> {});
    }

    /**
     * Lets visits end for a while, then cuts and interrupts them. Nothing starts any more, not even what is queued.
     *
     * @param connections cuts those of the visits
     */
    void close(Runnable connections) {
        closing = true;
        var unused = timer.shutdownNow();
        visitors.shutdown();
        if (!haveEnded()) {
            cut = true;
            connections.run();
            var unvisited = visitors.shutdownNow();
            boolean unusedToo = haveEnded();
            assert unvisited != null || unusedToo;
        }
    }

    private boolean haveEnded() {
        try {
            return visitors.awaitTermination(stopTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** True when visits that are still under way fail because we stop: nobody is to blame. */
    boolean isCut() {
        return cut;
    }

    /** Places at one machine; who finds none waits in line. */
    private final class Host {
        private final Queue<Timed> line = new ArrayDeque<>();
        private int visiting;

        synchronized void enter(Timed route) {
            if (visiting < VISITS_PER_HOST_MAX) {
                begin(route);
            } else {
                line.add(route);
            }
        }

        synchronized void leave() {
            visiting--;
            Timed next = line.poll();
            if (next != null) {
                begin(next);
            }
        }

        private void begin(Timed route) {
            visiting++;
            try {
                visitors.execute(route::visit);
            } catch (RejectedExecutionException e) {
                // The gateway stops.
                visiting--;
            }
        }
    }

    /** One route's place in time. For any thread. */
    final class Timed {
        private final Host host;
        private final Duration every;
        private final Poll poll;
        private @Nullable Future<?> next;
        private boolean queuedOrVisiting;
        private boolean paused;
        private boolean stopped;
        private boolean again;
        private boolean ordered;
        private int failures;

        private Timed(Host host, Duration every, Poll poll) {
            this.host = host;
            this.every = every;
            this.poll = poll;
        }

        synchronized void start(boolean restingAtFirst) {
            paused = restingAtFirst;
            schedule(Duration.ofMillis(START_SPACING_MS * started.getAndIncrement()));
        }

        synchronized void pause() {
            paused = true;
            cancel();
        }

        synchronized void resume() {
            if (paused) {
                paused = false;
                schedule(Duration.ZERO);
            }
        }

        /** Goes now, or once more when it is there already. Also while it is paused: once. */
        synchronized void pollNow() {
            if (queuedOrVisiting) {
                again = true;
            } else {
                cancel();
                ordered = true;
                enter();
            }
        }

        synchronized void stop() {
            stopped = true;
            cancel();
        }

        private void schedule(Duration delay) {
            if (!paused && !stopped && !queuedOrVisiting && !timer.isShutdown()) {
                cancel();
                next = timer.schedule(this::due, delay.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private synchronized void due() {
            if (!paused && !queuedOrVisiting) {
                enter();
            }
        }

        private void enter() {
            if (!stopped) {
                queuedOrVisiting = true;
                host.enter(this);
            }
        }

        private void visit() {
            Ended ended = new Ended(true, null);
            try {
                ended = mayBegin() ? poll.visit() : null;
            } finally {
                host.leave();
                after(ended);
            }
        }

        /** Much may have been ordered while it was queued. */
        private synchronized boolean mayBegin() {
            boolean may = !closing && !stopped && (!paused || ordered);
            ordered = false;
            return may;
        }

        /** @param ended null when there was no visit */
        private synchronized void after(@Nullable Ended ended) {
            queuedOrVisiting = false;
            failures = ended == null ? failures : ended.failed() ? failures + 1 : 0;
            if (again) {
                again = false;
                ordered = true;
                enter();
                return;
            }
            if (ended == null) {
                schedule(Duration.ZERO);
                return;
            }
            double jitter =
                    1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
            Duration delay =
                    Duration.ofMillis((long) (PullTimes.pause(every, failures).toMillis() * jitter));
            Duration notBefore = ended.notBefore();
            schedule(notBefore != null && notBefore.compareTo(delay) > 0 ? notBefore : delay);
        }

        private void cancel() {
            if (next != null) {
                boolean unused = next.cancel(false);
                next = null;
            }
        }
    }
}
