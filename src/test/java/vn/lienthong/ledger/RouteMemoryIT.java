package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Route;

/** What routes remember. */
class RouteMemoryIT {
    private static final Route ROUTE = new Route(Door.SFTP_PULL, "police-01", "police.units");
    private static final Route OTHER = new Route(Door.API_PULL, "police-01", "police.units");

    private LedgerBench bench;
    private Pulls pulls;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
        bench.sql("truncate ledger.pulled_file");
        pulls = bench.ledger().pulls();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Pulls.Memory memory(Route route) {
        return Objects.requireNonNull(answer(pulls.memories()).get(route.id()));
    }

    @Test
    void keepsTheDayOnWhichARouteWasFirstKnown() {
        answer(pulls.register(List.of(ROUTE, OTHER)));
        Instant first = answer(bench.ledger().routeActivity()).get(0).memory().since();
        answer(pulls.register(List.of(ROUTE, OTHER)));
        assertEquals(
                first, answer(bench.ledger().routeActivity()).get(0).memory().since());
        assertEquals(2, answer(pulls.memories()).size());
    }

    @Test
    void movesTheCursorOfOneRouteOnly() {
        answer(pulls.register(List.of(ROUTE, OTHER)));
        answer(pulls.took(OTHER, "c-1", null));
        answer(pulls.took(OTHER, null, null));
        assertEquals("c-1", memory(OTHER).cursor());
        assertNull(memory(ROUTE).cursor());
    }

    @Test
    void remembersAFileAsItWasTakenLast() {
        answer(pulls.took(ROUTE, null, new Pulls.File("a.csv", 1, 10, false, "one")));
        answer(pulls.took(ROUTE, null, new Pulls.File("a.csv", 2, 20, true, "two")));
        answer(pulls.took(ROUTE, null, new Pulls.File("b.csv", 3, 30, true, null)));
        assertEquals(
                Map.of("a.csv", new Pulls.File("a.csv", 2, 20, true, "two")),
                answer(pulls.files(ROUTE, List.of("a.csv", "c.csv"))));
        assertTrue(answer(pulls.files(OTHER, List.of("a.csv"))).isEmpty());
    }

    @Test
    void forgetsTheOldestFilesOfARouteThatHasTooMany() {
        // Given
        bench.sql("insert into ledger.pulled_file (door, partner, feed, name, bytes, modified_s, settled, taken_at)"
                + " select 'sftp-pull', 'police-01', 'police.units', 'old-' || i, 1, 1, true,"
                + " now() - interval '1 day' + i * interval '1 s' from generate_series(1, " + (Pulls.FILES_MAX + 100)
                + ") i");
        answer(pulls.took(ROUTE, null, new Pulls.File("new.csv", 1, 1, true, null)));
        answer(pulls.visited(ROUTE, new Pulls.Visited(Instant.now(), false, null)));
        answer(pulls.visited(OTHER, new Pulls.Visited(Instant.now(), true, null)));
        assertEquals(Pulls.FILES_MAX + 101, bench.count("select count(*) from ledger.pulled_file"));
        // When
        answer(pulls.visited(ROUTE, new Pulls.Visited(Instant.now(), true, null)));
        // Then
        assertEquals(Pulls.FILES_MAX, bench.count("select count(*) from ledger.pulled_file"));
        assertFalse(answer(pulls.files(ROUTE, List.of("old-1", "new.csv"))).containsKey("old-1"));
    }

    @Test
    void goesNoStepBackInTime() {
        Instant late = Instant.parse("2026-11-22T01:00:00Z");
        answer(pulls.visited(ROUTE, new Pulls.Visited(late, true, null)));
        answer(pulls.visited(ROUTE, new Pulls.Visited(late.minusSeconds(5), true, "CUT_SHORT")));
        Ledger.RouteActivity activity = answer(bench.ledger().routeActivity()).get(0);
        assertEquals(late, activity.lastAttempt());
        assertEquals("CUT_SHORT", activity.memory().code());
    }
}
