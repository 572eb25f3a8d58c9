package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.settlement;
import static vn.lienthong.ledger.LedgerBench.stored;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;

/** The end of a delivery: what is refused, what is told, and when the same content is a duplicate. */
class SettlingIT {
    private static final byte[] CONTENT = new byte[32];
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
    void refusesNumbersThatDoNotBalanceOrDoNotFitTheState() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Refusal refusal = Refusal.of(RefusalCode.SHAPE_INVALID);
        UUID other = UUID.randomUUID();
        Counts oneRejected = new Counts(2, 1, 0, 1, 0, 0, 0, 0);
        Map<String, Ledger.Settlement> wrong = Map.of(
                "sum",
                settlement(work, State.PARTLY_STORED, new Counts(3, 1, 0, 1, 0, 0, 0, 0), null, null),
                "in flight",
                settlement(work, State.PARTLY_STORED, new Counts(3, 1, 0, 1, 0, 0, 0, 1), null, null),
                "negative",
                settlement(work, State.PARTLY_STORED, new Counts(0, -1, 0, 1, 0, 0, 0, 0), null, null),
                "no end",
                settlement(work, State.HELD, stored(1), null, null),
                "stored though rejected",
                settlement(work, State.STORED, oneRejected, null, null),
                "refused without refusal",
                settlement(work, State.REFUSED, Counts.NONE, null, null),
                "refused though stored",
                settlement(work, State.REFUSED, oneRejected, refusal, null),
                "stored with refusal",
                settlement(work, State.STORED, stored(1), refusal, null),
                "duplicate of nothing",
                settlement(work, State.DUPLICATE, Counts.NONE, null, null),
                "stored as duplicate",
                settlement(work, State.STORED, stored(1), null, other));
        // When
        wrong.forEach((what, settlement) ->
                assertThrows(vn.lienthong.delivery.Fault.class, () -> answer(ledger().settle(work, settlement)), what));
        // Then
        assertEquals(
                State.PROCESSING,
                answer(ledger().status(work.head().id())).orElseThrow().state());
        assertTrue(
                answer(ledger().receipt(work.head().id(), Receipt.Type.OUTCOME)).isEmpty());
        bench.settle(work, State.PARTLY_STORED, oneRejected);
    }

    @Test
    void tellsTheWholeOutcome() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Receipt outcome = LedgerBench.receipt(work.head().id(), Receipt.Type.OUTCOME);
        JsonObject positions =
                new JsonObject().put("epoch", "0a1b2c3d").put("first", 7).put("last", 9);
        Counts counts = new Counts(10, 4, 2, 1, 1, 2, 0, 0);
        Instant settledAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Ledger.Settlement settlement = new Ledger.Settlement(
                State.PARTLY_STORED,
                counts,
                3,
                null,
                new JsonObject().put("RULE_TYPE", 1),
                positions,
                null,
                outcome,
                settledAt);
        // When
        answer(ledger().settle(work, settlement));
        // Then
        Ledger.Status status = answer(ledger().status(work.head().id())).orElseThrow();
        assertEquals(
                new Ledger.Status(
                        work.head(),
                        State.PARTLY_STORED,
                        counts,
                        3,
                        null,
                        new JsonObject().put("RULE_TYPE", 1),
                        1,
                        positions,
                        null,
                        settledAt),
                status);
        Receipt read =
                answer(ledger().receipt(work.head().id(), Receipt.Type.OUTCOME)).orElseThrow();
        assertArrayEquals(outcome.body(), read.body());
        assertArrayEquals(outcome.signature(), read.signature());
    }

    @Test
    void keepsTheRefusalAndItsRecord() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Refusal refusal = new Refusal(RefusalCode.ENCODING_INVALID, 17);
        // When
        answer(ledger().settle(
                        work, settlement(work, State.REFUSED, new Counts(16, 0, 0, 16, 0, 0, 0, 0), refusal, null)));
        // Then
        Ledger.Status status = answer(ledger().status(work.head().id())).orElseThrow();
        assertEquals(State.REFUSED, status.state());
        assertEquals(refusal, status.refusal());
    }

    @Test
    void settlesOnceAndSaysSoAgainWhenTheAnswerWasLost() {
        // Given
        bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Ledger.Settlement settlement = settlement(work, State.STORED, stored(5), null, null);
        answer(ledger().settle(work, settlement));
        // When
        answer(ledger().settle(work, settlement));
        // Then
        assertEquals(1, bench.count("select count(*) from ledger.receipt where type = 'outcome'"));
        Future<Void> another = ledger().settle(work, settlement(work, State.STORED, stored(6), null, null));
        assertThrows(LeaseLost.class, () -> answer(another));
    }

    @Test
    void knowsTheSameContentInOtherBytesWhileItIsTheNewest() {
        // Given
        UUID first = storedWithContent("a", CONTENT);
        bench.put(LANE, "a, encrypted again");
        Ledger.Work resend = bench.claim("w");
        // When
        Optional<Ledger.SameContent> same = answer(ledger().findSameContent(resend, CONTENT));
        // Then
        assertEquals(Optional.of(new Ledger.SameContent(first, true)), same);
        answer(ledger().settle(
                        resend, settlement(resend, State.DUPLICATE, new Counts(1, 0, 0, 0, 1, 0, 0, 0), null, first)));
        bench.done(resend, "report");
        bench.put(LANE, "a, and once more");
        Ledger.Work third = bench.claim("w");
        assertEquals(
                Optional.of(new Ledger.SameContent(first, true)), answer(ledger().findSameContent(third, CONTENT)));
    }

    @Test
    void isNotTheNewestOnceTheLaneHasSaidSomethingElse() {
        // Given
        UUID first = storedWithContent("a", CONTENT);
        byte[] other = CONTENT.clone();
        other[0] = 1;
        storedWithContent("b", other);
        bench.put(LANE, "a, encrypted again");
        Ledger.Work resend = bench.claim("w");
        // When
        Optional<Ledger.SameContent> same = answer(ledger().findSameContent(resend, CONTENT));
        // Then
        assertEquals(Optional.of(new Ledger.SameContent(first, false)), same);
    }

    @Test
    void findsNoDuplicateInAnotherLaneNorOfNothingNorOfARefusedOne() {
        // Given
        storedWithContent("a", CONTENT);
        UUID empty = bench.put(new vn.lienthong.delivery.Lane("tax-01", "empty"), "header only");
        Ledger.Work none = bench.claim("w");
        assertEquals(empty, none.head().id());
        // When
        Optional<Ledger.SameContent> inAnotherLane = answer(ledger().findSameContent(none, CONTENT));
        bench.settle(none, State.STORED, Counts.NONE);
        bench.done(none, "report");
        // Then
        assertTrue(inAnotherLane.isEmpty());
        bench.put(none.head().lane(), "header only, encrypted again");
        Ledger.Work again = bench.claim("w");
        assertTrue(answer(ledger().findSameContent(again, CONTENT)).isEmpty());
    }

    @CanIgnoreReturnValue
    private UUID storedWithContent(String bytes, byte[] content) {
        UUID id = bench.put(LANE, bytes);
        Ledger.Work work = bench.claim("w");
        answer(ledger().findSameContent(work, content));
        bench.finish(work);
        return id;
    }

    @Test
    void tellsThoseWhoWaitAtOnce() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Future<Boolean> waiting = ledger().awaitSettled(delivery, 60_000);
        // When
        bench.settle(work, State.STORED, stored(1));
        // Then
        assertTrue(answer(waiting));
        assertTrue(answer(ledger().awaitSettled(delivery, 60_000)));
    }

    @Test
    void tellsThoseWhoWaitWhatAnotherProcessSettles() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work work = bench.claim("w");
        Future<Boolean> waiting = ledger().awaitSettled(delivery, 60_000);
        // When
        bench.sql("update ledger.delivery set state = 'stored', settled_at = now() where id = '"
                + work.head().id() + "'");
        // Then
        assertTrue(answer(waiting));
    }

    @Test
    void letsNobodyWaitLongerThanAskedNorAfterItHasClosed() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        // When
        boolean now = answer(ledger().awaitSettled(delivery, 0));
        boolean soon = answer(ledger().awaitSettled(delivery, 50));
        boolean unknown = answer(ledger().awaitSettled(UUID.randomUUID(), 1));
        Future<Boolean> waiting = ledger().awaitSettled(delivery, 60_000);
        answer(ledger().status(delivery));
        answer(ledger().close());
        // Then
        assertFalse(now);
        assertFalse(soon);
        assertFalse(unknown);
        assertFalse(answer(waiting));
    }
}
