package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Deletes tombstones, and notices that were left behind, that are older than the time they are kept for, a bounded number of each feed in one run, and
 * notes up to where a cursor from before it has missed one. Each purge of a feed has a number; a cursor carries the number
 * that was the last when it was given out (see {@link Cursor}), so a reader who begins again is never told twice.
 */
final class Purge {
    /** Tombstones, or notices, deleted in one transaction. */
    static final int ROWS_MAX = 50_000;

    private static final String FEEDS =
            "select feed, table_name from store.feed where cardinality(replaces_fields) > 0";
    private static final String NOTE = "with feed as (update store.feed set purges = purges + 1 where feed = ?"
            + " returning feed, purges) insert into store.purge (feed, number, position, ordinal) select feed, purges,"
            + " ?, ? from feed";
    private static final String SUPERSEDED = "delete from store.purge where feed = ? and (position, ordinal) < (?, ?)";

    private final Connection session;
    private final Duration kept;

    /** @param kept how long a tombstone stays */
    Purge(Connection session, Duration kept) {
        this.session = session;
        this.kept = kept;
    }

    /** @return tombstones deleted */
    int run() throws SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (Statement s = session.createStatement();
                ResultSet r = s.executeQuery(FEEDS)) {
            while (r.next()) {
                tables.put(r.getString(1), r.getString(2));
            }
        }
        int purged = 0;
        session.setAutoCommit(false);
        for (Map.Entry<String, String> table : tables.entrySet()) {
            purged += purge(table.getKey(), table.getValue());
            session.commit();
        }
        NoticeLog.forgetOld(session, kept, ROWS_MAX);
        session.commit();
        return purged;
    }

    private int purge(String feed, String table) throws SQLException {
        // Who is being revived at this moment is skipped.
        String sql = "with old as (select t.record_id, b.position, t.ordinal from store.\"" + table + "\" t join"
                + " store.batch b on b.id = t.batch_id where t.deleted and b.committed_at <= clock_timestamp() - ? *"
                + " interval '1 s' order by t.record_id limit " + ROWS_MAX + " for update of t skip locked), gone as"
                + " (delete from store.\"" + table + "\" t using old where t.record_id = old.record_id and t.deleted)"
                + " select position, ordinal, count(*) over () from old order by position desc, ordinal desc limit 1";
        long position;
        int ordinal;
        int purged;
        try (PreparedStatement s = session.prepareStatement(sql)) {
            s.setLong(1, kept.toSeconds());
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    return 0;
                }
                position = r.getLong(1);
                ordinal = r.getInt(2);
                purged = r.getInt(3);
            }
        }
        note(NOTE, feed, position, ordinal);
        note(SUPERSEDED, feed, position, ordinal);
        return purged;
    }

    private void note(String sql, String feed, long position, int ordinal) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(sql)) {
            s.setString(1, feed);
            s.setLong(2, position);
            s.setInt(3, ordinal);
            int unused = s.executeUpdate();
        }
    }
}
