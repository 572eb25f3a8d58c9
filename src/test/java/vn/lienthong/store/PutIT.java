package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;
import vn.lienthong.postgres.DatabaseFault;
import vn.lienthong.store.Store.BatchCounts;
import vn.lienthong.store.Store.BatchKey;
import vn.lienthong.store.Store.DeliverySum;

/** What a batch does to the store (DESIGN 5.4 to 5.6). */
class PutIT {
    private static StoreFixture fixture;

    @BeforeAll
    static void open(@TempDir Path folder) {
        fixture = new StoreFixture(folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static Contract payroll(String feed) {
        Contract contract = Samples.payroll(feed);
        fixture.store.adopt(contract);
        return contract;
    }

    private static String rowsOf(Contract c) {
        return fixture.ask("select count(*) || ' ' || coalesce(sum(salary_vnd), 0) from store."
                + c.table().name());
    }

    @Test
    void storesNewRecordsAndGivesPositionsFromOne() {
        // Given
        Contract c = payroll("put.fresh");
        var sender = fixture.sender(c, "tax-01", 1);
        // When
        BatchCounts first = sender.payroll(1, 100, 500);
        BatchCounts second = sender.payroll(101, 150, 500);
        // Then
        assertEquals(new BatchCounts(100, 0, 0, 1), first);
        assertEquals(new BatchCounts(50, 0, 0, 2), second);
        assertEquals("150 75000", rowsOf(c));
        assertEquals(new DeliverySum(150, 0, 0, 0, 0, epoch(c), 1, 2), fixture.store.sum(sender.delivery));
    }

    private static String epoch(Contract c) {
        return fixture.ask("select epoch from store.feed where feed = '" + c.feed() + "'");
    }

    @Test
    void leavesUnchangedRowsUntouchedAndTakesNoPosition() {
        // Given
        Contract c = payroll("put.again");
        fixture.sender(c, "tax-01", 1).payroll(1, 200, 7);
        String before = fixture.ask("select md5(string_agg(ctid::text || xmin::text || xmax::text, ',' order by"
                + " record_id)) from store.put_again");
        // When
        BatchCounts again = fixture.sender(c, "tax-01", 2).payroll(1, 200, 7);
        // Then
        assertEquals(new BatchCounts(0, 200, 0, 0), again);
        assertEquals(
                before,
                fixture.ask("select md5(string_agg(ctid::text || xmin::text || xmax::text, ',' order by record_id))"
                        + " from store.put_again"));
        assertEquals("1", fixture.ask("select position from store.feed where feed = 'put.again'"));
    }

    @Test
    void replacesChangedRowsAndMovesThemToTheNewPosition() {
        // Given
        Contract c = payroll("put.changed");
        fixture.sender(c, "tax-01", 1).payroll(1, 10, 7);
        // When
        BatchCounts mixed = fixture.sender(c, "tax-01", 2).put(b -> {
            StoreFixture.lines(b, 1, 4, 7, 0);
            StoreFixture.lines(b, 5, 10, 8, 0);
            StoreFixture.lines(b, 11, 12, 9, 0);
        });
        // Then
        assertEquals(new BatchCounts(8, 4, 0, 2), mixed);
        assertEquals("12 " + (4 * 7 + 6 * 8 + 2 * 9), rowsOf(c));
        assertEquals(
                "8",
                fixture.ask("select count(*) from store.put_changed t join store.batch b on b.id = t.batch_id"
                        + " where b.position = 2"));
    }

    @Test
    void putsABatchNumberOnce() {
        // Given
        Contract c = payroll("put.once");
        var sender = fixture.sender(c, "tax-01", 1);
        BatchCounts first = sender.put(1, b -> StoreFixture.lines(b, 1, 10, 7, 0));
        // When
        BatchCounts again = sender.put(1, b -> StoreFixture.lines(b, 1, 10, 7, 0));
        // Then
        assertEquals(first, again);
        assertEquals("1", fixture.ask("select count(*) from store.batch where feed = 'put.once'"));
        assertEquals("1", fixture.ask("select position from store.feed where feed = 'put.once'"));
    }

    @Test
    void putsABatchNumberOnceWhenTwoWorkersTryAtTheSameTime() throws Exception {
        // Given
        Contract c = payroll("put.race");
        var sender = fixture.sender(c, "tax-01", 1);
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService workers = Executors.newFixedThreadPool(2);
        // When
        List<Future<BatchCounts>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(workers.submit(() -> {
                int unused = start.await();
                return sender.put(1, b -> StoreFixture.lines(b, 1, 2_000, 7, 0));
            }));
        }
        // Then
        assertEquals(new BatchCounts(2_000, 0, 0, 1), both.get(0).get());
        assertEquals(new BatchCounts(2_000, 0, 0, 1), both.get(1).get());
        assertEquals("2000 14000", rowsOf(c));
        workers.shutdown();
    }

    @Test
    void refusesABatchOfAnOlderLeaseAndTellsTheNewOneWhatIsThere() {
        // Given
        Contract c = payroll("put.fence");
        var sender = fixture.sender(c, "tax-01", 1);
        sender.put(1, b -> StoreFixture.lines(b, 1, 10, 7, 0));
        sender.put(3, b -> StoreFixture.lines(b, 21, 30, 7, 0));
        // When
        var present = fixture.store.fence(new Store.Claim(sender.delivery, sender.lane, 1, 2, 1));
        // Then
        assertEquals("{0, 2}", present.toString());
        assertThrows(FenceLost.class, () -> sender.put(2, b -> StoreFixture.lines(b, 11, 20, 7, 0)));
        assertThrows(FenceLost.class, () -> fixture.store.fence(sender.claim()));
        assertEquals("20 140", rowsOf(c));
        sender.epoch = 2;
        assertEquals(new BatchCounts(10, 0, 0, 3), sender.put(2, b -> StoreFixture.lines(b, 11, 20, 7, 0)));
    }

    @Test
    void refusesADeliveryThatWasNeverFenced() {
        // Given
        Contract c = payroll("put.unfenced");
        var sender = fixture.sender(c, "tax-01", 1);
        Store.Batch batch = fixture.store.newBatch(c);
        StoreFixture.lines(batch, 1, 1, 7, 0);
        // When, Then
        assertThrows(
                FenceLost.class,
                () -> fixture.store.put(
                        new BatchKey(vn.lienthong.delivery.Uuid7.next(), sender.lane, 2, 1, 1, 1, 1), batch));
    }

    @Test
    void countsAnOlderVersionAsStale() {
        // Given
        Contract c = payroll("put.version");
        fixture.sender(c, "tax-01", 1).put(b -> StoreFixture.lines(b, 1, 10, 7, 5));
        // When
        BatchCounts older = fixture.sender(c, "tax-01", 2).put(b -> StoreFixture.lines(b, 1, 10, 6, 4));
        BatchCounts newer = fixture.sender(c, "tax-01", 3).put(b -> StoreFixture.lines(b, 1, 5, 8, 6));
        // Then
        assertEquals(new BatchCounts(0, 0, 10, 0), older);
        assertEquals(new BatchCounts(5, 0, 0, 2), newer);
        assertEquals("10 " + (5 * 7 + 5 * 8), rowsOf(c));
    }

    @Test
    void letsTheLaterStoredOfTwoPartnersHold() {
        // Given
        Contract c = payroll("put.partners");
        // Its lane is far ahead, which must not count against another partner.
        fixture.sender(c, "tax-01", 900).payroll(1, 10, 7);
        // When
        BatchCounts other = fixture.sender(c, "tax-02", 1).payroll(1, 10, 8);
        // Then
        assertEquals(new BatchCounts(10, 0, 0, 2), other);
        assertEquals("10 80", rowsOf(c));
        assertEquals(
                "10", fixture.ask("select taken_over from store.batch where feed = 'put.partners' and position = 2"));
        assertEquals("tax-02", fixture.ask("select min(partner) from store.put_partners"));
    }

    @Test
    void letsADeliveryReleasedLateOnlyInsertWhatIsMissing() {
        // Given
        Contract c = payroll("put.late");
        fixture.sender(c, "tax-01", 1).payroll(1, 10, 7);
        fixture.sender(c, "tax-01", 3).payroll(5, 10, 9);
        // When
        BatchCounts late = fixture.sender(c, "tax-01", 2).payroll(1, 20, 8);
        // Then
        assertEquals(new BatchCounts(10, 0, 10, 3), late);
        assertEquals("20 " + (4 * 7 + 6 * 9 + 10 * 8), rowsOf(c));
        BatchCounts next = fixture.sender(c, "tax-01", 4).payroll(11, 20, 1);
        assertEquals(new BatchCounts(10, 0, 0, 4), next);
    }

    @Test
    void storesTheSameKeysFromManyLanesAtOnce() throws Exception {
        // Given
        Contract c = payroll("put.lanes");
        int lanes = 4;
        int rounds = 8;
        ExecutorService workers = Executors.newFixedThreadPool(lanes);
        List<Future<Long>> all = new ArrayList<>();
        // When
        for (int lane = 0; lane < lanes; lane++) {
            int me = lane;
            all.add(workers.submit(() -> {
                long handled = 0;
                for (int round = 1; round <= rounds; round++) {
                    BatchCounts n = fixture.sender(c, "p-" + me, round).payroll(1, 500, me * 100 + round);
                    handled += n.stored() + n.unchanged() + n.stale();
                }
                return handled;
            }));
        }
        // Then
        for (Future<Long> one : all) {
            assertEquals(rounds * 500L, one.get());
        }
        assertEquals("500", fixture.ask("select count(*) from store.put_lanes"));
        assertEquals(
                "true",
                fixture.ask("select (count(*) = max(position) and min(position) = 1)::text from store.batch where"
                        + " feed = 'put.lanes' and position is not null"));
        assertEquals("32", fixture.ask("select count(*) from store.batch where feed = 'put.lanes'"));
        workers.shutdown();
    }

    @Test
    void commitsManyBatchesOfOneDeliveryInAnyOrder() throws Exception {
        // Given
        Contract c = payroll("put.parallel");
        var sender = fixture.sender(c, "tax-01", 1);
        ExecutorService workers = Executors.newFixedThreadPool(4);
        List<Future<BatchCounts>> all = new ArrayList<>();
        // When
        for (int i = 20; i >= 1; i--) {
            int number = i;
            all.add(workers.submit(() ->
                    sender.put(number, b -> StoreFixture.lines(b, number * 100L, number * 100L + 99, number, 0))));
        }
        // Then
        for (Future<BatchCounts> one : all) {
            assertEquals(100, one.get().stored());
        }
        DeliverySum sum = fixture.store.sum(sender.delivery);
        assertEquals(new DeliverySum(2_000, 0, 0, 0, 0, epoch(c), 1, 20), sum);
        workers.shutdown();
    }

    @Test
    void isRightWhenADeliveryOfNewKeysTurnsToKnownOnes() {
        // Given
        Contract c = payroll("put.turns");
        fixture.sender(c, "tax-01", 1).payroll(301, 500, 7);
        var sender = fixture.sender(c, "tax-01", 2);
        sender.payroll(1, 100, 7);
        sender.payroll(101, 200, 7);
        sender.payroll(201, 300, 7);
        // When
        BatchCounts turned = sender.payroll(301, 400, 7);
        BatchCounts changed = sender.payroll(401, 600, 8);
        // Then
        assertEquals(new BatchCounts(0, 100, 0, 0), turned);
        assertEquals(new BatchCounts(200, 0, 0, 5), changed);
        assertEquals("600 " + (400 * 7 + 200 * 8), rowsOf(c));
        assertEquals("6", fixture.ask("select count(*) from store.batch where feed = 'put.turns'"));
    }

    @Test
    void revivesADeletedRecordEvenWithTheSameContent() {
        // Given
        Contract c = payroll("put.revived");
        fixture.sender(c, "tax-01", 1).payroll(1, 3, 7);
        fixture.tell("update store.put_revived set deleted = true");
        // When
        BatchCounts again = fixture.sender(c, "tax-01", 2).payroll(1, 3, 7);
        // Then
        assertEquals(new BatchCounts(3, 0, 0, 2), again);
        assertEquals("0", fixture.ask("select count(*) from store.put_revived where deleted"));
    }

    @Test
    void putsAnEmptyBatchWithoutAPosition() {
        // Given
        Contract c = payroll("put.empty");
        // When
        BatchCounts none = fixture.sender(c, "tax-01", 1).put(b -> {});
        // Then
        assertEquals(new BatchCounts(0, 0, 0, 0), none);
        assertEquals("1", fixture.ask("select count(*) from store.batch where feed = 'put.empty'"));
    }

    @Test
    void leavesNothingBehindWhenARowIsRefusedByTheDatabase() {
        // Given
        Contract c = payroll("put.refused");
        var sender = fixture.sender(c, "tax-01", 1);
        // When
        DatabaseFault fault = assertThrows(
                DatabaseFault.class,
                () -> sender.put(1, b -> {
                    StoreFixture.lines(b, 1, 10, 7, 0);
                    b.beginRecord(11, Samples.identity(11), 0);
                    b.beginRow(0);
                    Samples.text(b, "NGUYEN VAN CANARY\u0000");
                    for (int i = 1; i < c.table().fields().size(); i++) {
                        b.absent();
                    }
                    b.endRow();
                    b.endRecord();
                }));
        // Then
        assertEquals("22021", fault.state());
        assertTrue(!fault.toString().contains("CANARY")
                && !String.valueOf(fault.getCause()).contains("CANARY"));
        assertEquals("0 0", rowsOf(c));
        assertEquals("0", fixture.ask("select count(*) from store.batch where feed = 'put.refused'"));
        assertEquals(new BatchCounts(10, 0, 0, 1), sender.put(1, b -> StoreFixture.lines(b, 1, 10, 7, 0)));
    }

    @Test
    void replacesAllChildRowsOfAChangedRecord() {
        // Given
        Contract c = Samples.visits("put.visits");
        fixture.store.adopt(c);
        fixture.sender(c, "hospital-01999", 1).put(b -> {
            Samples.visit(b, 1, 100, 3);
            Samples.visit(b, 2, 200, 0);
        });
        // When
        BatchCounts changed = fixture.sender(c, "hospital-01999", 2).put(b -> {
            Samples.visit(b, 1, 100, 2);
            Samples.visit(b, 2, 200, 0);
        });
        // Then
        assertEquals(new BatchCounts(1, 1, 0, 2), changed);
        assertEquals(
                "2 -0.10 1 2",
                fixture.ask("select count(*) || ' ' || sum(price) || ' ' || min(row_no) || ' ' || max(row_no)"
                        + " from store.put_visits_drug"));
    }
}
