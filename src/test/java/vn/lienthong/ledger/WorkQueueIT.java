package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.LEASE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.settlement;
import static vn.lienthong.ledger.LedgerBench.stored;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Violation;

/** The work queue: who may do what now, and what happens to those who die or fail. */
class WorkQueueIT {
    private LedgerBench bench;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Ledger ledger() {
        return bench.ledger();
    }

    @Test
    void neverGivesTheSameDeliveryToTwoWorkers() {
        // Given
        for (int i = 0; i < 60; i++) {
            bench.put(new Lane("partner-" + i % 7, "tax.payroll"), "content " + i);
        }
        // When
        List<Future<Optional<Ledger.Work>>> claims = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            claims.add(ledger().claim("worker-" + i % 2, LEASE, LedgerBench.ATTEMPTS_MAX));
        }
        // Then
        List<UUID> claimed = new ArrayList<>();
        claims.forEach(
                claim -> answer(claim).ifPresent(w -> claimed.add(w.head().id())));
        assertEquals(claimed.size(), new HashSet<>(claimed).size());
        while (claimed.size() < 60) {
            claimed.add(bench.claim("w").head().id());
        }
        assertEquals(60, new HashSet<>(claimed).size());
        assertTrue(bench.nothingToClaim());
    }

    @Test
    void checksAheadButStoresInTheOrderReceived() {
        // Given
        UUID first = bench.put(LANE, "a");
        UUID second = bench.put(LANE, "b");
        Ledger.Work one = bench.claim("w");
        Ledger.Work two = bench.claim("w");
        bench.runToStore(one);
        bench.runToStore(two);
        // When
        boolean turnOfTwo = answer(ledger().hasTurn(two));
        answer(ledger().giveBack(two));
        // Then
        assertEquals(first, one.head().id());
        assertTrue(answer(ledger().hasTurn(one)));
        assertFalse(turnOfTwo);
        assertTrue(bench.nothingToClaim());
        bench.finish(one);
        Ledger.Work called = bench.claim("w");
        assertEquals(second, called.head().id());
        assertEquals(1, called.attempts());
        assertEquals(List.of("verify", "check"), stages(called));
        assertTrue(answer(ledger().hasTurn(called)));
    }

    @Test
    void callsEveryDeliveryOfALaneExactlyOnceInOrder() {
        // Given
        List<UUID> received = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            received.add(bench.put(LANE, "content " + i));
        }
        List<Ledger.Work> ahead = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ahead.add(bench.claim("w"));
        }
        // The last ones are ready first.
        for (int i = 11; i >= 0; i--) {
            bench.runToStore(ahead.get(i));
            answer(ledger().giveBack(ahead.get(i)));
        }
        // When
        List<UUID> stored = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Ledger.Work work = bench.claim("w");
            assertTrue(bench.nothingToClaim());
            bench.finish(work);
            stored.add(work.head().id());
        }
        // Then
        assertEquals(received, stored);
        assertTrue(bench.nothingToClaim());
    }

    @Test
    void givesBackAndSettlesAtTheSameTimeWithoutForgettingAnybody() {
        // Given
        for (int round = 0; round < 15; round++) {
            Lane lane = new Lane("tax-01", "feed-" + round);
            bench.put(lane, "a");
            UUID second = bench.put(lane, "b");
            Ledger.Work one = bench.claim("w");
            Ledger.Work two = bench.claim("w");
            bench.runToStore(one);
            bench.runToStore(two);
            // When
            Future<Void> back = ledger().giveBack(two);
            Future<Void> end = ledger().settle(one, settlement(one, State.STORED, stored(1), null, null));
            answer(back);
            answer(end);
            bench.done(one, "report");
            // Then
            Ledger.Work called = bench.claim("w");
            assertEquals(second, called.head().id());
            bench.finish(called);
        }
    }

    @Test
    void letsNobodyPassAHeldDelivery() {
        // Given
        bench.put(LANE, "a");
        bench.put(LANE, "b");
        UUID elsewhere = bench.put(new Lane("tax-01", "tax.settlement"), "c");
        Ledger.Work one = bench.claim("w");
        Ledger.Work two = bench.claim("w");
        bench.runToStore(two);
        // When
        answer(ledger().retryLater(one, "revocation unknown", 0));
        answer(ledger().giveBack(two));
        // Then
        assertEquals(
                State.HELD,
                answer(ledger().status(one.head().id())).orElseThrow().state());
        bench.letTimePass();
        assertEquals(elsewhere, bench.claim("w").head().id());
        assertTrue(bench.nothingToClaim());
    }

    @Test
    void letsTheOldEpochWriteNothingAfterATakeover() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work old = bench.claim("dead");
        bench.done(old, "verify");
        bench.letTimePass();
        // When
        Ledger.Work taken = bench.claim("alive");
        // Then
        assertEquals(old.head().id(), taken.head().id());
        assertEquals(old.leaseEpoch() + 1, taken.leaseEpoch());
        assertEquals(old.attempts(), taken.attempts());
        assertEquals(List.of("verify"), stages(taken));
        List<Violation> violations = List.of(ViolationsIT.violation(1));
        for (Future<?> write : List.of(
                ledger().renew(old, LEASE),
                ledger().stageDone(old, new Ledger.StageResult("check", new JsonObject(), null)),
                ledger().hasTurn(old),
                ledger().giveBack(old),
                ledger().retryLater(old, "late", 5),
                ledger().settle(old, settlement(old, State.STORED, stored(1), null, null)),
                ledger().findSameContent(old, new byte[32]),
                ledger().clearViolations(old),
                ledger().addViolations(old, violations))) {
            assertThrows(LeaseLost.class, () -> answer(write));
        }
        assertEquals(0, bench.count("select count(*) from ledger.violation"));
        assertEquals(1, bench.count("select count(*) from ledger.stage"));
        assertEquals(1, bench.count("select count(*) from ledger.receipt"));
        answer(ledger().renew(taken, LEASE));
        bench.done(taken, "check");
        bench.finish(taken);
    }

    @Test
    void handsNothingOutBeforeItsTurnThoughItsWorkerDied() {
        // Given
        UUID first = bench.put(LANE, "a");
        bench.put(LANE, "b");
        Ledger.Work one = bench.claim("alive");
        Ledger.Work two = bench.claim("dead");
        bench.runToStore(two);
        bench.letTimePass();
        // When
        Ledger.Work taken = bench.claim("w");
        // Then
        assertEquals(first, taken.head().id());
        assertTrue(bench.nothingToClaim());
        bench.finish(taken);
        Ledger.Work next = bench.claim("w");
        assertEquals(two.head().id(), next.head().id());
        assertEquals(one.leaseEpoch() + 1, taken.leaseEpoch());
    }

    @Test
    void takesWritesOnlyFromWhoHoldsTheLeaseNow() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        answer(ledger().giveBack(work));
        // When
        Future<Void> late = ledger().stageDone(work, new Ledger.StageResult("verify", new JsonObject(), null));
        // Then
        assertThrows(LeaseLost.class, () -> answer(late));
    }

    @Test
    void keepsStageResultsWithTheirLargePart() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        byte[] bitmap = new byte[2_000_000];
        bitmap[1_999_999] = 7;
        bench.done(work, "verify");
        JsonObject verdict = new JsonObject().put("going", 5).put("contract", "1.0.0");
        answer(ledger().stageDone(work, new Ledger.StageResult("check", new JsonObject(), null)));
        // When
        answer(ledger().stageDone(
                        work,
                        new Ledger.StageResult("check", verdict, Buffer.buffer(bitmap)),
                        new Ledger.Progress(new Counts(9, 0, 0, 3, 1, 0, 0, 5), new JsonObject().put("RULE_X", 3))));
        // Then
        bench.letTimePass();
        Ledger.StageResult check = bench.claim("w").done().get(1);
        assertEquals(verdict, check.result());
        assertArrayEquals(
                bitmap, Optional.ofNullable(check.blob()).orElseThrow().getBytes());
        Ledger.Status status = answer(ledger().status(work.head().id())).orElseThrow();
        assertEquals(new Counts(9, 0, 0, 3, 1, 0, 0, 5), status.counts());
        assertEquals(new JsonObject().put("RULE_X", 3), status.rules());
        assertEquals(State.PROCESSING, status.state());
    }

    @Test
    void refusesProgressThatDoesNotBalance() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Ledger.Progress wrong = new Ledger.Progress(new Counts(9, 0, 0, 3, 1, 0, 0, 4), new JsonObject());
        // When
        Future<Void> noted = ledger().stageDone(work, new Ledger.StageResult("verify", new JsonObject(), null), wrong);
        // Then
        assertThrows(UnbalancedSettlement.class, () -> answer(noted));
    }

    @Test
    void sendsARefusedDeliveryToRefuseWithoutWaitingForItsTurn() {
        // Given
        bench.put(LANE, "a");
        UUID second = bench.put(LANE, "b");
        bench.claim("w");
        Ledger.Work two = bench.claim("w");
        JsonObject refused = new JsonObject().put("refusal", new JsonObject().put("code", "ENVELOPE_UNREADABLE"));
        // When
        answer(ledger().stageDone(two, new Ledger.StageResult("verify", refused, null)));
        answer(ledger().giveBack(two));
        // Then
        assertEquals(second, bench.claim("w").head().id());
    }

    @Test
    void triesAgainAfterBackOffAndHoldsAfterTheLastAttempt() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        long[] earliestMs = {800, 4_000, 24_000, 96_000};
        for (int attempt = 1; attempt < 5; attempt++) {
            Ledger.Work work = bench.claim("w");
            assertEquals(attempt, work.attempts());
            answer(ledger().retryLater(work, "store: connection lost", 5));
            assertTrue(bench.nothingToClaim());
            assertEquals(
                    1,
                    bench.count("select count(*) from ledger.delivery where due_at - now() between interval '"
                            + (earliestMs[attempt - 1] - 700) + " ms' and interval '"
                            + earliestMs[attempt - 1] * 3 / 2 + " ms'"));
            bench.letTimePass();
        }
        Ledger.Work last = bench.claim("w");
        answer(ledger().stageDone(
                        last,
                        new Ledger.StageResult("verify", new JsonObject(), null),
                        new Ledger.Progress(new Counts(9, 0, 0, 3, 1, 0, 0, 5), new JsonObject())));
        // When
        answer(ledger().retryLater(last, "x".repeat(2_000), 5));
        // Then
        bench.letTimePass();
        assertTrue(bench.nothingToClaim());
        Ledger.Status status = answer(ledger().status(delivery)).orElseThrow();
        assertEquals(State.HELD, status.state());
        assertEquals(5, status.attempts());
        assertEquals(new Counts(9, 0, 0, 3, 1, 0, 5, 0), status.counts());
    }

    @Test
    void triesAReportAgainForEverAndNeverHoldsWhatHasSettled() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        bench.settle(work, State.STORED, stored(1));
        // When
        answer(ledger().retryLater(work, "disk full", 1));
        // Then
        assertEquals(
                State.STORED, answer(ledger().status(delivery)).orElseThrow().state());
        assertTrue(bench.nothingToClaim());
        bench.letTimePass();
        Ledger.Work again = bench.claim("w");
        assertEquals(List.of("settle"), stages(again));
        bench.done(again, "report");
        bench.letTimePass();
        assertTrue(bench.nothingToClaim());
    }

    @Test
    void prefersThePartnerWithTheLeastRunningWork() {
        // Given
        for (int i = 0; i < 10; i++) {
            bench.put(new Lane("big", "feed-" + i), "content " + i);
        }
        bench.put(new Lane("small", "feed-0"), "late");
        // When
        String first = bench.claim("w").head().lane().partner();
        String second = bench.claim("w").head().lane().partner();
        String third = bench.claim("w").head().lane().partner();
        // Then
        assertEquals("big", first);
        assertEquals("small", second);
        assertEquals("big", third);
    }

    @Test
    void reachesEveryPartnerHoweverManyThereAre() {
        // Given
        int partners = 3 * WorkQueue.PARTNERS_LOOKED_AT_MAX + 5;
        for (int i = 0; i < partners; i++) {
            bench.put(new Lane("partner-" + i, "tax.payroll"), "first " + i);
        }
        // When
        Set<String> reached = new HashSet<>();
        for (int i = 0; i < partners; i++) {
            reached.add(bench.claim("w").head().lane().partner());
        }
        // Then
        assertEquals(partners, reached.size());
        assertTrue(bench.nothingToClaim());
        bench.put(new Lane("partner-0", "tax.settlement"), "second");
        assertEquals("partner-0", bench.claim("w").head().lane().partner());
    }

    private static List<String> stages(Ledger.Work work) {
        return work.done().stream().map(Ledger.StageResult::stage).toList();
    }
}
