package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.Contract;

class BatchBufferTest {
    private static final Contract ONE = Samples.contract(
            "t.one", "1.0.0", List.of(Samples.table(0, "t_one", null, List.of("k:TEXT:1", "a:TEXT", "b:TEXT"))));
    private static final Contract MORE = Samples.contract(
            "t.one",
            "1.1.0",
            List.of(Samples.table(0, "t_one", null, List.of("k:TEXT:1", "a:TEXT", "b:TEXT", "c:TEXT"))));

    private static byte[] id(long high, long low) {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** One record of table 0; null = absent. */
    private static void record(BatchBuffer batch, byte[] id, @org.jspecify.annotations.Nullable String... values) {
        batch.beginRecord(1, id, 0);
        batch.beginRow(0);
        for (String v : values) {
            if (v == null) {
                batch.absent();
            } else {
                Samples.text(batch, v);
            }
        }
        batch.endRow();
        batch.endRecord();
    }

    private static String hash(Contract contract, @org.jspecify.annotations.Nullable String... values) {
        BatchBuffer batch = new BatchBuffer(contract);
        record(batch, id(1, 1), values);
        return Long.toHexString(batch.hashHigh(0)) + Long.toHexString(batch.hashLow(0));
    }

    @Test
    void ordersRecordsByIdAsTheServerDoes() {
        // Given
        BatchBuffer batch = new BatchBuffer(ONE);
        Random random = new Random(1);
        long[][] ids = new long[5_000][];
        for (int i = 0; i < ids.length; i++) {
            // Many share the sorted part of the id, some all of its first half.
            ids[i] =
                    new long[] {(random.nextLong() & 0x8000_0000_0000_0007L) | (i % 3 == 0 ? i : 0), random.nextLong()};
            record(batch, id(ids[i][0], ids[i][1]), "k", "a", "b");
        }
        // When
        int[] order = batch.inIdOrder();
        // Then
        assertEquals(ids.length, Arrays.stream(order).distinct().count());
        for (int i = 1; i < order.length; i++) {
            byte[] before = id(batch.idHigh(order[i - 1]), batch.idLow(order[i - 1]));
            byte[] after = id(batch.idHigh(order[i]), batch.idLow(order[i]));
            assertTrue(Arrays.compareUnsigned(before, after) < 0);
        }
    }

    @Test
    void refusesAKeyTwice() {
        // Given
        BatchBuffer batch = new BatchBuffer(ONE);
        record(batch, id(1, 2), "k", "a", "b");
        record(batch, id(3, 4), "k", "a", "b");
        record(batch, id(1, 2), "k", "a", "c");
        // When, Then
        assertThrows(IllegalStateException.class, batch::inIdOrder);
    }

    @Test
    void hashesContentAndNotItsBorders() {
        assertEquals(hash(ONE, "k", "a", "b"), hash(ONE, "k", "a", "b"));
        assertNotEquals(hash(ONE, "k", "ab", ""), hash(ONE, "k", "a", "b"));
        assertNotEquals(hash(ONE, "k", "", "a"), hash(ONE, "k", null, "a"));
        assertNotEquals(hash(ONE, "k", "a", ""), hash(ONE, "k", "a", null));
    }

    @Test
    void keepsTheHashWhenTheContractGainsAFieldThatNobodyFills() {
        assertEquals(hash(ONE, "k", "a", "b"), hash(MORE, "k", "a", "b", null));
        assertEquals(hash(ONE, "k", "a", null), hash(MORE, "k", "a", null, null));
        assertNotEquals(hash(ONE, "k", "a", "b"), hash(MORE, "k", "a", "b", "c"));
    }

    @Test
    void hashesChildRowsWithTheirTableAndOrder() {
        // Given
        Contract visits = Samples.visits("t.visits");
        BatchBuffer batch = new BatchBuffer(visits);
        // When
        Samples.visit(batch, 1, 5, 0);
        Samples.visit(batch, 1, 5, 1);
        Samples.visit(batch, 1, 5, 2);
        // Then
        assertNotEquals(batch.hashHigh(0), batch.hashHigh(1));
        assertNotEquals(batch.hashHigh(1), batch.hashHigh(2));
        assertEquals(1, batch.rowsEnd(0) - batch.firstRow(0));
        assertEquals(3, batch.rowsEnd(2) - batch.firstRow(2));
    }

    @Test
    void isEmptyAfterClearAndGivesTheSameBytesAgain() {
        // Given
        BatchBuffer batch = new BatchBuffer(ONE);
        batch.beginRecord(1, id(9, 9), 0);
        batch.beginRow(0);
        batch.absent();
        // When
        batch.clear();
        // Then
        assertEquals(0, batch.records());
        assertEquals(0, batch.bytes());
        record(batch, id(1, 1), "k", "a", "b");
        assertEquals(
                hash(ONE, "k", "a", "b"), Long.toHexString(batch.hashHigh(0)) + Long.toHexString(batch.hashLow(0)));
    }

    @Test
    void refusesRowsOfAnotherShape() {
        // Given
        BatchBuffer batch = new BatchBuffer(ONE);
        // When, Then
        assertThrows(IllegalStateException.class, () -> batch.beginRow(0));
        assertThrows(IllegalStateException.class, () -> batch.integer(1));
        batch.beginRecord(1, id(1, 1), 0);
        assertThrows(IllegalStateException.class, () -> batch.beginRow(1));
        assertThrows(IllegalStateException.class, batch::endRecord);
        batch.beginRow(0);
        batch.absent();
        assertThrows(IllegalStateException.class, batch::endRow);
    }

    @Test
    void growsWithLargeRecords() {
        // Given
        BatchBuffer batch = new BatchBuffer(ONE);
        String large = "x".repeat(3 << 20);
        // When
        for (int i = 0; i < 3; i++) {
            record(batch, id(i, i), "k", large, "b");
        }
        // Then
        assertEquals(3, batch.records());
        assertTrue(batch.bytes() > 9 << 20);
    }
}
