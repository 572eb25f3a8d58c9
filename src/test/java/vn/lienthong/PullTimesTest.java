package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who goes when, and who waits for whom. */
class PullTimesTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final PullTimes.Ended WELL = new PullTimes.Ended(false, null);
    private static final long WAIT_S = 30;

    private final PullTimes times = new PullTimes();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        times.close();
    }

    private PullTimes.Ended hang() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return WELL;
    }

    private static void await(Semaphore visits, int number) throws InterruptedException {
        assertTrue(visits.tryAcquire(number, WAIT_S, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        "60, 0, 60",
        "60, 1, 60",
        "60, 2, 120",
        "60, 3, 240",
        "60, 5, 900",
        "60, 1000000, 900",
        "3600, 9, 3600",
        "1, 100, 900",
    })
    void comesBackLaterAndLaterButNotForEver(long everyS, int failures, long pauseS) {
        assertEquals(Duration.ofSeconds(pauseS), PullTimes.pause(Duration.ofSeconds(everyS), failures));
    }

    @Test
    void letsADeadHostDelayNobodyElse() throws InterruptedException {
        // Given
        Semaphore visited = new Semaphore(0);
        AtomicInteger hanging = new AtomicInteger();
        for (int i = 0; i < 3 * PullTimes.VISITS_MAX; i++) {
            times.timed("dead", LONG, () -> {
                        hanging.incrementAndGet();
                        return hang();
                    })
                    .start(false);
        }
        // When
        for (int i = 0; i < 50; i++) {
            times.timed("alive-" + i, LONG, () -> {
                        visited.release();
                        return WELL;
                    })
                    .start(false);
        }
        // Then
        await(visited, 50);
        assertEquals(PullTimes.VISITS_PER_HOST_MAX, hanging.get());
    }

    @Test
    void cutsAVisitThatDoesNotEndByItself() throws InterruptedException {
        // Given
        PullTimes impatient = new PullTimes(Duration.ofMillis(100));
        Semaphore visiting = new Semaphore(0);
        Semaphore connected = new Semaphore(0);
        Semaphore ended = new Semaphore(0);
        impatient
                .timed("stalled", LONG, () -> {
                    visiting.release();
                    connected.acquireUninterruptibly();
                    ended.release();
                    return WELL;
                })
                .start(false);
        await(visiting, 1);
        // When
        impatient.close(connected::release);
        // Then
        assertTrue(impatient.isCut());
        await(ended, 1);
    }

    @Test
    void visitsEveryRouteOfAHostThatIsBusy() throws InterruptedException {
        // Given
        Semaphore visited = new Semaphore(0);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // When
        for (int i = 0; i < 40; i++) {
            times.timed("one", LONG, () -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        now.decrementAndGet();
                        visited.release();
                        return WELL;
                    })
                    .start(false);
        }
        // Then
        await(visited, 40);
        assertTrue(most.get() <= PullTimes.VISITS_PER_HOST_MAX);
    }

    @Test
    void goesAgainAfterAFailureOfOurs() throws InterruptedException {
        Semaphore visited = new Semaphore(0);
        times.timed("host", Duration.ofMillis(1), () -> {
                    visited.release();
                    throw new IllegalStateException("a visit that breaks");
                })
                .start(false);
        await(visited, 3);
    }

    @Test
    void restsWhileItIsPausedAndGoesWhenItIsAsked() throws InterruptedException {
        // Given
        Semaphore visited = new Semaphore(0);
        PullTimes.Timed route = times.timed("host", Duration.ofMillis(1), () -> {
            visited.release();
            return WELL;
        });
        route.start(true);
        // When
        route.pollNow();
        await(visited, 1);
        // Then
        Semaphore other = new Semaphore(0);
        times.timed("other", LONG, () -> {
                    other.release();
                    return WELL;
                })
                .start(false);
        await(other, 1);
        assertFalse(visited.tryAcquire());
        route.resume();
        await(visited, 2);
    }

    @Test
    void goesOnceMoreWhenItIsAskedDuringAVisit() throws InterruptedException {
        // Given
        Semaphore begun = new Semaphore(0);
        PullTimes.Timed route = times.timed("host", LONG, () -> {
            begun.release();
            return hang();
        });
        route.start(false);
        await(begun, 1);
        // When
        route.pollNow();
        route.pollNow();
        release.countDown();
        // Then
        await(begun, 1);
        assertFalse(begun.tryAcquire());
    }

    @Test
    void beginsNoQueuedVisitOnceItCloses() throws InterruptedException {
        // Given
        Semaphore begun = new Semaphore(0);
        AtomicInteger queued = new AtomicInteger();
        for (int i = 0; i < PullTimes.VISITS_MAX; i++) {
            times.timed("host-" + i, LONG, () -> {
                        begun.release();
                        return hang();
                    })
                    .pollNow();
        }
        await(begun, PullTimes.VISITS_MAX);
        times.timed("last", LONG, () -> {
                    queued.incrementAndGet();
                    return WELL;
                })
                .pollNow();
        // When
        Thread closer = new Thread(times::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        release.countDown();
        closer.join();
        // Then
        assertEquals(0, queued.get());
    }

    @Test
    void skipsAQueuedVisitOfARouteThatIsPausedUnlessItWasOrdered() throws InterruptedException {
        // Given
        CountDownLatch toTheEnd = new CountDownLatch(1);
        Semaphore begun = new Semaphore(0);
        times.timed("host", LONG, () -> {
                    begun.release();
                    awaitQuietly(toTheEnd);
                    return WELL;
                })
                .pollNow();
        times.timed("host", LONG, () -> {
                    begun.release();
                    return hang();
                })
                .pollNow();
        await(begun, 2);
        List<String> visits = new CopyOnWriteArrayList<>();
        Semaphore visited = new Semaphore(0);
        PullTimes.Timed due = recorded("due", visits, visited);
        due.start(false);
        PullTimes.Timed ordered = recorded("ordered", visits, visited);
        Semaphore timerWent = new Semaphore(0);
        times.timed("other", LONG, () -> {
                    timerWent.release();
                    return WELL;
                })
                .start(false);
        await(timerWent, 1);
        ordered.pollNow();
        // When
        due.pause();
        ordered.pause();
        release.countDown();
        // Then
        await(visited, 1);
        assertEquals(List.of("ordered"), visits);
        toTheEnd.countDown();
        due.resume();
        await(visited, 1);
        assertEquals(List.of("ordered", "due"), visits);
    }

    private PullTimes.Timed recorded(String name, List<String> visits, Semaphore visited) {
        return times.timed("host", LONG, () -> {
            visits.add(name);
            visited.release();
            return WELL;
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void interruptsNobodyWhoEndsInTime() throws InterruptedException {
        // Given
        Semaphore begun = new Semaphore(0);
        List<Boolean> interrupted = new ArrayList<>();
        times.timed("host", LONG, () -> {
                    begun.release();
                    PullTimes.Ended ended = hang();
                    interrupted.add(Thread.currentThread().isInterrupted());
                    return ended;
                })
                .start(false);
        await(begun, 1);
        // When
        release.countDown();
        times.close();
        // Then
        assertEquals(List.of(false), interrupted);
    }
}
