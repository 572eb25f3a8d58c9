package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.settlement;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;

/** Lists and routes. */
class InquiriesIT {
    private static final Lane OTHER_FEED = new Lane("tax-01", "tax.settlement");
    private LedgerBench bench;

    @BeforeEach
    void open() {
        bench = new LedgerBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private List<UUID> list(Ledger.ListQuery query) {
        return answer(bench.ledger().list(query)).stream()
                .map(s -> s.head().id())
                .toList();
    }

    @Test
    void listsThePartnersOwnInPagesNewestLast() {
        // Given
        List<UUID> own = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            own.add(bench.put(i % 2 == 0 ? LANE : OTHER_FEED, "content " + i));
            bench.put(new Lane("tax-02", "tax.payroll"), "content " + i);
        }
        own.sort(null);
        // When
        List<UUID> read = new ArrayList<>();
        List<UUID> page = list(new Ledger.ListQuery("tax-01", null, null, null, null, 10));
        while (!page.isEmpty()) {
            read.addAll(page);
            page = list(new Ledger.ListQuery("tax-01", null, null, null, page.get(page.size() - 1), 10));
        }
        // Then
        assertEquals(25, read.size());
        assertTrue(read.containsAll(own));
        assertEquals(
                25,
                list(new Ledger.ListQuery("tax-01", null, null, null, null, Integer.MAX_VALUE))
                        .size());
        assertEquals(
                1,
                list(new Ledger.ListQuery("tax-01", null, null, null, null, -5)).size());
    }

    @Test
    void listsByFeedStateAndTime() {
        // Given
        UUID first = bench.put(LANE, "a");
        bench.finish(bench.claim("w"));
        UUID second = bench.put(LANE, "b");
        UUID other = bench.put(OTHER_FEED, "c");
        bench.sql("update ledger.delivery set received_at = '2026-01-01' where id = '" + first + "'");
        // When
        List<UUID> ofFeed = list(new Ledger.ListQuery("tax-01", "tax.settlement", null, null, null, 10));
        List<UUID> stored = list(new Ledger.ListQuery("tax-01", null, State.STORED, null, null, 10));
        List<UUID> since = list(new Ledger.ListQuery(
                "tax-01", "tax.payroll", State.RECEIVED, Instant.parse("2026-01-02T00:00:00Z"), null, 10));
        // Then
        assertEquals(List.of(other), ofFeed);
        assertEquals(List.of(first), stored);
        assertEquals(List.of(second), since);
    }

    @Test
    void looksBackAtWhatWasCheckedWithoutOneKindOfRefusal() {
        // Given
        UUID stored = bench.put(LANE, "a");
        bench.finish(bench.claim("w"));
        UUID mismatch = refused("b", RefusalCode.CONTROL_TOTAL_MISMATCH, 4);
        refused("c", RefusalCode.SIGNER_MISMATCH, 4);
        refused("d", RefusalCode.ENVELOPE_UNREADABLE, 0);
        // When
        List<History.Checked> last =
                answer(new History(bench.database()).last(LANE.feed(), 10, Set.of(RefusalCode.SIGNER_MISMATCH)));
        // Then
        assertEquals(
                List.of(stored, mismatch), last.stream().map(c -> c.head().id()).toList());
    }

    @CanIgnoreReturnValue
    private UUID refused(String content, RefusalCode code, long records) {
        UUID delivery = bench.put(LANE, content);
        Ledger.Work work = bench.claim("w");
        Counts counts = new Counts(records, 0, 0, records, 0, 0, 0, 0);
        answer(bench.ledger().settle(work, settlement(work, State.REFUSED, counts, Refusal.of(code), null)));
        bench.done(work, "report");
        return delivery;
    }

    @Test
    void hasNoBacklogWhenNothingWaits() {
        assertEquals(new Ledger.Backlog(0, 0), answer(bench.ledger().backlog()));
    }

    @Test
    void tellsEveryRouteItsActivity() {
        // Given
        bench.put(LANE, "a");
        bench.finish(bench.claim("w"));
        bench.put(LANE, "b");
        bench.put(LANE, "c");
        answer(bench.ledger().retryLater(bench.claim("w"), "hold", 0));
        bench.put(OTHER_FEED, "d");
        Ledger.Work refused = bench.claim("w");
        while (!refused.head().lane().equals(OTHER_FEED)) {
            refused = bench.claim("w");
        }
        Refusal refusal = Refusal.of(RefusalCode.SHAPE_INVALID);
        answer(bench.ledger().settle(refused, settlement(refused, State.REFUSED, Counts.NONE, refusal, null)));
        bench.sql("update ledger.delivery set received_at = now() - interval '1 hour' where settled_at is null");
        // When
        List<Ledger.RouteActivity> routes = answer(bench.ledger().routeActivity());
        Ledger.Backlog backlog = answer(bench.ledger().backlog());
        // Then
        assertEquals(2, backlog.waiting());
        assertTrue(backlog.oldestWaitingS() >= 3_600);
        assertEquals(2, routes.size());
        Ledger.RouteActivity payroll = routes.get(0);
        assertEquals("https.tax-01.tax.payroll", payroll.route().id());
        assertEquals(2, payroll.waiting());
        assertEquals(1, payroll.failing());
        assertNotNull(payroll.lastSuccess());
        assertNotNull(payroll.lastAttempt());
        Ledger.RouteActivity settlements = routes.get(1);
        assertEquals(0, settlements.waiting());
        assertEquals(0, settlements.oldestWaitingS());
        assertNull(settlements.lastSuccess());
    }
}
