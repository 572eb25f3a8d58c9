package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.store.Settlements.AN;
import static vn.lienthong.store.Settlements.BINH;
import static vn.lienthong.store.Settlements.CHI;
import static vn.lienthong.store.Settlements.PARTNER;
import static vn.lienthong.store.Settlements.group;
import static vn.lienthong.store.Settlements.line;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.postgres.Role;
import vn.lienthong.store.Store.BatchCounts;
import vn.lienthong.store.Store.DeliverySum;
import vn.lienthong.store.Store.Notice;
import vn.lienthong.store.Store.Removal;

/** Deliveries that say everything about a group: what they no longer have goes, and nothing old brings it back. */
class ReplaceIT {

    private static StoreFixture fixture;
    private static Path scratch = Path.of("");
    private static int feeds;
    private Settlements s;

    @BeforeAll
    static void open(@TempDir Path folder) {
        fixture = new StoreFixture(folder);
        scratch = folder;
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void adopt() {
        s = new Settlements(fixture, scratch, "settlement.f" + ++feeds);
    }

    @Test
    void removesThePersonThatAnAmendmentDrops() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH, CHI);
        Cursor before = Cursor.parse(s.events(null).get(2).getString("id")).orElseThrow();
        // When
        StoreFixture.Sender amended = s.state(PARTNER, 2, 2, line("E1", "An", 101));
        // Then
        List<JsonObject> news = s.events(before);
        JsonObject gone = news.get(news.size() - 1);
        assertEquals(BINH.subject().toString(), gone.getString("subject"));
        assertEquals("DELETE", gone.getString("method"));
        assertFalse(gone.containsKey("data"));
        assertEquals(amended.delivery.toString(), gone.getString("delivery"));
        assertEquals(Map.of(AN.subject().toString(), 101L, CHI.subject().toString(), 300L), s.held());
        DeliverySum sum = fixture.store.sum(amended.delivery);
        assertEquals(1, sum.removed());
        assertEquals(sum.firstPosition() + 1, sum.lastPosition());
    }

    @Test
    void sumsOverItsRunsWhatADeliveryPutAndRemoved() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH, CHI);
        StoreFixture.Sender amended = s.state(PARTNER, 2, 2, line("E1", "An", 101));
        DeliverySum once = fixture.store.sum(amended.delivery);
        // When it is stored again as another run, which finds everything done
        amended.run = 2;
        amended.batchNo = 0;
        amended.present = fixture.store.fence(amended.claim());
        BatchCounts again = s.put(amended, 2, List.of(line("E1", "An", 101)));
        Removal gone = s.remove(amended, 2, List.of(line("E1", "An", 101)));
        // Then
        assertEquals(List.of(new BatchCounts(0, 1, 0, 0), new Removal(0, 0)), List.of(again, gone));
        assertEquals(once, fixture.store.sumOfRuns(amended.delivery));
        DeliverySum second = fixture.store.sum(amended.delivery);
        assertEquals(List.of(0L, 1L, 0L), List.of(second.stored(), second.unchanged(), second.removed()));
    }

    @Test
    void keepsNothingPersonalInATombstone() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        // When
        s.state(PARTNER, 2, 2, AN);
        // Then
        assertEquals(
                "1",
                s.rows("deleted and person is null and income is null and number is null and employer = 'E1' and"
                        + " content_hash = '00000000-0000-0000-0000-000000000000'"));
        assertEquals("1", fixture.ask("select count(*) from store." + Samples.tableName(s.contract.feed()) + "_month"));
    }

    @Test
    void anOriginalAfterItsAmendmentIsStaleAndRevivesNobody() {
        // Given
        s.state(PARTNER, 1, 2, AN);
        StoreFixture.Sender original = s.sender(PARTNER, 2);
        // When
        BatchCounts counts = s.put(original, 1, List.of(AN, BINH));
        Removal removal = s.remove(original, 1, List.of(AN, BINH));
        // Then
        assertEquals(new BatchCounts(0, 0, 2, 0), counts);
        assertEquals(new Removal(0, 0), removal);
        assertEquals(Map.of(AN.subject().toString(), 100L), s.held());
        assertEquals(
                List.of(new Notice(Notice.Kind.STALE, 1, 10), new Notice(Notice.Kind.STALE, 2, 20)),
                fixture.store.notices(original.delivery, Notice.Kind.STALE, 10));
    }

    @Test
    void bringsBackARecordThatIsStatedAgainWithTheSameContent() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        s.state(PARTNER, 2, 2, AN);
        // When
        StoreFixture.Sender third = s.state(PARTNER, 3, 3, AN, BINH);
        // Then
        DeliverySum sum = fixture.store.sum(third.delivery);
        assertEquals(List.of(1L, 1L, 0L), List.of(sum.stored(), sum.unchanged(), sum.takenOver()));
        List<JsonObject> events = s.events(null);
        JsonObject last = events.get(events.size() - 1);
        assertEquals(
                List.of(BINH.subject().toString(), "PUT"),
                List.of(last.getString("subject"), last.getString("method")));
        assertEquals("0", s.rows("deleted"));
    }

    @Test
    void withoutVersionsTheLaterStatementHolds() {
        // Given
        s.state(PARTNER, 1, 0, AN, BINH);
        // When
        s.state(PARTNER, 2, 0, BINH);
        // Then
        assertEquals(Map.of(BINH.subject().toString(), 200L), s.held());
    }

    @Test
    void aRemovalIsDoneOnceForARun() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender amended = s.state(PARTNER, 2, 2, AN);
        long head = StoreFixture.get(fixture.store.head(s.contract.feed())).position();
        // When
        Removal again = s.remove(amended, 2, List.of(AN));
        // Then
        assertEquals(new Removal(1, head), again);
        assertEquals(
                head, StoreFixture.get(fixture.store.head(s.contract.feed())).position());
        assertEquals(1, fixture.store.sum(amended.delivery).removed());
    }

    @Test
    void aRestartBetweenBatchesAndRemovalDoesTheRemoval() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        var unused = s.put(amended, 2, List.of(AN));
        // When
        amended.epoch = 2;
        var present = fixture.store.fence(amended.claim());
        Removal removal = s.remove(amended, 2, List.of(AN));
        // Then
        assertTrue(present.get(0));
        assertEquals(1, present.cardinality());
        assertEquals(1, removal.removed());
    }

    @Test
    void refusesTheRemovalOfAWorkerThatHasLostItsDelivery() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        var unused = fixture.store.fence(new Store.Claim(amended.delivery, amended.lane, amended.laneNo, 2, 1));
        // When
        assertThrows(FenceLost.class, () -> s.remove(amended, 2, List.of(AN)));
        // Then
        assertEquals(2, s.held().size());
    }

    @Test
    void keepsRecordsThatAreNamedThoughTheyWereRejected() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        NamedRecords.Piece piece = new NamedRecords.Piece();
        piece.stated(group("E1"), Settlements.bytes(AN.subject()), 2);
        piece.named(group("E1"), Settlements.bytes(BINH.subject()));
        // When
        Removal removal = s.remove(amended, piece, Map.of());
        // Then
        assertEquals(0, removal.removed());
    }

    @Test
    void removesNothingFromAGroupWithAnUnreadableKey() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH, CHI, line("E2", "Dũng", 1));
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        NamedRecords.Piece piece = new NamedRecords.Piece();
        piece.stated(group("E1"), Settlements.bytes(AN.subject()), 2);
        piece.unreadable(group("E1"));
        piece.stated(group("E2"), Settlements.bytes(CHI.subject()), 2);
        // When
        Removal removal = s.remove(amended, piece, Map.of());
        // Then
        assertEquals(1, removal.removed());
        assertEquals("0", s.rows("deleted and employer = 'E1'"));
    }

    @Test
    void leavesAGroupAloneThatOnlyRejectedRecordsName() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        NamedRecords.Piece piece = new NamedRecords.Piece();
        piece.named(group("E1"), Settlements.bytes(AN.subject()));
        // When
        Removal removal = s.remove(amended, piece, Map.of());
        // Then
        assertEquals(0, removal.removed());
    }

    @Test
    void emptiesAGroupThatIsStatedWithoutRecords() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH, CHI);
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        NamedRecords.Piece piece = new NamedRecords.Piece();
        piece.emptied(group("E1"), 2);
        // When
        Removal removal = s.remove(amended, piece, Map.of());
        // Then
        assertEquals(2, removal.removed());
        assertEquals(Map.of(CHI.subject().toString(), 300L), s.held());
    }

    @Test
    void removesOnlyWhatThePartnerMaySpeakOf() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender other = s.sender("tax-02", 1);
        // When
        Removal outside = s.remove(other, 2, List.of(line("E1", "Nobody", 1)), Map.of("employer", List.of("E9")));
        // Then
        assertEquals(0, outside.removed());
        assertEquals(2, s.held().size());
    }

    @Test
    void leavesRowsAloneThatALaterDeliveryHasJustPut() {
        // Given a later delivery whose batches are in, and its removal not yet
        StoreFixture.Sender first = s.sender(PARTNER, 1);
        StoreFixture.Sender later = s.sender("tax-02", 1);
        var unused = s.put(later, 1, List.of(BINH));
        // When
        Removal removal = s.remove(first, 1, List.of(AN));
        // Then
        assertEquals(0, removal.removed());
        assertEquals(Map.of(BINH.subject().toString(), 200L), s.held());
    }

    @Test
    @Timeout(20)
    void aRemovalWaitsForTheBatchesOfOlderDeliveriesInItsGroups() throws Exception {
        // Given an older delivery's batch that has written its row and cannot commit yet
        s.state(PARTNER, 1, 0, AN);
        StoreFixture.Sender older = s.sender("tax-02", 1);
        StoreFixture.Sender amended = s.sender(PARTNER, 2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<BatchCounts>> batches = new ArrayList<>();
        List<Future<Removal>> removals = new ArrayList<>();
        fixture.database.sessions(Role.OWNER).run(holder -> {
            holder.setAutoCommit(false);
            try (Statement hold = holder.createStatement()) {
                boolean held =
                        hold.execute("select from store.feed where feed = '" + s.contract.feed() + "' for update");
                assertTrue(held);
                batches.add(threads.submit(() -> s.put(older, 1, List.of(BINH))));
                awaitWaiting(1);
                // When
                removals.add(threads.submit(() -> s.remove(amended, 2, List.of(AN))));
                awaitWaiting(2);
            }
            holder.rollback();
            return true;
        });
        // Then
        assertEquals(1, batches.get(0).get().stored());
        assertEquals(1, removals.get(0).get().removed());
        assertEquals(Map.of(AN.subject().toString(), 100L), s.held());
        threads.shutdown();
    }

    /** Until so many sessions wait for a lock; the owner is not shown what others wait for, but that they do. */
    private static void awaitWaiting(int sessions) {
        String sql = "select count(distinct pid) from pg_locks where not granted";
        while (Integer.parseInt(fixture.ask(sql)) < sessions) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void tellsWhoTookARecordOverButNotWhoRevivedATombstone() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH, CHI);
        s.state(PARTNER, 2, 2, AN);
        StoreFixture.Sender other = s.sender("tax-02", 1);
        // When
        var unused = s.put(other, 3, List.of(line("E1", "An", 101), BINH));
        // Then
        assertEquals(1, fixture.store.sum(other.delivery).takenOver());
        assertEquals(
                List.of(new Notice(Notice.Kind.TAKEN_OVER, 1, 10)),
                fixture.store.notices(other.delivery, Notice.Kind.TAKEN_OVER, 10));
    }

    @Test
    void laterOfTwoPartnersReplacesTheGroupOfTheOther() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        // When
        s.state("tax-02", 1, 1, AN);
        // Then
        assertEquals(Map.of(AN.subject().toString(), 100L), s.held());
    }

    @Test
    void showsAScopedReaderOnlyTombstonesOfItsRows() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH, CHI, line("E2", "Dũng", 1));
        s.state(PARTNER, 2, 2, AN, CHI);
        // When
        Page page = StoreFixture.get(fixture.store.page(
                new PageRequest(s.contract, null, 100, 8 << 20, List.of(), Map.of("employer", List.of("E2")))));
        // Then
        assertEquals(
                List.of("PUT", "DELETE"),
                page.events().stream()
                        .map(e -> new JsonObject(e).getString("method"))
                        .toList());
    }

    @Test
    void showsATombstoneToAReaderWhoseScopeItNoLongerSays() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        s.state(PARTNER, 2, 2, AN);
        // When
        Page page = StoreFixture.get(fixture.store.page(
                new PageRequest(s.contract, null, 100, 8 << 20, List.of(), Map.of("person", List.of("Bình")))));
        // Then
        assertEquals(
                List.of("DELETE"),
                page.events().stream()
                        .map(e -> new JsonObject(e).getString("method"))
                        .toList());
    }

    @Test
    void anotherRunPutsItsBatchesAgainAndChangesNothing() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        StoreFixture.Sender amended = s.state(PARTNER, 2, 2, AN);
        amended.epoch = 2;
        amended.run = 2;
        amended.batchNo = 0;
        // When
        var present = fixture.store.fence(amended.claim());
        BatchCounts counts = s.put(amended, 2, List.of(AN));
        Removal removal = s.remove(amended, 2, List.of(AN));
        // Then
        assertTrue(present.isEmpty());
        assertEquals(new BatchCounts(0, 1, 0, 0), counts);
        assertEquals(0, removal.removed());
        assertEquals(0, fixture.store.sum(amended.delivery).removed());
    }
}
