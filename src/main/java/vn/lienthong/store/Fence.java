package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.UUID;
import vn.lienthong.delivery.Lane;

/**
 * Notes a delivery with its lease epoch, and with the number that orders its statements against those of others.
 *
 * <p>That number is {@code turn * 2^32 + laneNo}. The turn counts deliveries over all lanes as they first come to be
 * stored, so that of two partners who speak about one key the later stored one holds; within a lane turns follow lane
 * numbers, because a lane is stored in order. A delivery that comes after a later one of its lane (it was set aside and
 * then released) gets turn 0: it inserts missing keys, and never wins against a statement of equal version.
 */
final class Fence {
    private static final String LANE_LOCK = "select pg_advisory_xact_lock(hashtextextended(? || chr(10) || ?, 5))";
    private static final String RAISE = "insert into store.delivery (delivery, feed, partner, lane_no, lease_epoch,"
            + " run, order_no) select ?, ?, ?, n.lane_no, ?, ?, n.lane_no + case when exists (select from store.delivery d"
            + " where d.feed = ? and d.partner = ? and d.lane_no > n.lane_no) then 0 else nextval('store.fence_order')"
            + " << 32 end from (select ?::bigint as lane_no) n on conflict (delivery) do update set lease_epoch ="
            + " excluded.lease_epoch, run = greatest(delivery.run, excluded.run) where delivery.lease_epoch <="
            + " excluded.lease_epoch returning delivery";
    private static final String BATCHES =
            "select batch_no from store.batch where delivery = ? and run = ?" + " and batch_no > 0";
    private static final String HELD =
            "select lease_epoch, order_no, run from store.delivery where delivery = ? for share";

    private final Connection session;
    private final Store.Claim claim;

    Fence(Connection session, Store.Claim claim) {
        this.session = session;
        this.claim = claim;
    }

    /** What the fence says of a delivery: the number that orders its statements, and its run. */
    record Place(long orderNo, int run) {}

    /** Keeps a takeover waiting until the transaction ends; a fence that was raised meanwhile is {@link FenceLost}. */
    static Place hold(Connection session, UUID delivery, long leaseEpoch) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(HELD)) {
            s.setObject(1, delivery);
            try (ResultSet r = s.executeQuery()) {
                if (!r.next() || r.getLong(1) != leaseEpoch) {
                    throw new FenceLost();
                }
                return new Place(r.getLong(2), r.getInt(3));
            }
        }
    }

    /** Waits for batches of an older epoch that are under way, and tells which are there afterwards. */
    BitSet raise() throws SQLException {
        Lane lane = claim.lane();
        session.setAutoCommit(false);
        try (PreparedStatement s = session.prepareStatement(LANE_LOCK)) {
            s.setString(1, lane.partner());
            s.setString(2, lane.feed());
            boolean unused = s.execute();
        }
        try (PreparedStatement s = session.prepareStatement(RAISE)) {
            s.setObject(1, claim.delivery());
            s.setString(2, lane.feed());
            s.setString(3, lane.partner());
            s.setLong(4, claim.leaseEpoch());
            s.setInt(5, claim.run());
            s.setString(6, lane.feed());
            s.setString(7, lane.partner());
            s.setLong(8, claim.laneNo());
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    throw new FenceLost();
                }
            }
        }
        BitSet batches = new BitSet();
        try (PreparedStatement s = session.prepareStatement(BATCHES)) {
            s.setObject(1, claim.delivery());
            s.setInt(2, claim.run());
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    batches.set(r.getInt(1) - 1);
                }
            }
        }
        session.commit();
        return batches;
    }
}
