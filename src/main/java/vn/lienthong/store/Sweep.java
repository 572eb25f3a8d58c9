package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Walks the live batches of each feed, a stretch at a time, and marks those that own no row. A batch never gains rows
 * after its commit, so one that is seen empty stays so. Where the walk stands is kept in memory: losing it costs one.
 */
final class Sweep {
    /** Live batches looked at in one run, for each feed. */
    static final int BATCHES_MAX = 5_000;

    private final Map<String, Long> walked = new TreeMap<>();

    synchronized int run(Connection session) throws SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (Statement s = session.createStatement();
                ResultSet r = s.executeQuery("select feed, table_name from store.feed")) {
            while (r.next()) {
                tables.put(r.getString(1), r.getString(2));
            }
        }
        int swept = 0;
        for (Map.Entry<String, String> e : tables.entrySet()) {
            swept += sweep(session, e.getKey(), e.getValue());
        }
        return swept;
    }

    private int sweep(Connection session, String feed, String table) throws SQLException {
        String sql = "with stretch as (select id, position from store.batch where feed = ? and live and position > ?"
                + " order by position limit " + BATCHES_MAX + "), empty as (update store.batch b set live = false from"
                + " stretch s where b.id = s.id and not exists (select from store.\"" + table
                + "\" t where t.batch_id ="
                + " s.id) returning b.id) select (select count(*) from empty), (select count(*) from stretch), (select"
                + " max(position) from stretch)";
        try (PreparedStatement s = session.prepareStatement(sql)) {
            s.setString(1, feed);
            s.setLong(2, walked.getOrDefault(feed, 0L));
            try (ResultSet r = s.executeQuery()) {
                r.next();
                walked.put(feed, r.getLong(2) < BATCHES_MAX ? 0L : r.getLong(3));
                return r.getInt(1);
            }
        }
    }
}
