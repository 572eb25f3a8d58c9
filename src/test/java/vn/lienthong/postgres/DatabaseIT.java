package vn.lienthong.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.RowIterator;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opening, start-up refusals, migrations and pools, over a real server. */
class DatabaseIT {
    private Vertx vertx;
    private ServerAddress address;

    @BeforeEach
    void prepare() {
        vertx = Vertx.vertx();
        address = TestServer.freshDatabase();
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private Database open() {
        return Database.open(vertx, address, TestServer.server().secrets());
    }

    private void asAdmin(String sql) throws SQLException {
        try (Connection c = TestLogins.admin(TestServer.server(), address);
                Statement s = c.createStatement()) {
            boolean unused = s.execute(sql);
        }
    }

    private static Migrations.Step step(int number, String sql) {
        return Migrations.Step.of(String.format("%04d_step.sql", number), sql.getBytes(StandardCharsets.UTF_8));
    }

    private static void apply(Database db, Migrations.Step... steps) {
        db.sessions(Role.OWNER).run(c -> {
            new Migrations("sample", List.of(steps)).apply(c);
            return true;
        });
    }

    @Test
    void refusesARoleWhoseCommitsAreNotDurable() throws Exception {
        // Given
        get(open().close());
        asAdmin("alter role lienthong_writer in database " + address.database() + " set synchronous_commit = off");
        // When
        CannotStart refused = assertThrows(CannotStart.class, this::open);
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("synchronous_commit=off for lienthong_writer"));
        assertTrue(refused.hint().contains("on"));
    }

    @Test
    void refusesARoleThatMayDoTooMuch() throws Exception {
        // Given
        get(open().close());
        asAdmin("alter role lienthong_reader bypassrls");
        try {
            // When
            CannotStart refused = assertThrows(CannotStart.class, this::open);
            // Then
            assertTrue(String.valueOf(refused.getMessage()).contains("bypassrls"));
        } finally {
            asAdmin("alter role lienthong_reader nobypassrls");
        }
    }

    @Test
    void appliesMigrationsOnceAndInOrder() {
        // Given
        Database db = open();
        apply(db, step(1, "create table sample.a (n int)"));
        // When
        apply(
                db,
                step(1, "create table sample.a (n int)"),
                step(2, "insert into sample.a values (1); insert into" + " sample.a values (2)"));
        apply(
                db,
                step(1, "create table sample.a (n int)"),
                step(2, "insert into sample.a values (1); insert into" + " sample.a values (2)"));
        // Then
        assertEquals("2", ask(db, "select count(*) from sample.a"));
        get(db.close());
    }

    @Test
    void refusesAMigrationThatChangedAfterItWasApplied() {
        // Given
        Database db = open();
        apply(db, step(1, "create table sample.a (n int)"));
        // When
        CannotStart refused =
                assertThrows(CannotStart.class, () -> apply(db, step(1, "create table sample.a (n bigint)")));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("changed after it was applied"));
        get(db.close());
    }

    @Test
    void refusesASchemaNewerThanTheProgram() {
        // Given
        Database db = open();
        apply(db, step(1, "create table sample.a (n int)"), step(2, "create table sample.b (n int)"));
        // When
        CannotStart refused =
                assertThrows(CannotStart.class, () -> apply(db, step(1, "create table sample.a (n int)")));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("newer than the program"));
        get(db.close());
    }

    @Test
    void leavesNothingOfAMigrationThatFails() {
        // Given
        Database db = open();
        // When
        assertThrows(
                CannotStart.class,
                () -> apply(db, step(1, "create table sample.a (n int); insert into sample.missing values (1)")));
        // Then
        assertEquals("0", ask(db, "select count(*) from sample.migration"));
        assertEquals("none", ask(db, "select coalesce(to_regclass('sample.a')::text, 'none')"));
        get(db.close());
    }

    @Test
    void refusesMigrationsWithAGap() {
        // When, Then
        assertThrows(CannotStart.class, () -> new Migrations("sample", List.of(step(1, ""), step(3, ""))));
    }

    @Test
    void findsTheMigrationsInTheProgram() {
        // Given
        Database db = open();
        // When
        db.migrate("store");
        db.migrate("store");
        // Then
        assertTrue(Integer.parseInt(ask(db, "select count(*) from store.migration")) >= 1);
        get(db.close());
    }

    @Test
    void endsACallThatFindsNoConnectionInTime() {
        // Given
        Database db = open();
        QueryPool pool = db.pool(Role.READER);
        Promise<Void> hold = Promise.promise();
        List<Future<Void>> holders = new ArrayList<>();
        for (int i = 0; i < Database.QUERY_CONNECTIONS_MAX; i++) {
            holders.add(pool.read(c -> hold.future()));
        }
        // When
        DatabaseFault fault = assertThrows(
                DatabaseFault.class,
                () -> get(pool.read(c -> c.query("select 1").execute())));
        // Then
        assertEquals(DatabaseFault.NO_CONNECTION, fault.state());
        hold.complete();
        holders.forEach(DatabaseIT::get);
        assertEquals(1, get(pool.read(c -> c.query("select 1").execute())).size());
        get(db.close());
    }

    @Test
    void givesALateConnectionBackToThePool() {
        // Given
        Database db = open();
        QueryPool pool = db.pool(Role.READER);
        for (int round = 0; round < 2; round++) {
            Promise<Void> hold = Promise.promise();
            List<Future<Void>> holders = new ArrayList<>();
            for (int i = 0; i < Database.QUERY_CONNECTIONS_MAX; i++) {
                holders.add(pool.read(c -> hold.future()));
            }
            assertThrows(
                    DatabaseFault.class,
                    () -> get(pool.read(c -> c.query("select 1").execute())));
            // When
            hold.complete();
            holders.forEach(DatabaseIT::get);
        }
        // Then
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(pool.read(c -> c.query("select pg_sleep(0.001)").execute()));
        }
        all.forEach(DatabaseIT::get);
        get(db.close());
    }

    @Test
    void goesOnAfterTheServerEndedItsConnections() throws Exception {
        // Given
        Database db = open();
        QueryPool pool = db.pool(Role.WRITER);
        String before = pidOf(pool);
        int session = db.sessions(Role.WRITER)
                .run(c -> c.unwrap(org.postgresql.PGConnection.class).getBackendPID());
        asAdmin("select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = 'lienthong_writer'"
                + " and datname = current_database()");
        // When
        String after = get(pool.transact(c -> c.query("select pg_backend_pid()::text")
                .execute()
                .map(rows -> rows.iterator().next().getString(0))));
        // Then
        assertFalse(before.equals(after));
        // A session that has not rested is not asked first: its death is one fault, and the next call is well.
        try {
            db.sessions(Role.WRITER).run(c -> c.createStatement().execute("select 1"));
        } catch (DatabaseFault e) {
            assertTrue(e.state().startsWith("57P") || e.state().startsWith("08"));
        }
        int next = db.sessions(Role.WRITER)
                .run(c -> c.unwrap(org.postgresql.PGConnection.class).getBackendPID());
        assertNotEquals(session, next);
        get(db.close());
    }

    private static String pidOf(QueryPool pool) {
        return get(pool.read(c -> c.query("select pg_backend_pid()::text").execute())
                .map(rows -> {
                    RowIterator<io.vertx.sqlclient.Row> i = rows.iterator();
                    return i.next().getString(0);
                }));
    }

    @Test
    void rollsBackATransactionWhoseWorkFails() {
        // Given
        Database db = open();
        apply(db, step(1, "create table sample.a (n int)"));
        // When
        assertThrows(
                DatabaseFault.class,
                () -> get(db.pool(Role.OWNER).transact(c -> c.query("insert into sample.a values (1)")
                        .execute()
                        .compose(x -> c.query("select 1 / 0").execute()))));
        // Then
        assertEquals("0", ask(db, "select count(*) from sample.a"));
        get(db.close());
    }

    @Test
    void lendsASessionAgainAndRollsBackWhatItsUserLeftOpen() {
        // Given
        Database db = open();
        apply(db, step(1, "create table sample.a (n int)"));
        SessionPool sessions = db.sessions(Role.OWNER);
        Connection first = sessions.run(c -> {
            c.setAutoCommit(false);
            boolean unused = c.createStatement().execute("insert into sample.a values (1)");
            return c;
        });
        // When
        Connection second = sessions.run(c -> c);
        // Then
        assertSame(first, second);
        assertEquals("0", ask(db, "select count(*) from sample.a"));
        get(db.close());
    }

    private static String ask(Database db, String sql) {
        return db.sessions(Role.OWNER).run(c -> {
            try (Statement s = c.createStatement();
                    var r = s.executeQuery(sql)) {
                return r.next() ? String.valueOf(r.getString(1)) : "none";
            }
        });
    }

    @CanIgnoreReturnValue
    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
