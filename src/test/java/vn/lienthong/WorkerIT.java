package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.settlement;
import static vn.lienthong.ledger.LedgerBench.stored;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.DeliveryProcess.Outcome;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.State;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.LedgerBench;

/** The worker over a real ledger: pace, order, faults, lost leases, stopping. */
class WorkerIT {
    private static final int RUNNING_MAX = 3;
    private LedgerBench bench;
    private Worker worker;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
        worker = worker((work, lease) -> Future.succeededFuture(Outcome.FINISHED), Duration.ofSeconds(30), 10_000);
    }

    @AfterEach
    void close() {
        answer(worker.stop());
        bench.close();
    }

    private Worker worker(DeliveryProcess process, Duration lease, long stopMsMax) {
        return new Worker(
                bench.vertx(),
                bench.ledger(),
                process,
                new Worker.Settings("here", RUNNING_MAX, lease, 5, Duration.ofMinutes(5), 5, 50, stopMsMax));
    }

    private void start(DeliveryProcess process) {
        start(process, Duration.ofSeconds(30), 10_000);
    }

    private void start(DeliveryProcess process, Duration lease, long stopMsMax) {
        worker = worker(process, lease, stopMsMax);
        worker.start();
    }

    /** All stages, as the hall does them. */
    private Outcome allStages(Ledger.Work work, List<UUID> storedInOrder) {
        Ledger ledger = bench.ledger();
        for (String stage : List.of("verify", "check")) {
            if (work.done().stream().noneMatch(s -> s.stage().equals(stage))) {
                Worker.await(ledger.stageDone(work, new Ledger.StageResult(stage, new JsonObject(), null)));
            }
        }
        if (!Worker.await(ledger.hasTurn(work))) {
            return Outcome.YIELDED;
        }
        storedInOrder.add(work.head().id());
        Worker.await(ledger.settle(work, settlement(work, State.STORED, stored(1), null, null)));
        Worker.await(ledger.stageDone(work, new Ledger.StageResult("report", new JsonObject(), null)));
        return Outcome.FINISHED;
    }

    @Test
    void bringsEveryDeliveryToItsEndInTheOrderOfItsLane() {
        // Given
        Map<String, List<UUID>> received = new ConcurrentHashMap<>();
        Map<String, List<UUID>> storedByFeed = new ConcurrentHashMap<>();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        start((work, lease) -> {
            mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
            List<UUID> order = storedByFeed.computeIfAbsent(
                    work.head().lane().feed(), f -> Collections.synchronizedList(new ArrayList<>()));
            Outcome outcome = allStages(work, order);
            now.decrementAndGet();
            return Future.succeededFuture(outcome);
        });
        // When
        for (int i = 0; i < 40; i++) {
            Lane lane = new Lane("tax-01", "feed-" + i % 2);
            received.computeIfAbsent(lane.feed(), f -> new ArrayList<>()).add(bench.put(lane, "content " + i));
            worker.wake();
        }
        // Then
        bench.eventually(() -> worker.tally().finished() == 40);
        assertEquals(received, storedByFeed);
        assertTrue(mostAtOnce.get() <= RUNNING_MAX);
        assertEquals(0, worker.tally().faults());
        assertEquals(0, bench.count("select count(*) from ledger.delivery where stage is not null"));
    }

    @Test
    void findsWorkWithoutBeingWoken() {
        // Given
        start((work, lease) -> Future.succeededFuture(allStages(work, new ArrayList<>())));
        // When
        UUID delivery = bench.put(LANE, "a");
        // Then
        assertTrue(answer(bench.ledger().awaitSettled(delivery, 30_000)));
    }

    @Test
    void triesAFaultAgainAndTellsNoValueOfIt() {
        // Given
        AtomicBoolean failed = new AtomicBoolean();
        start((work, lease) -> {
            if (failed.compareAndSet(false, true)) {
                throw new NumberFormatException("Nguyễn Thị Canary 079123456789");
            }
            return Future.succeededFuture(allStages(work, new ArrayList<>()));
        });
        // When
        UUID delivery = bench.put(LANE, "a");
        worker.wake();
        // Then
        bench.eventually(() -> worker.tally().faults() == 1);
        assertEquals("NumberFormatException", worker.tally().lastFault());
        assertEquals(1, bench.count("select count(*) from ledger.delivery where last_fault = 'NumberFormatException'"));
        bench.letTimePass();
        worker.wake();
        assertTrue(answer(bench.ledger().awaitSettled(delivery, 30_000)));
        assertEquals(2, answer(bench.ledger().status(delivery)).orElseThrow().attempts());
    }

    @Test
    void survivesAnErrorOfTheProcess() {
        // Given
        AtomicBoolean failed = new AtomicBoolean();
        start((work, lease) -> {
            if (failed.compareAndSet(false, true)) {
                throw new StackOverflowError();
            }
            return Future.succeededFuture(allStages(work, new ArrayList<>()));
        });
        // When
        bench.put(LANE, "a");
        bench.put(new Lane("tax-01", "tax.settlement"), "b");
        worker.wake();
        // Then
        bench.eventually(() -> worker.tally().faults() == 1 && worker.tally().finished() == 1);
    }

    @Test
    void keepsTheLeaseAliveWhileTheProcessRuns() throws Exception {
        // Given
        CountDownLatch go = new CountDownLatch(1);
        start(
                (work, lease) -> {
                    awaitLatch(go);
                    return Future.succeededFuture(allStages(work, new ArrayList<>()));
                },
                Duration.ofMillis(1_500),
                10_000);
        bench.put(LANE, "a");
        worker.wake();
        bench.eventually(() -> worker.tally().running() == 1);
        bench.sql("create table if not exists ledger.seen as select lease_until from ledger.delivery");
        // When
        bench.eventually(() -> bench.count("select count(*) from ledger.delivery d, ledger.seen s"
                        + " where d.lease_until > s.lease_until + interval '2 s'")
                == 1);
        // Then
        bench.sql("drop table ledger.seen");
        assertTrue(bench.nothingToClaim());
        go.countDown();
        bench.eventually(() -> worker.tally().finished() == 1);
    }

    @Test
    void stopsTheWorkWhenSomebodyElseHasTheLease() {
        // Given
        AtomicBoolean saw = new AtomicBoolean();
        start(
                (work, lease) -> {
                    while (lease.isHeld()) {
                        Thread.onSpinWait();
                    }
                    saw.set(true);
                    lease.check();
                    return Future.succeededFuture(Outcome.FINISHED);
                },
                Duration.ofMillis(900),
                10_000);
        bench.put(LANE, "a");
        worker.wake();
        bench.eventually(() -> worker.tally().running() == 1);
        // When
        bench.sql("update ledger.delivery set lease_owner = 'thief', lease_epoch = lease_epoch + 1,"
                + " lease_until = now() + interval '1 hour', due_at = now() + interval '1 hour'");
        // Then
        bench.eventually(() -> worker.tally().lost() == 1);
        assertTrue(saw.get());
        assertEquals(1, bench.count("select count(*) from ledger.delivery where lease_owner = 'thief'"));
        assertEquals(0, worker.tally().faults());
    }

    @Test
    void letsRunningDeliveriesEndWhenItStops() {
        // Given
        start((work, lease) -> {
            while (lease.isHeld()) {
                Thread.onSpinWait();
            }
            return Future.succeededFuture(Outcome.YIELDED);
        });
        bench.put(LANE, "a");
        worker.wake();
        bench.eventually(() -> worker.tally().running() == 1);
        // When
        answer(worker.stop());
        // Then
        assertEquals(0, worker.tally().running());
        assertEquals(
                1,
                bench.count("select count(*) from ledger.delivery where lease_owner is null and attempts = 0"
                        + " and due_at <= now()"));
    }

    @Test
    void givesBackWhatDoesNotEndInTimeWhenItStops() {
        // Given
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Promise<Outcome> open = Promise.promise();
        start(
                (work, lease) -> {
                    if (work.head().lane().feed().equals("asynchronous")) {
                        return open.future();
                    }
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                    throw new IllegalStateException("interrupted");
                },
                Duration.ofSeconds(30),
                50);
        bench.put(new Lane("tax-01", "asynchronous"), "a");
        bench.put(new Lane("tax-01", "blocking"), "b");
        worker.wake();
        bench.eventually(() -> worker.tally().running() == 2);
        // When
        answer(worker.stop());
        // Then
        bench.eventually(interrupted::get);
        assertEquals(
                2, bench.count("select count(*) from ledger.delivery where lease_owner is null and due_at <= now()"));
        answer(worker.stop());
    }

    @Test
    void claimsNothingAfterItHasStopped() {
        // Given
        start((work, lease) -> Future.succeededFuture(allStages(work, new ArrayList<>())));
        answer(worker.stop());
        // When
        bench.put(LANE, "a");
        worker.wake();
        // Then
        answer(bench.vertx().timer(100));
        assertEquals(1, bench.count("select count(*) from ledger.delivery where lease_epoch = 0"));
    }

    @Test
    void refusesToWaitOnAnEventLoop() {
        // Given
        Promise<Boolean> answered = Promise.promise();
        // When
        bench.vertx().runOnContext(v -> {
            try {
                answered.complete(Worker.await(Future.succeededFuture(true)));
            } catch (IllegalStateException e) {
                answered.fail(e);
            }
        });
        // Then
        assertThrows(IllegalStateException.class, () -> answer(answered.future()));
        assertFalse(Worker.await(Future.succeededFuture(false)));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
