package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.ATTEMPTS_MAX;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.LEASE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.stored;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.State;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Held;

/** Deliveries whose work ends the whole process: each life of a gateway has a name of its own. */
class DeathsIT {
    private static final Lane ELSEWHERE = new Lane("tax-02", "tax.payroll");
    private static final int LIVES_MAX = 40;
    private LedgerBench bench;
    private int life;

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

    /** A new process claims. */
    @CanIgnoreReturnValue
    private Ledger.Work born() {
        life++;
        return bench.claim("life-" + life);
    }

    private void dies(int times) {
        for (int i = 0; i < times; i++) {
            born();
            bench.letTimePass();
        }
    }

    private State state(UUID delivery) {
        return answer(ledger().status(delivery)).orElseThrow().state();
    }

    @Test
    void holdsADeliveryThatEndsEveryProcessAndLetsTheOthersGoOn() {
        // Given
        UUID poison = bench.put(LANE, "a");
        answer(ledger().stageDone(
                        born(),
                        new Ledger.StageResult("verify", new JsonObject(), null),
                        new Ledger.Progress(new Counts(9, 0, 0, 3, 1, 0, 0, 5), new JsonObject())));
        bench.letTimePass();
        dies(ATTEMPTS_MAX - 1);
        UUID healthy = bench.put(ELSEWHERE, "b");
        // When
        Ledger.Work next = born();
        // Then
        assertEquals(healthy, next.head().id());
        bench.letTimePass();
        assertEquals(healthy, born().head().id());
        assertTrue(bench.nothingToClaim());
        Ledger.Status status = answer(ledger().status(poison)).orElseThrow();
        assertEquals(State.HELD, status.state());
        assertEquals(1, status.attempts());
        assertEquals(new Counts(9, 0, 0, 3, 1, 0, 5, 0), status.counts());
        List<Held> held = answer(bench.ledger().interventions().held());
        assertEquals(List.of(poison), held.stream().map(Held::delivery).toList());
        assertEquals(
                "GatewayDied: 5 times in a row while this delivery was at work",
                held.get(0).fault());
    }

    @Test
    void letsAReleasedDeliveryDieAsOftenAgain() {
        // Given
        UUID poison = bench.put(LANE, "a");
        dies(ATTEMPTS_MAX);
        assertTrue(bench.nothingToClaim());
        // When
        answer(bench.ledger().interventions().intervene(UUID.randomUUID(), poison, Action.RELEASE, "operator"));
        // Then
        assertEquals(0, born().deaths());
        bench.letTimePass();
        dies(ATTEMPTS_MAX - 1);
        assertEquals(State.PROCESSING, state(poison));
        assertTrue(bench.nothingToClaim());
        assertEquals(State.HELD, state(poison));
    }

    @Test
    void forgetsTheDeathsBeforeProgress() {
        // Given
        UUID slow = bench.put(LANE, "a");
        dies(ATTEMPTS_MAX - 1);
        Ledger.Work last = born();
        assertEquals(ATTEMPTS_MAX - 1, last.deaths());
        // When
        bench.done(last, "verify");
        bench.letTimePass();
        dies(ATTEMPTS_MAX - 2);
        answer(ledger().progressed(born()));
        bench.letTimePass();
        // Then
        Ledger.Work after = born();
        assertEquals(1, after.deaths());
        assertEquals(slow, after.head().id());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgetsTheDeathsBeforeAnOrderlyEnd(boolean fault) {
        // Given
        bench.put(LANE, "a");
        dies(ATTEMPTS_MAX - 1);
        Ledger.Work work = born();
        // When
        answer(fault ? ledger().retryLater(work, "the disk is full", ATTEMPTS_MAX) : ledger().giveBack(work));
        bench.letTimePass();
        // Then
        assertEquals(0, born().deaths());
    }

    @Test
    void countsNoDeathOfAProcessThatOnlyLostSightOfTheDatabase() {
        // Given
        bench.put(LANE, "a");
        for (int i = 0; i <= ATTEMPTS_MAX; i++) {
            bench.claim("alive");
            bench.letTimePass();
        }
        // When
        Ledger.Work work = bench.claim("alive");
        // Then
        assertEquals(0, work.deaths());
    }

    /** Two at a time: the process dies as long as one of them is the poison, and takes the other one along. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void neverHoldsWhatOnlyRunsBesideADeliveryThatKills(int attemptsMax) {
        // Given
        UUID poison = bench.put(LANE, "a");
        UUID healthy = bench.put(ELSEWHERE, "b");
        // When
        for (int lives = 1; lives <= LIVES_MAX && (!ended(poison) || !ended(healthy)); lives++) {
            List<Ledger.Work> atWork = new ArrayList<>();
            for (int slot = 0; slot < 2; slot++) {
                answer(ledger().claim("life-" + lives, LEASE, attemptsMax)).ifPresent(atWork::add);
            }
            if (atWork.stream().noneMatch(work -> work.head().id().equals(poison))) {
                atWork.forEach(bench::finish);
            }
            bench.letTimePass();
        }
        // Then
        assertEquals(State.HELD, state(poison));
        assertEquals(State.STORED, state(healthy));
    }

    private boolean ended(UUID delivery) {
        return List.of(State.HELD, State.STORED).contains(state(delivery));
    }

    @Test
    void putsAReportThatKillsOffForLongerAndLonger() {
        // Given
        UUID delivery = bench.put(LANE, "a");
        bench.settle(born(), State.STORED, stored(1));
        bench.letTimePass();
        dies(ATTEMPTS_MAX - 1);
        // When
        assertTrue(bench.nothingToClaim());
        // Then
        assertEquals(State.STORED, state(delivery));
        assertEquals(1, dueWithin("9 minutes", "11 minutes"));
        bench.letTimePass();
        dies(1);
        assertTrue(bench.nothingToClaim());
        assertEquals(1, dueWithin("19 minutes", "21 minutes"));
        bench.letTimePass();
        bench.done(born(), "report");
        assertTrue(bench.nothingToClaim());
    }

    private long dueWithin(String from, String to) {
        return bench.count("select count(*) from ledger.delivery where due_at - now() between interval '" + from
                + "' and interval '" + to + "'");
    }
}
