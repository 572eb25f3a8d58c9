package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import vn.lienthong.delivery.Fault;
import vn.lienthong.postgres.DatabaseFault;
import vn.lienthong.postgres.QueryPool;

/** Statements of the ledger, each a transaction of its own. Every failure leaves here as a fault of the ledger. */
final class Calls {
    /** SQLSTATE classes that tell of the server and not of the statement: connection, resources, operator, system. */
    private static final Set<String> SERVER_TROUBLE = Set.of("08", "53", "57", "58");

    private static final String READ_ONLY = "25006";
    private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

    private final QueryPool pool;

    Calls(QueryPool pool) {
        this.pool = pool;
    }

    /** A statement that may be done twice: it reads, or writes the same again. One round trip. */
    Future<RowSet<Row>> repeatable(String sql, Tuple values) {
        AtomicBoolean sent = new AtomicBoolean();
        return pool.read(statement(sql, values, sent)).recover(e -> Future.failedFuture(named(e, sent.get())));
    }

    /** A statement that must not be done twice. */
    Future<RowSet<Row>> once(String sql, Tuple values) {
        AtomicBoolean sent = new AtomicBoolean();
        return pool.transact(statement(sql, values, sent)).recover(e -> Future.failedFuture(named(e, sent.get())));
    }

    private static Function<SqlConnection, Future<RowSet<Row>>> statement(
            String sql, Tuple values, AtomicBoolean sent) {
        return connection -> {
            sent.set(true);
            return connection.preparedQuery(sql).execute(values);
        };
    }

    /** The row of a statement guarded by a lease: none means that the lease is somebody else's. */
    static Future<Row> guarded(RowSet<Row> rows) {
        return rows.size() == 0
                ? Future.failedFuture(new LeaseLost())
                : Future.succeededFuture(rows.iterator().next());
    }

    /** True when the database rolled the statement back for no fault of its own. */
    static boolean isRolledBack(Throwable fault) {
        return fault instanceof LedgerFault refused && ROLLED_BACK.contains(refused.sqlState());
    }

    private static Fault named(Throwable e, boolean sent) {
        if (e instanceof DatabaseFault fault && !isServerTrouble(fault.state())) {
            return new LedgerFault(fault.state());
        }
        if (e instanceof Fault fault && !(e instanceof DatabaseFault)) {
            return fault;
        }
        return new LedgerUnavailable(
                sent ? "the ledger's database did not answer" : "the ledger's database cannot be reached", sent, e);
    }

    private static boolean isServerTrouble(String state) {
        return state.length() != 5 || SERVER_TROUBLE.contains(state.substring(0, 2)) || state.equals(READ_ONLY);
    }
}
