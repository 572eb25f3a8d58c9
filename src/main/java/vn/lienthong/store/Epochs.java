package vn.lienthong.store;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The epoch of a feed changes when its positions may have been given before to other rows: the database is another one
 * (restored, copied), or it is behind what the {@link Witness} saw.
 */
final class Epochs {
    private static final Logger LOG = LoggerFactory.getLogger(Epochs.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int IDENTITY_KEY_BYTES = 16;

    private Epochs() {}

    /** 8 random hexadecimal digits. */
    static String random() {
        return HexFormat.of().toHexDigits(RANDOM.nextInt());
    }

    /** At start, as writer: the identity row is made once, and each feed's epoch is held against server and witness. */
    static void settle(Connection session, Witness witness) throws SQLException {
        session.setAutoCommit(false);
        long server = one(session, "select system_identifier from pg_control_system()");
        byte[] key = new byte[IDENTITY_KEY_BYTES];
        RANDOM.nextBytes(key);
        try (PreparedStatement s = session.prepareStatement("insert into store.identity (identity_key,"
                + " system_identifier) values (?, ?) on conflict (only_one) do nothing")) {
            s.setBytes(1, key);
            s.setLong(2, server);
            int unused = s.executeUpdate();
        }
        boolean other = one(session, "select system_identifier from store.identity for update") != server;
        try (Statement s = session.createStatement();
                ResultSet r = s.executeQuery("select feed, epoch, position from store.feed order by feed for update")) {
            while (r.next()) {
                String feed = r.getString(1);
                if (other || isBehind(witness.of(feed), r.getString(2), r.getLong(3))) {
                    LOG.atWarn()
                            .addKeyValue("feed", feed)
                            .log("the store is another one or behind what was seen: the feed gets a new epoch");
                    renew(session, feed);
                }
            }
        }
        try (PreparedStatement s = session.prepareStatement(
                "update store.identity set system_identifier = ?" + " where system_identifier <> ?")) {
            s.setLong(1, server);
            s.setLong(2, server);
            int unused = s.executeUpdate();
        }
        session.commit();
    }

    private static boolean isBehind(Witness.@Nullable Seen seen, String epoch, long position) {
        // Another epoch than the one witnessed was in force later or earlier: also a sign of a restore.
        return seen != null && (!seen.epoch().equals(epoch) || seen.position() > position);
    }

    /** Gives the feed a new epoch inside the caller's transaction. */
    private static void renew(Connection session, String feed) throws SQLException {
        try (PreparedStatement s = session.prepareStatement("update store.feed set epoch = ? where feed = ?")) {
            s.setString(1, random());
            s.setString(2, feed);
            if (s.executeUpdate() != 1) {
                throw new IllegalArgumentException("no such feed");
            }
        }
    }

    private static long one(Connection session, String sql) throws SQLException {
        try (Statement s = session.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getLong(1);
        }
    }
}
