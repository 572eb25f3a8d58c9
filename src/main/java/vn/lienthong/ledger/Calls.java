package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import vn.lienthong.delivery.Fault;

/**
 * Statements of the ledger, each its own transaction, each with a deadline. Every failure leaves here as a named fault
 * that quotes no value.
 */
final class Calls {
    /** Longest wait for an answer; a statement of the ledger takes milliseconds. */
    static final long ANSWER_TIMEOUT_MS = 30_000;

    /** SQLSTATE classes that tell of the server and not of the statement: connection, resources, operator, system. */
    private static final Set<String> SERVER_TROUBLE = Set.of("08", "53", "57", "58");

    private static final String READ_ONLY = "25006";
    private static final Set<String> WORTH_ANOTHER_TRY = Set.of("40001", "40P01");

    private final Pool pool;

    Calls(Pool pool) {
        this.pool = pool;
    }

    Future<RowSet<Row>> run(String sql, Tuple values) {
        return pool.getConnection()
                .recover(e -> Future.failedFuture(unavailable(e, false)))
                .compose(connection -> connection
                        .preparedQuery(sql)
                        .execute(values)
                        .timeout(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                        .recover(e -> Future.failedFuture(named(e)))
                        .eventually(connection::close));
    }

    /** For statements guarded by a lease: no row means that the lease is somebody else's. */
    Future<Row> runGuarded(String sql, Tuple values) {
        return run(sql, values).compose(rows -> {
            for (Row row : rows) {
                return Future.succeededFuture(row);
            }
            return Future.failedFuture(new LeaseLost());
        });
    }

    /** True when the database rolled the statement back for no fault of its own. */
    static boolean isWorthAnotherTry(Throwable fault) {
        return fault instanceof LedgerFault refused && WORTH_ANOTHER_TRY.contains(refused.sqlState());
    }

    private static Fault named(Throwable e) {
        if (e instanceof Fault fault) {
            return fault;
        }
        if (e instanceof PgException refused) {
            String state = String.valueOf(refused.getSqlState());
            if (state.length() == 5 && (SERVER_TROUBLE.contains(state.substring(0, 2)) || state.equals(READ_ONLY))) {
                return new LedgerUnavailable(
                        "the ledger's database is in trouble (SQLSTATE " + state + ")", state.startsWith("57"), null);
            }
            String constraint = refused.getConstraint();
            return new LedgerFault(
                    "the ledger refused a statement" + (constraint == null ? "" : ": constraint " + constraint), state);
        }
        return unavailable(e, true);
    }

    private static LedgerUnavailable unavailable(Throwable e, boolean sent) {
        String what = sent ? "the ledger's database did not answer" : "the ledger's database cannot be reached";
        return new LedgerUnavailable(what, sent, e instanceof PgException ? null : e);
    }
}
