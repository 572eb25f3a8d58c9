package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static vn.lienthong.store.Settlements.AN;
import static vn.lienthong.store.Settlements.BINH;
import static vn.lienthong.store.Settlements.CHI;
import static vn.lienthong.store.Settlements.PARTNER;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.store.Store.BatchCounts;

/** Tombstones that have been told long enough: who has not seen them starts again, once. */
class PurgeIT {

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
        s = new Settlements(fixture, scratch, "purge.f" + ++feeds);
    }

    @Test
    void deletesNoticesThatWereLeftBehind() {
        // Given
        s.state(PARTNER, 1, 2, AN);
        StoreFixture.Sender late = s.state(PARTNER, 2, 1, AN);
        assertEquals(
                1,
                fixture.store
                        .notices(late.delivery, Store.Notice.Kind.STALE, 10)
                        .size());
        fixture.store.purge(Duration.ofDays(1));
        assertEquals(
                1,
                fixture.store
                        .notices(late.delivery, Store.Notice.Kind.STALE, 10)
                        .size());
        // When
        fixture.store.purge(Duration.ZERO);
        // Then
        assertEquals(List.of(), fixture.store.notices(late.delivery, Store.Notice.Kind.STALE, 10));
    }

    @Test
    void tellsAReaderThatMissedAPurgedTombstoneToStartAgain() {
        // Given a reader that has seen everything but the deletion
        s.state(PARTNER, 1, 1, AN, BINH, CHI);
        List<JsonObject> seen = s.events(null);
        Cursor before = Cursor.parse(seen.get(seen.size() - 1).getString("id")).orElseThrow();
        s.state(PARTNER, 2, 2, AN);
        List<JsonObject> all = s.events(null);
        Cursor after = Cursor.parse(all.get(all.size() - 1).getString("id")).orElseThrow();
        // When
        int purged = fixture.store.purge(Duration.ZERO);
        // Then
        assertEquals(1, purged);
        assertEquals(Page.Problem.FEED_COMPACTED, problem(before));
        assertEquals(null, problem(after));
        assertEquals(Map.of(AN.subject().toString(), 100L, CHI.subject().toString(), 300L), s.held());
    }

    @Test
    void aReaderThatStartsAgainAfterAPurgeReadsPageByPage() {
        // Given rows on both sides of a purged tombstone
        s.state(PARTNER, 1, 1, CHI);
        s.state(PARTNER, 2, 1, AN, BINH);
        s.state(PARTNER, 3, 2, AN);
        fixture.store.purge(Duration.ZERO);
        // When
        List<JsonObject> one = fixture.events(s.contract, null, 1);
        // Then
        assertEquals(2, one.size());
        Cursor first = Cursor.parse(one.get(0).getString("id")).orElseThrow();
        assertEquals(1, first.purges());
        assertEquals(null, problem(first));
        Cursor forged = Cursor.of(first.epoch(), first.position(), 99, 1);
        assertEquals(Page.Problem.FEED_EPOCH_CHANGED, problem(forged));
    }

    @Test
    void aPurgedPersonStaysAwayFromOldStatementsToo() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        s.state(PARTNER, 2, 2, AN);
        fixture.store.purge(Duration.ZERO);
        // When
        BatchCounts counts = s.put(s.sender("tax-02", 1), 1, List.of(BINH));
        // Then
        assertEquals(1, counts.stale());
        assertEquals(1, s.held().size());
    }

    @Test
    void keepsYoungTombstones() {
        // Given
        s.state(PARTNER, 1, 1, AN, BINH);
        s.state(PARTNER, 2, 2, AN);
        // When
        int purged = fixture.store.purge(Duration.ofDays(1));
        // Then
        assertEquals(0, purged);
        assertEquals("1", s.rows("deleted"));
    }

    private Page.@Nullable Problem problem(Cursor after) {
        return StoreFixture.get(fixture.store.page(StoreFixture.request(s.contract, after, 10)))
                .problem();
    }
}
