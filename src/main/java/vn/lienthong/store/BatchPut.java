package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import vn.lienthong.store.Store.BatchCounts;
import vn.lienthong.store.Store.BatchKey;

/**
 * One batch as one transaction (DESIGN 5.4):
 *
 * <pre>
 * fence   store.delivery for share, lease epoch compared
 * claim   the batch row; there already = done before, its counts are the answer
 * groups  where deliveries replace groups: older than the group's newest statement -> stale
 * sift    what the table knows of these ids -> new | unchanged (dropped) | older than ours | stale (dropped)
 * lock    the older ones, in the order of ids, and sift again
 * write   delete the older ones, COPY them and the new ones in the order of ids
 * note    the records that were stale or taken over
 * close   counts into the batch row and, last, the position from the feed's counter; commit
 * </pre>
 *
 * Replacing a changed row by delete and COPY writes what an update would write (its index entry moves in any case), and
 * spares a staging table and a join.
 */
final class BatchPut {
    /** Another batch touched the same keys meanwhile: the whole batch is done again. */
    static final String COLLISION = "40001";

    private static final String CLAIM = "insert into store.batch (feed, delivery, run, batch_no, first_record,"
            + " last_record) values (?, ?, ?, ?, ?, ?) on conflict (delivery, run, batch_no) do nothing returning id";
    private static final String DONE = "select stored, unchanged, stale, coalesce(position, 0) from store.batch"
            + " where delivery = ? and run = ? and batch_no = ?";
    private static final String CLOSE_EMPTY = "update store.batch set unchanged = ?, stale = ? where id = ?";
    private static final String CLOSE = "with head as (update store.feed set position = position + 1 where feed = ?"
            + " returning position) update store.batch b set stored = ?, unchanged = ?, stale = ?, taken_over = ?,"
            + " live = true, position = head.position, committed_at = clock_timestamp() from head where b.id = ?"
            + " returning b.position";

    private final BatchKey key;
    private final BatchBuffer batch;
    private final List<RecordTable> tables;
    private final boolean allNew;

    /** Numbers of all records, in the order of ids. */
    private int[] order = {};

    private final NoticeLog notices;
    private Fence.Place place = new Fence.Place(0, 0);
    private long unchanged;
    private boolean metKnownKeys;

    /** @param allNew the keys are probably all new: not sifted, a key that is there already fails the COPY (23505) */
    BatchPut(BatchKey key, BatchBuffer batch, boolean allNew) {
        this.key = key;
        this.batch = batch;
        this.allNew = allNew;
        this.tables = RecordTable.of(batch.contract());
        this.notices = new NoticeLog(batch);
    }

    /** Runs the transaction on a session without auto-commit, and commits. */
    BatchCounts run(Connection session) throws SQLException {
        place = Fence.hold(session, key.delivery(), key.leaseEpoch());
        long orderNo = place.orderNo();
        long batchId = claim(session);
        if (batchId == 0) {
            BatchCounts done = done(session);
            session.rollback();
            return done;
        }
        order = batch.inIdOrder();
        Fate[] fates = new Fate[batch.records()];
        Arrays.fill(fates, Fate.NEW);
        if (batch.grouped()) {
            markOutdated(session, fates);
        }
        if (!allNew) {
            int[] older = sift(session, orderNo, fates);
            replace(session, orderNo, fates, older);
        }
        int[] going = going(fates);
        if (going.length > 0) {
            CopyRows copy = new CopyRows(batch);
            CopyRows.Stamp stamp =
                    new CopyRows.Stamp(batchId, orderNo, key.lane().partner());
            for (RecordTable table : tables) {
                copy.send(session, table, stamp, going);
            }
        }
        notices.write(session, key.delivery(), place.run());
        BatchCounts counts = close(session, batchId, going.length);
        session.commit();
        return counts;
    }

    /** True when a key of the batch was there already, whatever became of it. */
    boolean metKnownKeys() {
        return metKnownKeys;
    }

    /** What becomes of a record. */
    private enum Fate {
        NEW,
        OLDER_THERE,
        UNCHANGED,
        STALE
    }

    private long claim(Connection session) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(CLAIM)) {
            s.setString(1, key.lane().feed());
            s.setObject(2, key.delivery());
            s.setInt(3, place.run());
            s.setInt(4, key.batchNo());
            s.setLong(5, key.firstRecord());
            s.setLong(6, key.lastRecord());
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? r.getLong(1) : 0;
            }
        }
    }

    private BatchCounts done(Connection session) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(DONE)) {
            s.setObject(1, key.delivery());
            s.setInt(2, place.run());
            s.setInt(3, key.batchNo());
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    throw new SQLException("the batch vanished", COLLISION);
                }
                return new BatchCounts(r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4));
            }
        }
    }

    private void markOutdated(Connection session, Fate[] fates) throws SQLException {
        boolean[] outdated = new GroupHold(session, batch.contract()).outdated(batch, key.delivery(), place.orderNo());
        for (int record = 0; record < outdated.length; record++) {
            fates[record] = outdated[record] ? Fate.STALE : fates[record];
        }
    }

    /** Tells the fates that need no lock; returns the records that may replace an older row. */
    private int[] sift(Connection session, long orderNo, Fate[] fates) throws SQLException {
        int[] older = new int[order.length];
        int count = 0;
        try (PreparedStatement s = session.prepareStatement(tables.get(0).knownSql())) {
            s.setObject(1, new UuidArray(batch, order, order.length));
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    int record = find(r.getObject(1, UUID.class));
                    metKnownKeys = true;
                    if (fates[record] == Fate.STALE) {
                        continue;
                    }
                    fates[record] = fate(r, record, orderNo);
                    if (fates[record] == Fate.OLDER_THERE) {
                        older[count++] = record;
                    }
                }
            }
        }
        return Arrays.copyOf(older, count);
    }

    private Fate fate(ResultSet r, int record, long orderNo) throws SQLException {
        UUID hash = r.getObject(2, UUID.class);
        boolean deleted = r.getBoolean(5);
        boolean same = hash.getMostSignificantBits() == batch.hashHigh(record)
                && hash.getLeastSignificantBits() == batch.hashLow(record);
        if (same && !deleted) {
            return Fate.UNCHANGED;
        }
        long version = r.getLong(3);
        boolean newer = version < batch.version(record) || (version == batch.version(record) && r.getLong(4) < orderNo);
        return newer ? Fate.OLDER_THERE : Fate.STALE;
    }

    /** Locks the older rows and looks again: what another batch did meanwhile counts. Then they go. */
    private void replace(Connection session, long orderNo, Fate[] fates, int[] older) throws SQLException {
        if (older.length == 0) {
            return;
        }
        int[] replaced = new int[older.length];
        int count = 0;
        int seen = 0;
        try (PreparedStatement s = session.prepareStatement(tables.get(0).lockSql())) {
            s.setObject(1, new UuidArray(batch, older, older.length));
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    int record = find(r.getObject(1, UUID.class));
                    fates[record] = fate(r, record, orderNo);
                    seen++;
                    if (fates[record] == Fate.OLDER_THERE) {
                        replaced[count++] = record;
                        // A tombstone is nobody's any more.
                        if (!r.getBoolean(5) && !key.lane().partner().equals(r.getString(6))) {
                            notices.takenOver(record);
                        }
                    }
                }
            }
        }
        if (seen != older.length) {
            throw new SQLException("a row was replaced while we waited for it", COLLISION);
        }
        if (count > 0) {
            for (RecordTable table : tables) {
                try (PreparedStatement s = session.prepareStatement(table.deleteSql())) {
                    s.setObject(1, new UuidArray(batch, replaced, count));
                    int unused = s.executeUpdate();
                }
            }
        }
    }

    private int[] going(Fate[] fates) {
        int[] going = new int[order.length];
        int count = 0;
        for (int record : order) {
            switch (fates[record]) {
                case NEW, OLDER_THERE -> going[count++] = record;
                case UNCHANGED -> unchanged++;
                case STALE -> notices.stale(record);
            }
        }
        return Arrays.copyOf(going, count);
    }

    private int find(UUID id) {
        int low = 0;
        int high = order.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int record = order[middle];
            int c = Long.compareUnsigned(batch.idHigh(record), id.getMostSignificantBits());
            if (c == 0) {
                c = Long.compareUnsigned(batch.idLow(record), id.getLeastSignificantBits());
            }
            if (c == 0) {
                return record;
            }
            if (c < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        throw new IllegalStateException("the store answered with a record that was not asked for");
    }

    private BatchCounts close(Connection session, long batchId, long stored) throws SQLException {
        long stale = notices.staleCount();
        if (stored == 0) {
            try (PreparedStatement s = session.prepareStatement(CLOSE_EMPTY)) {
                s.setLong(1, unchanged);
                s.setLong(2, stale);
                s.setLong(3, batchId);
                int unused = s.executeUpdate();
            }
            return new BatchCounts(0, unchanged, stale, 0);
        }
        try (PreparedStatement s = session.prepareStatement(CLOSE)) {
            s.setString(1, key.lane().feed());
            s.setLong(2, stored);
            s.setLong(3, unchanged);
            s.setLong(4, stale);
            s.setLong(5, notices.takenOverCount());
            s.setLong(6, batchId);
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    throw new SQLException("the feed or the batch vanished", COLLISION);
                }
                return new BatchCounts(stored, unchanged, stale, r.getLong(1));
            }
        }
    }
}
