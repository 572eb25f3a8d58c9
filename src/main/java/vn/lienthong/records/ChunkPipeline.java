package vn.lienthong.records;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * Works on the chunks of one source on several cores and hands out the results in the order of the file.
 *
 * <pre>
 *   calling thread:  read chunk -> read chunk -> (window full) work or wait -> deliver oldest -> read chunk ...
 *   helpers:                work      work      work      work
 * </pre>
 *
 * The calling thread reads, delivers, and works itself when it would have to wait: so a run ends even when the executor
 * never starts a helper, and {@code parallelism} threads are busy, the caller among them. At most {@code parallelism +}
 * {@link #READ_AHEAD_CHUNKS} chunks are in memory, fewer when very large records fill them. The first fault stops all; {@link #run} returns only when no helper
 * touches a chunk any more.
 */
public final class ChunkPipeline {
    /** Chunks that may lie ready, or wait to be delivered, beyond those being worked on. */
    public static final int READ_AHEAD_CHUNKS = 2;

    private final Executor executor;
    private final int parallelism;

    /** @param parallelism threads that work at a time, the caller included; 1 = the executor is not used */
    public ChunkPipeline(Executor executor, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, not " + parallelism);
        }
        this.executor = executor;
        this.parallelism = parallelism;
    }

    /** What is done with a chunk; one instance is used by one thread at a time. */
    @FunctionalInterface
    public interface Work<R> {
        /** @param result to be filled; was used before */
        void on(Chunk chunk, R result) throws InterruptedException;
    }

    /** Takes the results in the order of the file, on the calling thread. */
    @FunctionalInterface
    public interface Delivery<R> {
        /** @return false = enough, stop the run */
        boolean take(Chunk chunk, R result);
    }

    /**
     * Runs the source to its end. Blocking.
     *
     * @throws IOException when the source could not be read
     * @throws InterruptedException when the calling thread was interrupted
     */
    public <R> void run(ChunkSource source, Supplier<Work<R>> works, Supplier<R> results, Delivery<R> delivery)
            throws IOException, InterruptedException {
        new Run<>(works, results).drive(source, delivery);
    }

    private static final class Slot<R> {
        final Chunk chunk = new Chunk();
        final R result;
        boolean done;

        Slot(R result) {
            this.result = result;
        }
    }

    private final class Run<R> {
        private final Supplier<Work<R>> works;
        private final Supplier<R> results;
        private final int slotsMax = parallelism == 1 ? 1 : parallelism + READ_AHEAD_CHUNKS;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        // All below is guarded by the lock.
        private final ArrayDeque<Slot<R>> free = new ArrayDeque<>();
        private final ArrayDeque<Slot<R>> waiting = new ArrayDeque<>();
        private final ArrayDeque<Slot<R>> inOrder = new ArrayDeque<>();
        private final ArrayDeque<Work<R>> idleWorks = new ArrayDeque<>();
        private final Set<Thread> helping = new HashSet<>();
        private int slots;
        private long bytes;
        private int helpersAsked;
        private boolean stopped;
        private @Nullable Throwable failure;

        Run(Supplier<Work<R>> works, Supplier<R> results) {
            this.works = works;
            this.results = results;
        }

        void drive(ChunkSource source, Delivery<R> delivery) throws IOException, InterruptedException {
            try {
                Work<R> own = works.get();
                boolean more = true;
                while (true) {
                    Slot<R> oldest = oldestDone();
                    if (oldest != null) {
                        if (!delivery.take(oldest.chunk, oldest.result)) {
                            return;
                        }
                        release(oldest);
                        continue;
                    }
                    Slot<R> empty = more ? emptySlot() : null;
                    if (empty != null) {
                        more = source.next(empty.chunk);
                        offer(empty, more);
                    } else if (!workOrWait(own)) {
                        return;
                    }
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the run was interrupted");
                    }
                }
            } finally {
                stop();
            }
        }

        private @Nullable Slot<R> oldestDone() {
            lock.lock();
            try {
                rethrowFailure();
                Slot<R> oldest = inOrder.peekFirst();
                return oldest != null && oldest.done ? inOrder.pollFirst() : null;
            } finally {
                lock.unlock();
            }
        }

        private void release(Slot<R> slot) {
            lock.lock();
            try {
                bytes -= slot.chunk.length;
                free.add(slot);
            } finally {
                lock.unlock();
            }
        }

        private @Nullable Slot<R> emptySlot() {
            lock.lock();
            try {
                if (bytes >= (long) slotsMax * Chunk.BYTES_MAX) {
                    return null;
                }
                Slot<R> slot = free.pollFirst();
                if (slot == null && slots < slotsMax) {
                    slots++;
                    slot = new Slot<>(results.get());
                }
                return slot;
            } finally {
                lock.unlock();
            }
        }

        private void offer(Slot<R> slot, boolean filled) {
            boolean askHelper = false;
            lock.lock();
            try {
                if (!filled) {
                    free.add(slot);
                    return;
                }
                slot.done = false;
                bytes += slot.chunk.length;
                waiting.add(slot);
                inOrder.add(slot);
                if (helpersAsked < parallelism - 1) {
                    helpersAsked++;
                    askHelper = true;
                }
            } finally {
                lock.unlock();
            }
            if (askHelper) {
                askHelper();
            }
        }

        private void askHelper() {
            try {
                executor.execute(this::help);
            } catch (RejectedExecutionException busy) {
                // The caller does the work itself, and asks again with the next chunk.
                lock.lock();
                try {
                    helpersAsked--;
                } finally {
                    lock.unlock();
                }
            }
        }

        /** @return false when nothing is left at all */
        private boolean workOrWait(Work<R> own) throws InterruptedException {
            Slot<R> slot;
            lock.lock();
            try {
                if (inOrder.isEmpty()) {
                    return false;
                }
                slot = waiting.pollFirst();
                while (slot == null && failure == null && !inOrder.getFirst().done) {
                    changed.await();
                }
            } finally {
                lock.unlock();
            }
            if (slot != null) {
                own.on(slot.chunk, slot.result);
                finish(slot);
            }
            return true;
        }

        private void finish(Slot<R> slot) {
            lock.lock();
            try {
                slot.done = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void help() {
            Work<R> work = null;
            try {
                Slot<R> slot;
                while ((slot = nextOrLeave(work)) != null) {
                    if (work == null) {
                        work = idleOrNewWork();
                    }
                    work.on(slot.chunk, slot.result);
                    finish(slot);
                }
            } catch (Throwable t) {
                fail(t);
            }
        }

        private Work<R> idleOrNewWork() {
            lock.lock();
            try {
                Work<R> idle = idleWorks.pollFirst();
                return idle != null ? idle : works.get();
            } finally {
                lock.unlock();
            }
        }

        private @Nullable Slot<R> nextOrLeave(@Nullable Work<R> work) {
            lock.lock();
            try {
                Slot<R> slot = stopped ? null : waiting.pollFirst();
                if (slot != null) {
                    helping.add(Thread.currentThread());
                    return slot;
                }
                if (work != null) {
                    idleWorks.add(work);
                }
                leave();
                return null;
            } finally {
                lock.unlock();
            }
        }

        private void fail(Throwable t) {
            lock.lock();
            try {
                if (failure == null && !stopped) {
                    failure = t;
                }
                leave();
            } finally {
                lock.unlock();
            }
        }

        private void leave() {
            helpersAsked--;
            if (helping.remove(Thread.currentThread()) && stopped) {
                // The interrupt was ours; the executor's thread must not keep it.
                var unused = Thread.interrupted();
            }
            changed.signalAll();
        }

        private void rethrowFailure() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure != null) {
                throw new Fault("work on a chunk failed", failure);
            }
        }

        private void stop() {
            boolean interrupted = false;
            lock.lock();
            try {
                stopped = true;
                waiting.clear();
                helping.forEach(Thread::interrupt);
                while (!helping.isEmpty()) {
                    try {
                        changed.await();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                free.clear();
                inOrder.clear();
                idleWorks.clear();
            } finally {
                lock.unlock();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
