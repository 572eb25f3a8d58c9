package vn.lienthong.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The starter of the embedded server, over real binaries and real crashes. */
class EmbeddedServerIT {
    private Path folder;
    private Vertx vertx;

    @BeforeEach
    void prepare(@TempDir Path temporary) {
        folder = temporary;
        vertx = Vertx.vertx();
    }

    @AfterEach
    void closeVertx() throws Exception {
        get(vertx.close());
    }

    private EmbeddedServer.Settings settings(int port) {
        return new EmbeddedServer.Settings(folder.resolve("pg"), TestServer.BINARIES, port);
    }

    private static String ask(Connection session, String sql) throws SQLException {
        try (Statement s = session.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    @Test
    void startsDurableAndByScramOnly() throws Exception {
        // Given
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            // When
            Database db = Database.open(vertx, server.address(), server.secrets());
            // Then
            String durable = db.sessions(Role.WRITER)
                    .run(s -> ask(
                            s,
                            "select current_setting('fsync') || current_setting('synchronous_commit') ||"
                                    + " current_setting('full_page_writes') || system_user"));
            assertEquals("onononscram-sha-256:lienthong_writer", durable);
            Properties none = new Properties();
            none.setProperty("user", Role.OWNER.login());
            assertThrows(SQLException.class, () -> DriverManager.getConnection(db.url(), none));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("pg/secrets.properties"))));
            get(db.close());
        }
    }

    @Test
    void keepsDataPortAndPasswordsOverARestart() throws Exception {
        // Given
        int port;
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            port = server.address().port();
            Database db = Database.open(vertx, server.address(), server.secrets());
            db.sessions(Role.OWNER).run(s -> s.createStatement().execute("create schema kept"));
            get(db.close());
        }
        // When
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            // Then
            assertEquals(port, server.address().port());
            Database db = Database.open(vertx, server.address(), server.secrets());
            assertEquals(
                    "1",
                    db.sessions(Role.OWNER)
                            .run(s -> ask(s, "select count(*) from pg_namespace where nspname = 'kept'")));
            get(db.close());
        }
        assertFalse(Files.exists(folder.resolve("pg/cluster/postmaster.pid")));
    }

    @Test
    void refusesASecondGatewayOnTheSameFolder() {
        // Given
        try (EmbeddedServer first = EmbeddedServer.start(settings(0))) {
            // When
            CannotStart refused = assertThrows(CannotStart.class, () -> EmbeddedServer.start(settings(0)));
            // Then
            assertTrue(String.valueOf(refused.getMessage()).contains("another gateway"));
            assertTrue(first.pid().isPresent());
        }
    }

    @Test
    void refusesAPortInUseWithAHint() {
        // Given
        int taken = TestServer.server().address().port();
        // When
        CannotStart refused = assertThrows(CannotStart.class, () -> EmbeddedServer.start(settings(taken)));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("port " + taken));
        assertTrue(refused.hint().contains("another port"));
    }

    @Test
    void stopsTheServerThatAKilledGatewayLeftAlive() throws Exception {
        // Given
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartAndHalt.class.getName(),
                        settings(0).folder().toString(),
                        TestServer.BINARIES.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = gateway.inputReader()
                .lines()
                .filter(l -> l.startsWith("postmaster "))
                .findFirst()
                .orElseThrow();
        assertEquals(137, gateway.waitFor());
        long orphan = Long.parseLong(said.substring("postmaster ".length()));
        assertTrue(Files.exists(Path.of("/proc/" + orphan + "/cwd")));
        // When
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            // Then
            assertNotEquals(orphan, server.pid().orElseThrow());
            assertFalse(Files.exists(Path.of("/proc/" + orphan + "/cwd")));
            get(Database.open(vertx, server.address(), server.secrets()).close());
        }
    }

    @Test
    void startsOverAPidFileThatNamesAnotherProgram() throws Exception {
        // Given
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            assertTrue(server.pid().isPresent());
        }
        Path pidFile = folder.resolve("pg/cluster/postmaster.pid");
        // A machine crash and reboot: the number is now that of a living process, this one.
        Files.writeString(
                pidFile,
                ProcessHandle.current().pid() + "\n" + folder.resolve("pg/cluster") + "\n1\n5432\n\n\n\nready\n");
        // When
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            // Then
            assertNotEquals(ProcessHandle.current().pid(), server.pid().orElseThrow());
        }
    }

    @Test
    void comesBackAfterKillMinusNineOnTheSamePort() throws Exception {
        // Given
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            Database db = Database.open(vertx, server.address(), server.secrets());
            db.sessions(Role.OWNER)
                    .run(s -> s.createStatement().execute("create schema t; create table t.t as select 1 as n"));
            QueryPool pool = db.pool(Role.OWNER);
            assertEquals(
                    1,
                    get(pool.read(c -> c.query("select n from t.t").execute())).size());
            long first = server.pid().orElseThrow();
            server.keepAlive();
            // When
            assertTrue(ProcessHandle.of(first).orElseThrow().destroyForcibly());
            // Then
            assertTrue(eventually(() -> server.pid().isPresent() && server.pid().orElseThrow() != first));
            assertTrue(eventually(() ->
                    get(pool.read(c -> c.query("select n from t.t").execute())).size() == 1));
            assertEquals("1", db.sessions(Role.OWNER).run(s -> ask(s, "select n from t.t")));
            get(db.close());
        }
    }

    @Test
    void refusesAFolderThatLostItsSecrets() throws Exception {
        // Given
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            assertTrue(server.pid().isPresent());
        }
        Files.delete(folder.resolve("pg/secrets.properties"));
        // When
        CannotStart refused = assertThrows(CannotStart.class, () -> EmbeddedServer.start(settings(0)));
        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("secrets.properties"));
    }

    @Test
    void refusesSecretsThatOthersMayRead() throws Exception {
        // Given
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            assertTrue(server.pid().isPresent());
        }
        Path secrets = folder.resolve("pg/secrets.properties");
        var unused = Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-r--r--"));
        // When
        CannotStart refused = assertThrows(CannotStart.class, () -> EmbeddedServer.start(settings(0)));
        // Then
        assertTrue(refused.hint().contains("chmod 600"));
    }

    @Test
    void beginsAgainWhenInitdbWasCutShort() throws Exception {
        // Given
        Files.createDirectories(folder.resolve("pg/cluster.new/base"));
        Files.writeString(folder.resolve("pg/cluster.new/PG_VERSION"), "18");
        // When
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            // Then
            assertTrue(server.pid().isPresent());
            assertFalse(Files.exists(folder.resolve("pg/cluster.new")));
        }
    }

    @Test
    void runsAsAnotherUserWhereNamespacesAreForbidden() throws Exception {
        if (ServerAccount.detect() == ServerAccount.DIRECT) {
            // Only root needs to become another user, and is able to.
            assertThrows(CannotStart.class, () -> EmbeddedServer.start(settings(0), ServerAccount.OTHER_USER));
            return;
        }
        // Given, When
        Path standIn;
        try (EmbeddedServer server = EmbeddedServer.start(settings(0), ServerAccount.OTHER_USER)) {
            // Then
            long pid = server.pid().orElseThrow();
            assertEquals(65534, Files.getAttribute(Path.of("/proc/" + pid), "unix:uid"));
            Path cwd = Path.of("/proc/" + pid + "/cwd").toRealPath();
            assertTrue(cwd.startsWith("/var/lib/lienthong"));
            get(Database.open(vertx, server.address(), server.secrets()).close());
            standIn = cwd.getParent();
        }
        ServerBinaries.removeTree(Objects.requireNonNull(standIn));
    }

    @Test
    void keepsTheLogFreeOfRowsAndParameters() throws Exception {
        // Given
        try (EmbeddedServer server = EmbeddedServer.start(settings(0))) {
            Database db = Database.open(vertx, server.address(), server.secrets());
            db.sessions(Role.OWNER).run(s -> s.createStatement()
                    .execute("create schema t; create table t.t (name text primary key, age int check (age > 0))"));
            // When
            for (String sql : List.of(
                    "insert into t.t values ('CANARY NGUYEN', 1), ('CANARY NGUYEN', 1)",
                    "insert into t.t values ('CANARY NGUYEN', -1)",
                    "select 'CANARY NGUYEN'::int")) {
                DatabaseFault fault = assertThrows(DatabaseFault.class, () -> db.sessions(Role.OWNER)
                        .run(s -> s.createStatement().execute(sql)));
                StringWriter trace = new StringWriter();
                fault.printStackTrace(new PrintWriter(trace));
                assertFalse(trace.toString().contains("CANARY"));
            }
            get(db.close());
        }
        // Then
        StringBuilder log = new StringBuilder();
        try (var files = Files.list(folder.resolve("pg/log"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                log.append(Files.readString(file));
            }
        }
        assertTrue(log.toString().contains("ERROR"));
        // The message of a failed cast quotes its input: our statements cast nothing that a sender wrote.
        assertEquals(1, log.toString().split("CANARY", -1).length - 1);
    }

    private static boolean eventually(Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            try {
                if (fact.call()) {
                    return true;
                }
            } catch (DatabaseFault e) {
                // Not yet.
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return false;
    }

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
