package vn.lienthong.postgres;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reactive connections of one role. The client's own pool waits for ever when it is exhausted and may hand out a
 * connection that the server's restart has killed; here every call has a deadline, the queue has an end, and a dead
 * connection is found before anything depends on it.
 */
public final class QueryPool {
    /** From asking for a connection to having it. */
    static final int ACQUIRE_TIMEOUT_MS = 5_000;
    /** From asking for a connection to the end of the work; the server ends a statement before that. */
    static final int WORK_TIMEOUT_MS = 40_000;
    /** Callers that may wait for a connection; more fail at once. */
    static final int WAITING_MAX = 1_000;
    /** A restart kills every idle connection, so one more try may meet a dead one again. */
    private static final int DEAD_CONNECTIONS_MAX = 3;

    private static final int DEAD_CONNECTION_PAUSE_MS = 20;

    private final Vertx vertx;
    private final Pool pool;
    private final AtomicInteger inUse = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    QueryPool(Vertx vertx, Pool pool) {
        this.vertx = vertx;
        this.pool = pool;
    }

    /** Statements that change nothing; done again on another connection when theirs turns out to be dead. */
    public <T> Future<T> read(Function<SqlConnection, Future<T>> work) {
        return home(
                again(() -> acquire().compose(c -> work.apply(c).eventually(() -> release(c))), DEAD_CONNECTIONS_MAX)
                        .timeout(WORK_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                        .recover(QueryPool::named));
    }

    /**
     * One transaction: commits when the work succeeds, else rolls back. Begun again on another connection when the
     * first is dead, but never repeated after the work has begun. A fault at commit leaves open whether it took place:
     * look it up by the operation's own id.
     */
    public <T> Future<T> transact(Function<SqlConnection, Future<T>> work) {
        return home(again(this::begin, DEAD_CONNECTIONS_MAX)
                .compose(begun -> work.apply(begun.connection)
                        .compose(
                                result -> begun.transaction.commit().map(v -> result),
                                e -> begun.transaction.rollback().transform(v -> Future.<T>failedFuture(e)))
                        .eventually(() -> release(begun.connection)))
                .timeout(WORK_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .recover(QueryPool::named));
    }

    /**
     * The answer on the caller's own event loop. A connection of the pool may live on another one, and who goes on there
     * would touch its request from a foreign thread: events are lost that way.
     */
    private static <T> Future<T> home(Future<T> answer) {
        Context caller = Vertx.currentContext();
        if (caller == null) {
            return answer;
        }
        Promise<T> promise = Promise.promise();
        answer.onComplete(result -> caller.runOnContext(v -> {
            if (result.succeeded()) {
                promise.complete(result.result());
            } else {
                promise.fail(result.cause());
            }
        }));
        return promise.future();
    }

    private record Begun(SqlConnection connection, Transaction transaction) {}

    private Future<Begun> begin() {
        return acquire().compose(c -> c.begin().map(t -> new Begun(c, t)).onFailure(e -> {
            var unused = release(c);
        }));
    }

    /** Between tries the pool gets time to see that the connection is gone; at once it would hand it out again. */
    private <T> Future<T> again(Supplier<Future<T>> attempt, int left) {
        return attempt.get().recover(e -> {
            if (left == 0 || !isDead(e)) {
                return Future.failedFuture(e);
            }
            return vertx.timer(DEAD_CONNECTION_PAUSE_MS).compose(v -> again(attempt, left - 1));
        });
    }

    /** A connection that comes after its caller has given up goes straight back. */
    private Future<SqlConnection> acquire() {
        Promise<SqlConnection> promise = Promise.promise();
        waiting.incrementAndGet();
        long timer = vertx.setTimer(ACQUIRE_TIMEOUT_MS, id -> {
            boolean unused = promise.tryFail(new DatabaseFault(
                    "no database connection within " + ACQUIRE_TIMEOUT_MS + " ms", DatabaseFault.NO_CONNECTION, null));
        });
        pool.getConnection().onComplete(got -> {
            vertx.cancelTimer(timer);
            waiting.decrementAndGet();
            if (got.succeeded()) {
                inUse.incrementAndGet();
            }
            if (got.failed()) {
                boolean unused = promise.tryFail(got.cause());
            } else if (!promise.tryComplete(got.result())) {
                var unused = release(got.result());
            }
        });
        return promise.future();
    }

    private Future<Void> release(SqlConnection connection) {
        inUse.decrementAndGet();
        return connection.close();
    }

    /** Connections that work for somebody now. */
    public int inUse() {
        return inUse.get();
    }

    /** Callers that wait for a connection now. */
    public int waiting() {
        return waiting.get();
    }

    /** True when the connection, not the statement, is at fault. */
    public static boolean isDead(@Nullable Throwable e) {
        if (e instanceof PgException pg) {
            return pg.getSqlState().startsWith("08") || pg.getSqlState().startsWith("57P");
        }
        return e instanceof ClosedConnectionException || e instanceof IOException;
    }

    /** The client's exceptions as ours: SQLSTATE yes, the server's detail no. Other faults pass. */
    private static <T> Future<T> named(Throwable e) {
        if (e instanceof PgException pg) {
            return Future.failedFuture(new DatabaseFault("the database refused a statement", pg.getSqlState(), null));
        }
        if (isDead(e) || e instanceof TimeoutException) {
            return Future.failedFuture(
                    new DatabaseFault("the database connection was lost", DatabaseFault.NO_CONNECTION, e));
        }
        return Future.failedFuture(e);
    }

    Future<Void> close() {
        return pool.close();
    }
}
