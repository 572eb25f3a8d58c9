package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Done;
import vn.lienthong.ledger.Interventions.Held;

/** What an operator may do with a delivery, and what it leaves in the ledger. */
class InterventionsIT {
    private LedgerBench bench;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Interventions interventions() {
        return bench.ledger().interventions();
    }

    private Done intervene(UUID delivery, Action action) {
        return answer(interventions().intervene(Uuid7.next(), delivery, action, "an.nguyen"));
    }

    private State state(UUID delivery) {
        return answer(bench.ledger().status(delivery)).orElseThrow().state();
    }

    /** A delivery that failed while it was stored, after its check. */
    private UUID held(String content) {
        UUID delivery = bench.put(LANE, content);
        Ledger.Work work = bench.claim("w");
        bench.done(work, "verify");
        answer(bench.ledger()
                .stageDone(
                        work,
                        new Ledger.StageResult("check", new JsonObject(), null),
                        new Ledger.Progress(new Counts(9, 0, 0, 3, 1, 0, 0, 5), new JsonObject())));
        answer(bench.ledger().retryLater(work, "the disk is full", 0));
        return delivery;
    }

    @Test
    void aReleasedDeliveryGoesOnAtItsFirstStageWithoutAResult() {
        // Given
        UUID delivery = held("a");
        // When
        Done done = intervene(delivery, Action.RELEASE);
        // Then
        assertEquals(Answer.DONE, done.answer());
        Ledger.Work work = bench.claim("w");
        assertEquals(List.of("verify", "check"), stages(work));
        assertEquals(List.of(1, 1), List.of(work.attempts(), work.run()));
        Ledger.Status status = answer(bench.ledger().status(delivery)).orElseThrow();
        assertEquals(new Counts(9, 0, 0, 3, 1, 0, 0, 5), status.counts());
        assertEquals(State.PROCESSING, status.state());
    }

    @Test
    void aDeliverySetAsideLetsItsLaneGoOnAndStaysHeld() {
        // Given two more that wait behind it
        UUID delivery = held("a");
        UUID second = waiting("b");
        UUID third = waiting("c");
        assertTrue(bench.nothingToClaim());
        // When
        Done done = intervene(delivery, Action.SET_ASIDE);
        // Then
        assertEquals(Answer.DONE, done.answer());
        Ledger.Work two = bench.claim("w");
        assertEquals(second, two.head().id());
        assertTrue(answer(bench.ledger().hasTurn(two)));
        bench.finish(two);
        Ledger.Work three = bench.claim("w");
        assertEquals(third, three.head().id());
        bench.finish(three);
        assertEquals(State.HELD, state(delivery));
        assertTrue(bench.nothingToClaim());
    }

    @Test
    void aDeliverySetAsideCanBeReleasedAfterLaterOnes() {
        // Given
        UUID delivery = held("a");
        UUID second = waiting("b");
        var aside = intervene(delivery, Action.SET_ASIDE);
        bench.finish(bench.claim("w"));
        // When
        Done done = intervene(delivery, Action.RELEASE);
        // Then
        assertEquals(Answer.DONE, aside.answer());
        assertEquals(Answer.DONE, done.answer());
        Ledger.Work work = bench.claim("w");
        assertEquals(delivery, work.head().id());
        assertTrue(answer(bench.ledger().hasTurn(work)));
        bench.finish(work);
        assertEquals(List.of(State.STORED, State.STORED), List.of(state(delivery), state(second)));
    }

    @Test
    void aHeldDeliveryIsReplayedFromItsOriginalAsAnotherRun() {
        // Given
        UUID delivery = held("a");
        // When
        Done done = intervene(delivery, Action.REPLAY);
        // Then
        assertEquals(Answer.DONE, done.answer());
        assertTrue(answer(interventions().settled(delivery, done)).isEmpty());
        Ledger.Work work = bench.claim("w");
        assertEquals(List.of(), stages(work));
        assertEquals(2, work.run());
        assertEquals(
                Counts.NONE,
                answer(bench.ledger().status(delivery)).orElseThrow().counts());
    }

    @Test
    void aSettledDeliveryIsGivenOutForAReplayAndStaysAsItIs() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        Ledger.Work first = bench.claim("w");
        bench.finish(first);
        // When
        Done done = intervene(delivery, Action.REPLAY);
        // Then
        Interventions.Replay replay =
                answer(interventions().settled(delivery, done)).orElseThrow();
        assertTrue(replay.stored());
        assertEquals(2, replay.work().run());
        assertTrue(replay.work().leaseEpoch() > first.leaseEpoch());
        assertEquals(first.original(), replay.work().original());
        assertEquals(State.STORED, state(delivery));
        assertTrue(bench.nothingToClaim());
    }

    @Test
    void doesNothingToADeliveryThatIsNotHeld() {
        // Given
        UUID running = bench.put(LANE, "a");
        // When
        List<Answer> answers = List.of(
                intervene(running, Action.RELEASE).answer(),
                intervene(running, Action.SET_ASIDE).answer(),
                intervene(running, Action.REPLAY).answer(),
                intervene(Uuid7.next(), Action.RELEASE).answer());
        // Then
        assertEquals(List.of(Answer.UNDER_WAY, Answer.UNDER_WAY, Answer.UNDER_WAY, Answer.UNKNOWN), answers);
        assertEquals(0, bench.count("select count(*) from ledger.intervention"));
        bench.finish(bench.claim("w"));
        assertEquals(Answer.NOT_HELD, intervene(running, Action.RELEASE).answer());
    }

    @Test
    void anActionWhoseAnswerWasLostIsNotDoneTwice() {
        // Given
        UUID delivery = held("a");
        UUID id = Uuid7.next();
        Done first = answer(interventions().intervene(id, delivery, Action.REPLAY, "an.nguyen"));
        // When
        Done again = answer(interventions().intervene(id, delivery, Action.REPLAY, "an.nguyen"));
        // Then
        assertEquals(first, again);
        assertEquals(1, bench.count("select count(*) from ledger.intervention"));
        assertEquals(2, bench.claim("w").run());
    }

    @Test
    void leavesARowThatSaysWhoDidWhat() {
        // Given
        UUID delivery = held("a");
        UUID id = Uuid7.next();
        // When
        Done done = answer(interventions().intervene(id, delivery, Action.SET_ASIDE, "an.nguyen"));
        // Then
        Interventions.Noted noted = answer(interventions().find(id)).orElseThrow();
        assertEquals(Answer.DONE, done.answer());
        assertEquals(
                List.of(delivery, "set-aside", "an.nguyen"), List.of(noted.delivery(), noted.action(), noted.who()));
        assertEquals(
                Answer.SET_ASIDE_ALREADY, intervene(delivery, Action.SET_ASIDE).answer());
        assertEquals(Optional.empty(), answer(interventions().find(Uuid7.next())));
    }

    @Test
    void listsWhatWaitsForAnOperator() {
        // Given
        UUID delivery = held("a");
        UUID other = bench.put(LANE, "b");
        // When
        List<Held> held = answer(interventions().held());
        // Then
        assertEquals(List.of(delivery), held.stream().map(Held::delivery).toList());
        assertEquals("the disk is full", held.get(0).fault());
        assertEquals("store", held.get(0).stage());
        assertFalse(held.stream().anyMatch(h -> h.delivery().equals(other)));
    }

    @Test
    void notesHowAReplayEndedAndThatABrokenOneDid() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        bench.finish(bench.claim("w"));
        UUID good = Uuid7.next();
        UUID broken = Uuid7.next();
        // When
        answer(interventions().intervene(good, delivery, Action.REPLAY, "an"));
        answer(interventions().end(good, new JsonObject().put("state", "stored")));
        answer(interventions().intervene(broken, delivery, Action.REPLAY, "an"));
        answer(interventions().endBrokenOff());
        // Then
        assertEquals(
                new JsonObject().put("state", "stored"),
                answer(interventions().find(good)).orElseThrow().result());
        assertEquals(
                new JsonObject().put("state", "broken-off"),
                answer(interventions().find(broken)).orElseThrow().result());
    }

    @Test
    void replaysASettledDeliveryOnceAtATime() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        bench.finish(bench.claim("w"));
        UUID first = Uuid7.next();
        Done begun = answer(interventions().intervene(first, delivery, Action.REPLAY, "an"));
        // When
        Done second = intervene(delivery, Action.REPLAY);
        // Then
        assertEquals(Answer.UNDER_WAY, second.answer());
        assertTrue(answer(interventions().settled(delivery, begun)).isPresent());
        answer(interventions().end(first, new JsonObject().put("state", "stored")));
        Done third = intervene(delivery, Action.REPLAY);
        assertEquals(List.of(Answer.DONE, 3), List.of(third.answer(), third.run()));
    }

    @Test
    void refusesANameThatIsNone() {
        UUID delivery = held("a");
        assertThrows(
                LedgerFault.class, () -> answer(interventions().intervene(Uuid7.next(), delivery, Action.RELEASE, "")));
        assertEquals(State.HELD, state(delivery));
    }

    private UUID waiting(String content) {
        UUID delivery = bench.put(LANE, content);
        Ledger.Work work = bench.claim("w");
        bench.runToStore(work);
        answer(bench.ledger().giveBack(work));
        return delivery;
    }

    private static List<String> stages(Ledger.Work work) {
        return work.done().stream().map(Ledger.StageResult::stage).toList();
    }
}
