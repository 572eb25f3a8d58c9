package vn.lienthong.postgres;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JDBC sessions of one role for bulk work on worker threads. At most {@code sizeMax} at a time; a caller waits
 * {@value #BORROW_TIMEOUT_MS} ms and no longer. A session is reused when its work ended well, or failed with an error
 * of the server that leaves the session usable; one that has rested is asked before it is lent again.
 */
public final class SessionPool implements AutoCloseable {
    static final int BORROW_TIMEOUT_MS = 30_000;
    private static final int VALIDATION_TIMEOUT_S = 5;
    private static final long REST_BEFORE_VALIDATION_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(SessionPool.class);

    private final String url;
    private final Properties properties;
    private final Semaphore permits;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    private record Idle(Connection session, long sinceNs) {}

    SessionPool(String url, Properties properties, int sizeMax) {
        this.url = url;
        this.properties = properties;
        this.permits = new Semaphore(sizeMax, true);
    }

    /**
     * Lends a session in auto-commit mode to the work and takes it back. An {@link SQLException} of the work comes out
     * as {@link DatabaseFault}; the session is rolled back when the work left a transaction open. Blocking.
     */
    @CanIgnoreReturnValue
    public <T> T run(SqlWork<T> work) {
        acquirePermit();
        try {
            return runOn(borrow(), work);
        } catch (SQLException e) {
            throw fault(e);
        } finally {
            permits.release();
        }
    }

    private <T> T runOn(Connection session, SqlWork<T> work) throws SQLException {
        boolean reusable = false;
        try {
            T result = work.run(session);
            reusable = true;
            return result;
        } catch (SQLException e) {
            reusable = !isLost(e);
            throw e;
        } catch (DatabaseFault e) {
            reusable = !e.state().startsWith("08");
            throw e;
        } finally {
            giveBack(session, reusable);
        }
    }

    /** A fault that names the SQLSTATE; the driver's own message is kept out because it may quote a row. */
    public static DatabaseFault fault(SQLException e) {
        String state = e.getSQLState() == null ? "XX000" : e.getSQLState();
        SQLException bare = new SQLException("SQLSTATE " + state, state);
        bare.setStackTrace(e.getStackTrace());
        return new DatabaseFault("the database refused a statement", state, bare);
    }

    /** True when the session cannot be used any more: the connection is gone, or the server is going or coming. */
    public static boolean isLost(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.equals("XX000");
    }

    private void acquirePermit() {
        try {
            if (!permits.tryAcquire(BORROW_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                throw new DatabaseFault(
                        "all database sessions were busy for " + BORROW_TIMEOUT_MS + " ms",
                        DatabaseFault.NO_CONNECTION,
                        null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseFault("interrupted while waiting for a database session", DatabaseFault.NO_CONNECTION, e);
        }
    }

    private Connection borrow() throws SQLException {
        for (Idle candidate = takeIdle(); candidate != null; candidate = takeIdle()) {
            boolean fresh = System.nanoTime() - candidate.sinceNs < REST_BEFORE_VALIDATION_NS;
            if (fresh || candidate.session.isValid(VALIDATION_TIMEOUT_S)) {
                return candidate.session;
            }
            discard(candidate.session);
        }
        return DriverManager.getConnection(url, properties);
    }

    private synchronized @Nullable Idle takeIdle() {
        if (closed) {
            throw new DatabaseFault("the session pool is closed", DatabaseFault.NO_CONNECTION, null);
        }
        return idle.pollLast();
    }

    private void giveBack(Connection session, boolean reusable) {
        boolean usable = reusable;
        try {
            if (usable && !session.getAutoCommit()) {
                session.rollback();
                session.setAutoCommit(true);
            }
        } catch (SQLException e) {
            usable = false;
        }
        synchronized (this) {
            if (usable && !closed) {
                idle.addLast(new Idle(session, System.nanoTime()));
                return;
            }
        }
        discard(session);
    }

    private static void discard(Connection session) {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("a broken session did not close", e);
        }
    }

    /** Closes the resting sessions; lent ones are closed as they come back. */
    @Override
    public synchronized void close() {
        closed = true;
        for (Idle i = idle.poll(); i != null; i = idle.poll()) {
            discard(i.session);
        }
    }
}
