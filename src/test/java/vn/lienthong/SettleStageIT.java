package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static vn.lienthong.ledger.LedgerBench.answer;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.DevAuthority;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.LedgerBench;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.Role;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.report.OutcomeReceipts;
import vn.lienthong.store.PgStore;
import vn.lienthong.store.Store;
import vn.lienthong.watch.Meters;

/** What the outcome receipt says, with a real ledger and a real store. */
class SettleStageIT {
    private static final long ROWS = 3;
    private static final IdentityKey KEY = new IdentityKey(new byte[IdentityKey.BYTES]);

    private final LedgerBench bench = new LedgerBench();
    private final Database database = Database.open(
            bench.vertx(), TestServer.freshDatabase(), TestServer.server().secrets());
    private final PgStore store =
            PgStore.open(bench.vertx(), database, Path.of("target", "settle-" + System.nanoTime() + ".witness"));
    private final Contract contract = Contracts.payroll();
    private final SettleStage stage = new SettleStage(
            bench.ledger(),
            store,
            receipts(),
            InstantSource.system(),
            new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));

    @BeforeEach
    void adopt() {
        store.adopt(contract);
    }

    @AfterEach
    void close() {
        Worker.await(store.close());
        Worker.await(database.close());
        bench.close();
    }

    private static OutcomeReceipts receipts() {
        DevAuthority authority = DevAuthority.create("CN=CA");
        var keys = DevAuthority.Purpose.SIGNER.newKey();
        var certificate = authority.issue(
                DevAuthority.Purpose.SIGNER,
                "CN=receipts",
                keys.getPublic(),
                List.of(),
                DevAuthority.Days.fromNow(Duration.ofDays(1)));
        return new OutcomeReceipts(new SignedReceipts(new CmsReceiptSigner(keys.getPrivate(), certificate), "gw"));
    }

    private Lane lane(String partner) {
        return new Lane(partner, contract.feed());
    }

    /** Check and store of the same few rows, as far as the ledger and the store see it. */
    private Passage stored(Ledger.Work work) throws Exception {
        BitSet goesOn = new BitSet();
        goesOn.set(0, (int) ROWS);
        UUID id = work.head().id();
        Lane lane = work.head().lane();
        long laneNo = work.head().laneNo();
        BitSet done = store.fence(new Store.Claim(id, lane, laneNo, work.leaseEpoch(), work.run()));
        StoreSetup setup = new StoreSetup(
                contract, KEY, goesOn, done, CodeLists.NONE, LocalDate.of(2026, 11, 21), Runnable::run, 1);
        StoreRun.run(new PayrollRows(ROWS, 7), setup, () -> store.newBatch(contract), (batchNo, first, last, batch) -> {
            var unused =
                    store.put(new Store.BatchKey(id, lane, laneNo, work.leaseEpoch(), batchNo, first, last), batch);
        });
        Passage passage = new Passage(work, () -> true);
        bench.done(work, VerifyStage.NAME);
        JsonObject check = new JsonObject()
                .put("received", ROWS)
                .put("rejected", 0L)
                .put("duplicate", 0L)
                .put("rules", new JsonObject());
        answer(bench.ledger().stageDone(work, new Ledger.StageResult(CheckStage.NAME, check, null)));
        passage.add(new Ledger.StageResult(CheckStage.NAME, check, null));
        passage.add(new Ledger.StageResult(StoreStage.NAME, new JsonObject().put("kept", 0L), null));
        return passage;
    }

    private Ledger.Status settled(Passage passage) throws Exception {
        var unused = stage.run(passage);
        return answer(bench.ledger().status(passage.head().id())).orElseThrow();
    }

    private static Counts counts(long stored, long unchanged, long stale) {
        return new Counts(ROWS, stored, unchanged, 0, 0, stale, 0, 0);
    }

    /** A delivery that was held after its batches, replayed, and claimed again. */
    private Ledger.Work replayed() throws Exception {
        UUID delivery = bench.put(lane("tax-01"), "a");
        Ledger.Work first = bench.claim("w");
        var unused = stored(first);
        answer(bench.ledger().retryLater(first, "the ledger was lost", 0));
        assertEquals(
                Answer.DONE,
                answer(bench.ledger().interventions().intervene(Uuid7.next(), delivery, Action.REPLAY, "an"))
                        .answer());
        Ledger.Work second = bench.claim("w");
        assertEquals(2, second.run());
        return second;
    }

    @Test
    void whatAnEarlierRunOfAHeldDeliveryPutIsToldAsStored() throws Exception {
        // Given
        Ledger.Work second = replayed();
        // When
        Ledger.Status status = settled(stored(second));
        // Then
        assertEquals(State.STORED, status.state());
        assertEquals(counts(ROWS, 0, 0), status.counts());
        assertEquals(1, Objects.requireNonNull(status.positions()).getLong("last"));
        assertEquals(ROWS, store.sum(second.head().id()).unchanged());
    }

    @Test
    void noticesThatCannotBeDeletedDoNotFailASettledDelivery() throws Exception {
        // Given
        Passage passage = stored(replayed());
        boolean unused = database.sessions(Role.OWNER).run(session -> {
            try (Statement s = session.createStatement()) {
                return s.execute("revoke delete on store.notice from lienthong_writer");
            }
        });
        // When
        Ledger.Status status = settled(passage);
        // Then
        assertEquals(State.STORED, status.state());
    }

    @Test
    void whatTheStoreHasAlreadyIsUnchangedAndHasNoPosition() throws Exception {
        // Given
        bench.put(lane("tax-01"), "a");
        assertEquals(counts(ROWS, 0, 0), settled(stored(bench.claim("w"))).counts());
        bench.put(lane("tax-02"), "b");
        // When
        Ledger.Status again = settled(stored(bench.claim("w")));
        // Then
        assertEquals(counts(0, ROWS, 0), again.counts());
        assertNull(again.positions());
        assertEquals(new JsonObject(), again.rules());
    }
}
