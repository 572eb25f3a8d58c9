package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import vn.lienthong.store.Store.Notice;

/**
 * Records of one batch that met another statement, written in the batch's own transaction: what they met is gone
 * afterwards, so no later look could tell. Bounded for each delivery and kind; the counts in the batch rows are exact.
 */
final class NoticeLog {
    private static final String SAID = "select coalesce(sum(stale), 0), coalesce(sum(taken_over), 0) from store.batch"
            + " where delivery = ? and run = ?";
    private static final String NOTE = "insert into store.notice (delivery, run, kind, record, line)"
            + " select ?, ?, ?, n.record, n.line from unnest(?::bigint[], ?::bigint[]) as n(record, line)"
            + " on conflict do nothing";
    private static final String LIST = "select distinct n.record, n.line from store.notice n join store.delivery d"
            + " on d.delivery = n.delivery and (d.run = n.run or n.kind = 'taken-over') where n.delivery = ?"
            + " and n.kind = ? order by n.record limit ?";
    private static final String FORGET_OLD = "delete from store.notice where ctid = any (array(select n.ctid"
            + " from store.notice n join store.delivery d on d.delivery = n.delivery"
            + " where d.fenced_at <= clock_timestamp() - ? * interval '1 s' limit ?))";

    private final BatchBuffer batch;
    private final List<Integer> stale = new ArrayList<>();
    private final List<Integer> takenOver = new ArrayList<>();

    NoticeLog(BatchBuffer batch) {
        this.batch = batch;
    }

    void stale(int record) {
        stale.add(record);
    }

    void takenOver(int record) {
        takenOver.add(record);
    }

    long staleCount() {
        return stale.size();
    }

    long takenOverCount() {
        return takenOver.size();
    }

    /** Writes what is below the delivery's bound; batches that commit at the same time may exceed it by themselves. */
    void write(Connection session, UUID delivery, int run) throws SQLException {
        if (stale.isEmpty() && takenOver.isEmpty()) {
            return;
        }
        long staleBefore;
        long takenOverBefore;
        try (PreparedStatement s = session.prepareStatement(SAID)) {
            s.setObject(1, delivery);
            s.setInt(2, run);
            try (ResultSet r = s.executeQuery()) {
                r.next();
                staleBefore = r.getLong(1);
                takenOverBefore = r.getLong(2);
            }
        }
        try (PreparedStatement s = session.prepareStatement(NOTE)) {
            s.setObject(1, delivery);
            s.setInt(2, run);
            write(s, Notice.Kind.STALE, stale, staleBefore);
            write(s, Notice.Kind.TAKEN_OVER, takenOver, takenOverBefore);
        }
    }

    private void write(PreparedStatement s, Notice.Kind kind, List<Integer> records, long before) throws SQLException {
        int count = (int) Math.min(records.size(), Math.max(0, Store.NOTICES_MAX - before));
        if (count == 0) {
            return;
        }
        Long[] numbers = new Long[count];
        Long[] lines = new Long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = batch.number(records.get(i));
            lines[i] = batch.line(records.get(i));
        }
        s.setString(3, kind.word());
        s.setArray(4, s.getConnection().createArrayOf("int8", numbers));
        s.setArray(5, s.getConnection().createArrayOf("int8", lines));
        int unused = s.executeUpdate();
    }

    /** What was written of a delivery: stale of its latest run, taken over by any. */
    static List<Notice> read(Connection session, UUID delivery, Notice.Kind kind, int limit) throws SQLException {
        List<Notice> notices = new ArrayList<>();
        try (PreparedStatement s = session.prepareStatement(LIST)) {
            s.setObject(1, delivery);
            s.setString(2, kind.word());
            s.setInt(3, limit);
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    notices.add(new Notice(kind, r.getLong(1), r.getLong(2)));
                }
            }
        }
        return notices;
    }

    /** Deletes what was written of deliveries that came to be stored so long ago, at most {@code limit} notices. */
    static void forgetOld(Connection session, Duration kept, int limit) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(FORGET_OLD)) {
            s.setLong(1, kept.toSeconds());
            s.setInt(2, limit);
            int unused = s.executeUpdate();
        }
    }

    /** Deletes what was written of a delivery. */
    static void forget(Connection session, UUID delivery) throws SQLException {
        try (PreparedStatement s = session.prepareStatement("delete from store.notice where delivery = ?")) {
            s.setObject(1, delivery);
            int unused = s.executeUpdate();
        }
    }
}
