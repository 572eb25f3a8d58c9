package vn.lienthong.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.store.Store.Claim;
import vn.lienthong.store.Store.Removal;

/**
 * The removal of one run as one transaction (DESIGN 5.9):
 *
 * <pre>
 * fence   as a batch
 * claim   batch 0 of the run; there already = done before, its count is the answer
 * named   COPY of every record that the delivery names, with its group
 * stated  the groups that it speaks about: a good record, and no record whose key cannot be read; the version is the
 *         lowest that it says of the group
 * raise   the statement of each, locked in the order of groups; a group of which a newer one is known is left alone
 * bury    live rows of the stated groups that are older and not named, locked in the order of ids: tombstones
 * close   count and, last, the position
 * </pre>
 */
final class RemovalPut {
    private static final String CLAIM = "insert into store.batch (feed, delivery, run, batch_no, first_record,"
            + " last_record) values (?, ?, ?, 0, 0, 0) on conflict (delivery, run, batch_no) do nothing returning id";
    private static final String DONE = "select removed, coalesce(position, 0) from store.batch"
            + " where delivery = ? and run = ? and batch_no = 0";
    private static final String NAMED = "create temporary table named (group_id uuid not null, record_id uuid,"
            + " mark smallint not null, version bigint not null) on commit drop";
    private static final String COPY =
            "copy pg_temp.named (group_id, record_id, mark, version) from stdin (format binary)";
    private static final String STATED = "create temporary table stated on commit drop as select group_id,"
            + " min(version) filter (where mark = 1) as version from pg_temp.named group by group_id"
            + " having bool_or(mark = 1) and not bool_or(mark = 2)";
    private static final String MAKE = "insert into store.statement (feed, major, group_id, version, order_no)"
            + " select ?, ?, group_id, " + Long.MIN_VALUE + ", -1 from pg_temp.stated order by group_id"
            + " on conflict do nothing";
    private static final String LOCK = "select count(*) from (select from store.statement where feed = ? and major = ?"
            + " and group_id in (select group_id from pg_temp.stated) order by group_id for update) locked";
    private static final String RAISE = "update store.statement s set version = g.version, order_no = ?, delivery = ?"
            + " from pg_temp.stated g where s.feed = ? and s.major = ? and s.group_id = g.group_id"
            + " and (s.version, s.order_no) < (g.version, ?)";
    private static final String LEAVE = "delete from pg_temp.stated g where not exists (select from store.statement s"
            + " where s.feed = ? and s.major = ? and s.group_id = g.group_id and s.delivery = ?)";
    private static final String CLOSE = "with head as (update store.feed set position = position + 1 where feed = ?"
            + " returning position) update store.batch b set removed = ?, live = true, position = head.position,"
            + " committed_at = clock_timestamp() from head where b.id = ? returning b.position";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    private final Claim claim;
    private final Contract contract;
    private final NamedRecords named;
    private final Map<String, List<String>> scope;

    RemovalPut(Claim claim, Contract contract, NamedRecords named, Map<String, List<String>> scope) {
        this.claim = claim;
        this.contract = contract;
        this.named = named;
        this.scope = new TreeMap<>(scope);
    }

    /** Runs the transaction on a session without auto-commit, and commits. */
    Removal run(Connection session) throws SQLException {
        Fence.Place place = Fence.hold(session, claim.delivery(), claim.leaseEpoch());
        long batchId = claim(session, place);
        if (batchId == 0) {
            Removal done = done(session, place);
            session.rollback();
            return done;
        }
        takeNames(session);
        raise(session, place);
        long removed = bury(session, place, batchId);
        Removal removal = removed == 0 ? new Removal(0, 0) : close(session, batchId, removed);
        session.commit();
        return removal;
    }

    private long claim(Connection session, Fence.Place place) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(CLAIM)) {
            s.setString(1, claim.lane().feed());
            s.setObject(2, claim.delivery());
            s.setInt(3, place.run());
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? r.getLong(1) : 0;
            }
        }
    }

    private Removal done(Connection session, Fence.Place place) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(DONE)) {
            s.setObject(1, claim.delivery());
            s.setInt(2, place.run());
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    throw new SQLException("the removal vanished", BatchPut.COLLISION);
                }
                return new Removal(r.getLong(1), r.getLong(2));
            }
        }
    }

    private void takeNames(Connection session) throws SQLException {
        execute(session, NAMED);
        CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            byte[] head = CopyRows.head();
            copy.writeToCopy(head, 0, head.length);
            named.send(copy);
            copy.writeToCopy(new byte[] {-1, -1}, 0, 2);
            long unused = copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        execute(session, STATED);
        execute(session, "analyze pg_temp.named");
        execute(session, "analyze pg_temp.stated");
    }

    private void raise(Connection session, Fence.Place place) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(MAKE)) {
            s.setString(1, contract.feed());
            s.setInt(2, contract.major());
            int unused = s.executeUpdate();
        }
        try (PreparedStatement s = session.prepareStatement(LOCK)) {
            s.setString(1, contract.feed());
            s.setInt(2, contract.major());
            boolean unused = s.execute();
        }
        try (PreparedStatement s = session.prepareStatement(RAISE)) {
            s.setLong(1, place.orderNo());
            s.setObject(2, claim.delivery());
            s.setString(3, contract.feed());
            s.setInt(4, contract.major());
            s.setLong(5, place.orderNo());
            int unused = s.executeUpdate();
        }
        try (PreparedStatement s = session.prepareStatement(LEAVE)) {
            s.setString(1, contract.feed());
            s.setInt(2, contract.major());
            s.setObject(3, claim.delivery());
            int unused = s.executeUpdate();
        }
    }

    private long bury(Connection session, Fence.Place place, long batchId) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(burySql())) {
            int p = 0;
            s.setLong(++p, place.orderNo());
            for (List<String> allowed : scope.values()) {
                s.setArray(++p, session.createArrayOf("text", allowed.toArray()));
            }
            s.setLong(++p, place.orderNo());
            s.setLong(++p, batchId);
            s.setString(++p, claim.lane().partner());
            try (ResultSet r = s.executeQuery()) {
                r.next();
                return r.getLong(1);
            }
        }
    }

    private String burySql() {
        RecordTable table = RecordTable.of(contract, contract.table());
        String inScope = scope.keySet().stream()
                .map(name -> " and t." + scopeColumn(name) + "::text = any(?)")
                .collect(Collectors.joining());
        String emptied = table.table().fields().stream()
                .filter(f -> !table.staysInTombstone(f))
                .map(f -> ", " + RecordTable.column(f) + " = null")
                .collect(Collectors.joining());
        StringBuilder children = new StringBuilder();
        for (RecordTable child : RecordTable.of(contract)) {
            if (child.isChild()) {
                children.append(", child_")
                        .append(child.table().index())
                        .append(" as (delete from ")
                        .append(child.sqlName())
                        .append(" c using buried where c.record_id = buried.record_id)");
            }
        }
        return "with left_out as (select t.record_id, g.version from " + table.sqlName() + " t join pg_temp.stated g"
                + " using (group_id) where not t.deleted and (t.version, t.delivery_no) < (g.version, ?) and not exists"
                + " (select from pg_temp.named n where n.record_id = t.record_id)" + inScope
                + " order by t.record_id for update of t), numbered as (select record_id, version, row_number() over"
                + " (order by record_id) as ordinal from left_out), buried as (update " + table.sqlName() + " t set"
                + " deleted = true, content_hash = '" + NOBODY + "', version = n.version, delivery_no = ?,"
                + " batch_id = ?, ordinal = n.ordinal, partner = ?" + emptied + " from numbered n where t.record_id ="
                + " n.record_id returning t.record_id)" + children + " select count(*) from buried";
    }

    private String scopeColumn(String name) {
        Field field = contract.table().field(name);
        if (field == null) {
            throw new IllegalArgumentException("the scope names no field of " + contract.feed());
        }
        return RecordTable.column(field);
    }

    private Removal close(Connection session, long batchId, long removed) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(CLOSE)) {
            s.setString(1, claim.lane().feed());
            s.setLong(2, removed);
            s.setLong(3, batchId);
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    throw new SQLException("the feed or the batch vanished", BatchPut.COLLISION);
                }
                return new Removal(removed, r.getLong(1));
            }
        }
    }

    private static void execute(Connection session, String sql) throws SQLException {
        try (Statement s = session.createStatement()) {
            boolean unused = s.execute(sql);
        }
    }
}
