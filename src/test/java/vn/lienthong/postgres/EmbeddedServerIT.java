package vn.lienthong.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
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
        vertx.close().toCompletionStage().toCompletableFuture().get();
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
            db.close().toCompletionStage().toCompletableFuture().get();
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
            db.close().toCompletionStage().toCompletableFuture().get();
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
            db.close().toCompletionStage().toCompletableFuture().get();
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
}
