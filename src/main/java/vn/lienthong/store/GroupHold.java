package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import vn.lienthong.contract.Contract;

/**
 * The newest statement about each group of a batch, held for share until the batch ends: a {@link RemovalPut} that
 * raises one waits, and then sees the batch's rows; a batch that comes after it finds the raised one. A group nobody
 * has spoken of gets a row that is older than everything, so that there is something to hold.
 */
final class GroupHold {
    private static final String HOLD = "select group_id, version, order_no, delivery from store.statement"
            + " where feed = ? and major = ? and group_id = any(?) order by group_id for share";
    private static final String MAKE = "insert into store.statement (feed, major, group_id, version, order_no)"
            + " select ?, ?, g, " + Long.MIN_VALUE + ", -1 from unnest(?::uuid[]) g order by g on conflict do nothing";

    private final Connection session;
    private final Contract contract;

    GroupHold(Connection session, Contract contract) {
        this.session = session;
        this.contract = contract;
    }

    private record Statement(long version, long orderNo, boolean own) {}

    /** Marks the records that an older statement than their group's newest brings. */
    boolean[] outdated(BatchBuffer batch, UUID delivery, long orderNo) throws SQLException {
        Map<UUID, Statement> newest = new HashMap<>();
        UUID[] groups = new UUID[batch.records()];
        for (int r = 0; r < groups.length; r++) {
            groups[r] = new UUID(batch.groupHigh(r), batch.groupLow(r));
            newest.put(groups[r], new Statement(Long.MIN_VALUE, -1, false));
        }
        UUID[] distinct = newest.keySet().toArray(UUID[]::new);
        if (hold(distinct, delivery, newest) < distinct.length) {
            make(distinct);
            if (hold(distinct, delivery, newest) < distinct.length) {
                throw new SQLException("a group's statement vanished", BatchPut.COLLISION);
            }
        }
        boolean[] outdated = new boolean[groups.length];
        for (int r = 0; r < groups.length; r++) {
            Statement s = newest.get(groups[r]);
            long version = batch.version(r);
            outdated[r] = s != null && !s.own && (version < s.version || (version == s.version && orderNo < s.orderNo));
        }
        return outdated;
    }

    private int hold(UUID[] groups, UUID delivery, Map<UUID, Statement> newest) throws SQLException {
        int held = 0;
        try (PreparedStatement s = session.prepareStatement(HOLD)) {
            bind(s, groups);
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    held++;
                    boolean own = delivery.equals(r.getObject(4, UUID.class));
                    newest.put(r.getObject(1, UUID.class), new Statement(r.getLong(2), r.getLong(3), own));
                }
            }
        }
        return held;
    }

    private void make(UUID[] groups) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(MAKE)) {
            bind(s, groups);
            int unused = s.executeUpdate();
        }
    }

    private void bind(PreparedStatement s, UUID[] groups) throws SQLException {
        s.setString(1, contract.feed());
        s.setInt(2, contract.major());
        s.setArray(3, session.createArrayOf("uuid", groups));
    }
}
