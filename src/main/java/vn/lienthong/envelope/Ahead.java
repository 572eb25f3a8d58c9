package vn.lienthong.envelope;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import vn.lienthong.delivery.Fault;

/**
 * Work done ahead on spare cores, its results taken in order. Whoever takes helps first: a task that no spare thread
 * has begun runs in the taker's thread, so nothing ever waits for a queue, and with no spare core all is as if called
 * directly.
 *
 * <p>One instance belongs to one thread; {@link #SPARE_THREADS} daemon threads are shared by all.
 */
final class Ahead<T> {
    private static final int SPARE_THREADS_MAX = 4;
    private static final int SPARE_THREADS =
            Math.max(1, Math.min(SPARE_THREADS_MAX, Runtime.getRuntime().availableProcessors() - 1));
    private static final int QUEUED_TASKS_MAX = 16;
    private static final int IDLE_SECONDS = 30;

    private static final ThreadPoolExecutor SPARE = spareThreads();

    private final ArrayDeque<FutureTask<T>> pending = new ArrayDeque<>();

    /** Offers the task to a spare thread; when all are busy it waits for {@link #take}. */
    void submit(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        pending.add(task);
        SPARE.execute(task);
    }

    /** Keeps the task for {@link #take}: for work too small to wake a thread for. */
    void keep(Callable<T> work) {
        pending.add(new FutureTask<>(work));
    }

    int size() {
        return pending.size();
    }

    /** The result of the oldest task. */
    T take() throws IOException {
        FutureTask<T> oldest = pending.remove();
        oldest.run();
        for (FutureTask<T> next : pending) {
            if (oldest.isDone()) {
                break;
            }
            next.run();
        }
        try {
            return oldest.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new Fault("work ahead failed", e.getCause());
        }
    }

    /** Gives up what has not begun; what has begun ends by itself, unseen. */
    void stop() {
        for (FutureTask<T> task : pending) {
            var unused = task.cancel(false);
        }
        pending.clear();
    }

    private static ThreadPoolExecutor spareThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                SPARE_THREADS,
                SPARE_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED_TASKS_MAX),
                work -> {
                    Thread thread = new Thread(work, "envelope-ahead");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
