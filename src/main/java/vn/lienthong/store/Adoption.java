package vn.lienthong.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.postgres.CannotStart;

/**
 * Makes a contract's tables, or lets a contract in force gain optional fields. Everything else that changed is refused
 * with the field's name: it would be a new major version, which is a new table and a new epoch. One transaction, one
 * adoption at a time.
 */
final class Adoption {
    private static final long LOCK = 0x41444F50L;
    private static final String FIELDS = "select table_name, field, type, scale, required, key_position"
            + " from store.contract_field where feed = ? and major = ?";

    private final Connection session;
    private final Contract contract;

    Adoption(Connection session, Contract contract) {
        this.session = session;
        this.contract = contract;
    }

    /** What a field of the contract in force is. */
    private record Promise(String type, int scale, boolean required, int keyPosition) {
        static Promise of(Field f) {
            return new Promise(f.type().name(), f.scale(), f.required(), f.keyPosition());
        }
    }

    void run() throws SQLException {
        session.setAutoCommit(false);
        execute("set local lock_timeout = '10s'");
        execute("select pg_advisory_xact_lock(" + LOCK + ")");
        feed();
        Map<String, Map<String, Promise>> inForce = inForce();
        for (RecordTable table : RecordTable.of(contract)) {
            demandNames(table);
            Map<String, Promise> promised = inForce.remove(table.name());
            if (promised == null) {
                demandOptionalTable(table, !inForce.isEmpty() || table.isChild());
                create(table);
            } else {
                extend(table, promised);
            }
        }
        if (!inForce.isEmpty()) {
            throw refused(
                    "no longer has the table " + inForce.keySet().iterator().next());
        }
        session.commit();
    }

    private void feed() throws SQLException {
        String table = RecordTable.of(contract, contract.table()).name();
        try (PreparedStatement s =
                session.prepareStatement("select major, version_fields, replaces_fields from store.feed where feed = ?"
                        + " for no key update")) {
            s.setString(1, contract.feed());
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    write(
                            "insert into store.feed (contract_version, table_name, major, epoch, feed)"
                                    + " values (?, ?, ?, ?, ?)",
                            table,
                            Epochs.random());
                } else if (r.getInt(1) > contract.major()) {
                    throw refused("is older than major version " + r.getInt(1) + ", which is in force");
                } else if (r.getInt(1) < contract.major()) {
                    write(
                            "update store.feed set contract_version = ?, table_name = ?, major = ?, epoch = ?"
                                    + " where feed = ?",
                            table,
                            Epochs.random());
                    retireBatches();
                } else {
                    demandSame("version", r.getArray(2), contract.exchange().version());
                    demandSame("replaces", r.getArray(3), contract.exchange().replaces());
                    write(
                            "update store.feed set contract_version = ?, table_name = ?, major = ?,"
                                    + " epoch = coalesce(?, epoch) where feed = ?",
                            table,
                            null);
                }
            }
        }
        noteOrdering();
    }

    /** What orders and groups the rows that are stored; a store made before this was noted had no groups. */
    private void demandSame(String what, @Nullable Array noted, List<String> said) throws SQLException {
        if (noted == null) {
            if (what.equals("replaces") && !said.isEmpty()) {
                throw refused("gains 'replaces', and its rows have no groups");
            }
            return;
        }
        List<String> before = List.of((String[]) noted.getArray());
        if (!before.equals(said)) {
            throw refused("changes '" + what + "' from " + before + " to " + said);
        }
    }

    private void noteOrdering() throws SQLException {
        try (PreparedStatement s = session.prepareStatement(
                "update store.feed set version_fields = ?, replaces_fields = ? where feed = ?")) {
            s.setArray(
                    1,
                    session.createArrayOf("text", contract.exchange().version().toArray()));
            s.setArray(
                    2,
                    session.createArrayOf("text", contract.exchange().replaces().toArray()));
            s.setString(3, contract.feed());
            int unused = s.executeUpdate();
        }
    }

    private void write(String sql, String table, @Nullable String epoch) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(sql)) {
            s.setString(1, contract.version());
            s.setString(2, table);
            s.setInt(3, contract.major());
            s.setString(4, epoch);
            s.setString(5, contract.feed());
            int unused = s.executeUpdate();
        }
    }

    /** Rows of the old major version stay in their table and leave the feed. */
    private void retireBatches() throws SQLException {
        try (PreparedStatement s =
                session.prepareStatement("update store.batch set live = false where feed = ? and live")) {
            s.setString(1, contract.feed());
            int unused = s.executeUpdate();
        }
    }

    private Map<String, Map<String, Promise>> inForce() throws SQLException {
        Map<String, Map<String, Promise>> tables = new TreeMap<>();
        try (PreparedStatement s = session.prepareStatement(FIELDS)) {
            s.setString(1, contract.feed());
            s.setInt(2, contract.major());
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    var unused = tables.computeIfAbsent(r.getString(1), t -> new TreeMap<>())
                            .put(
                                    r.getString(2),
                                    new Promise(r.getString(3), r.getInt(4), r.getBoolean(5), r.getInt(6)));
                }
            }
        }
        return tables;
    }

    private void demandNames(RecordTable table) {
        Set<String> taken = new HashSet<>(table.systemColumns());
        for (Field f : table.table().fields()) {
            RecordTable.demandName(f.name(), "field", Field.NAME_CHARS_MAX);
            if (!taken.add(f.name())) {
                throw refused("has a field named '" + f.name() + "', a word of the store itself or used twice");
            }
        }
    }

    private void demandOptionalTable(RecordTable table, boolean late) {
        if (late && !table.isChild()) {
            throw refused("names another table, " + table.name());
        }
    }

    private void create(RecordTable table) throws SQLException {
        execute(table.createSql());
        if (!table.isChild()) {
            for (String index : table.indexSql()) {
                execute(index);
            }
        }
        for (Field f : table.table().fields()) {
            note(table, f);
        }
    }

    private void extend(RecordTable table, Map<String, Promise> promised) throws SQLException {
        for (Field f : table.table().fields()) {
            Promise before = promised.remove(f.name());
            if (before == null) {
                if (f.required() || f.keyPosition() > 0) {
                    throw refused("gains the field '" + f.name() + "', which is not optional");
                }
                execute(table.addColumnSql(f));
                note(table, f);
            } else if (!before.equals(Promise.of(f))) {
                throw refused(
                        "changes the field '" + f.name() + "' from " + words(before) + " to " + words(Promise.of(f)));
            }
        }
        if (!promised.isEmpty()) {
            throw refused(
                    "no longer has the field '" + promised.keySet().iterator().next() + "'");
        }
    }

    private static String words(Promise p) {
        return List.of(p.type(), "scale " + p.scale(), p.required() ? "required" : "optional", "key " + p.keyPosition())
                .toString();
    }

    private void note(RecordTable table, Field f) throws SQLException {
        try (PreparedStatement s = session.prepareStatement("insert into store.contract_field (feed, major, table_name,"
                + " field, type, scale, required, key_position) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            s.setString(1, contract.feed());
            s.setInt(2, contract.major());
            s.setString(3, table.name());
            s.setString(4, f.name());
            s.setString(5, f.type().name());
            s.setInt(6, f.scale());
            s.setBoolean(7, f.required());
            s.setInt(8, f.keyPosition());
            int unused = s.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement s = session.createStatement()) {
            boolean unused = s.execute(sql);
        }
    }

    private CannotStart refused(String what) {
        return new CannotStart(
                "contract " + contract.feed() + " " + contract.version() + " " + what,
                "a contract in force only gains optional fields: give it the next major version, which gets a table and"
                        + " an epoch of its own, or take the change back");
    }
}
