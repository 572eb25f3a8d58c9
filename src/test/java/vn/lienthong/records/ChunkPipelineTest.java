package vn.lienthong.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vn.lienthong.delivery.Refusal;

@Timeout(30)
class ChunkPipelineTest {
    private static final int CHUNKS = 200;
    private static final int LEAVING_MS = 200;
    private final ExecutorService executor = Executors.newFixedThreadPool(4);

    @AfterEach
    void stop() throws InterruptedException {
        executor.shutdownNow();
        assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
    }

    /** Chunks that hold nothing but their number. */
    private static final class Numbers implements ChunkSource {
        private final int last;
        private int number;

        Numbers(int last) {
            this.last = last;
        }

        @Override
        public boolean next(Chunk chunk) throws IOException {
            if (number == last) {
                return false;
            }
            number++;
            chunk.begin(number, number, 0);
            chunk.addRow(0, 0, 0, 0);
            chunk.endRecord();
            return true;
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }
    }

    private static List<Integer> squares(ChunkPipeline pipeline, int chunks) throws Exception {
        List<Integer> delivered = new ArrayList<>();
        pipeline.run(
                new Numbers(chunks),
                () -> (chunk, result) -> result[0] = chunk.number() * chunk.number(),
                () -> new int[1],
                (chunk, result) -> delivered.add(result[0]));
        return delivered;
    }

    private static List<Integer> expected(int chunks) {
        return IntStream.rangeClosed(1, chunks).map(n -> n * n).boxed().toList();
    }

    @Test
    void deliversInTheOrderOfTheFileAtAnyParallelism() throws Exception {
        for (int parallelism = 1; parallelism <= 4; parallelism++) {
            assertEquals(expected(CHUNKS), squares(new ChunkPipeline(executor, parallelism), CHUNKS));
        }
    }

    @Test
    void endsWhenTheExecutorNeverStartsOrRefusesHelpers() throws Exception {
        assertEquals(expected(CHUNKS), squares(new ChunkPipeline(task -> {}, 3), CHUNKS));
        ChunkPipeline refused = new ChunkPipeline(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                3);
        assertEquals(expected(CHUNKS), squares(refused, CHUNKS));
    }

    @Test
    void worksOnSeveralThreadsAtOnce() throws Exception {
        // Given work that ends only when two threads are at it
        CountDownLatch both = new CountDownLatch(2);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        // When
        new ChunkPipeline(executor, 2)
                .run(
                        new Numbers(2),
                        () -> (chunk, result) -> {
                            threads.add(Thread.currentThread());
                            both.countDown();
                            both.await();
                        },
                        () -> "",
                        (chunk, result) -> true);
        // Then
        assertEquals(2, threads.size());
    }

    @Test
    void holdsNoMoreChunksThanItSays() throws Exception {
        // Given
        AtomicInteger results = new AtomicInteger();
        // When
        new ChunkPipeline(executor, 2)
                .run(
                        new Numbers(CHUNKS),
                        () -> (chunk, result) -> {},
                        results::incrementAndGet,
                        (chunk, result) -> true);
        // Then
        assertTrue(results.get() <= 2 + ChunkPipeline.READ_AHEAD_CHUNKS);
    }

    @Test
    void stopsAtTheFirstFaultAndLeavesNoHelperBehind() {
        for (int parallelism = 1; parallelism <= 3; parallelism++) {
            // Given
            IllegalStateException fault = new IllegalStateException("planted");
            AtomicInteger atWork = new AtomicInteger();
            ChunkPipeline pipeline = new ChunkPipeline(executor, parallelism);
            // When
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> pipeline.run(
                            new Numbers(CHUNKS),
                            () -> (chunk, result) -> {
                                atWork.incrementAndGet();
                                try {
                                    if (chunk.number() == 20) {
                                        throw fault;
                                    }
                                } finally {
                                    atWork.decrementAndGet();
                                }
                            },
                            () -> "",
                            (chunk, result) -> true));
            // Then
            assertSame(fault, thrown);
            assertEquals(0, atWork.get());
        }
    }

    @Test
    void stopsWhenDeliveryHasEnough() throws Exception {
        // Given
        List<Integer> delivered = new ArrayList<>();
        // When
        new ChunkPipeline(executor, 2)
                .run(new Numbers(CHUNKS), () -> (chunk, result) -> {}, () -> "", (chunk, result) -> {
                    delivered.add(chunk.number());
                    return chunk.number() < 3;
                });
        // Then
        assertEquals(List.of(1, 2, 3), delivered);
    }

    @Test
    void stopsBlockedHelpersWhenTheCallerIsInterrupted() throws Exception {
        // Given a caller and a helper that wait for ever
        CountDownLatch atWork = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        List<Throwable> thrown = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                new ChunkPipeline(executor, 2)
                        .run(
                                new Numbers(CHUNKS),
                                () -> (chunk, result) -> {
                                    atWork.countDown();
                                    never.await();
                                },
                                () -> "",
                                (chunk, result) -> true);
            } catch (Exception e) {
                thrown.add(e);
            }
        });
        caller.start();
        atWork.await();
        // When
        caller.interrupt();
        caller.join();
        // Then
        assertInstanceOf(InterruptedException.class, thrown.get(0));
        assertFalse(executor.submit(Thread::interrupted).get(), "the helper's thread keeps no interrupt");
    }

    @Test
    void returnsOnlyWhenNoHelperTouchesAChunkAnyMore() {
        // Given a helper that needs a while to leave when it is interrupted, and a caller that fails meanwhile
        Thread caller = Thread.currentThread();
        CountDownLatch helperAtWork = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        AtomicBoolean left = new AtomicBoolean();
        ChunkPipeline.Work<String> work = (chunk, result) -> {
            if (Thread.currentThread() == caller) {
                helperAtWork.await();
                throw new IllegalStateException("planted");
            }
            helperAtWork.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stop) {
                left.set(!returned.await(LEAVING_MS, TimeUnit.MILLISECONDS));
            }
        };
        // When
        assertThrows(IllegalStateException.class, () -> new ChunkPipeline(executor, 2)
                .run(new Numbers(CHUNKS), () -> work, () -> "", (chunk, result) -> true));
        returned.countDown();
        // Then
        assertTrue(left.get());
    }

    @Test
    void passesOnThatTheSourceCouldNotBeRead() {
        // Given
        ChunkSource broken = new ChunkSource() {
            @Override
            public boolean next(Chunk chunk) throws IOException {
                throw new IOException("disk");
            }

            @Override
            public Optional<Refusal> refusal() {
                return Optional.empty();
            }
        };
        // Then
        assertThrows(IOException.class, () -> new ChunkPipeline(executor, 2)
                .run(broken, () -> (chunk, result) -> {}, () -> "", (chunk, result) -> true));
    }
}
