package vn.lienthong.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.http.TestDoor;

/** The pull of a feed from a gateway that has not always time. */
class PullCommandIT {
    private static final String EVENT = "{\"id\":\"1.2.0\"}\n";

    @TempDir
    Path home = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger calls = new AtomicInteger();
    private List<Integer> statuses = List.of();
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        var unused = DevPki.make(home.resolve("certs"));
        String pair = home.resolve("certs/dev/gateway/https").toString();
        server = TestDoor.await(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(pair + ".crt")
                                .setKeyPath(pair + ".key")))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void close() {
        TestDoor.await(vertx.close());
    }

    /** The statuses in turn, the last one for ever; an event before the first cursor, none behind. */
    private void answer(HttpServerRequest request) {
        int status = statuses.get(Math.min(calls.getAndIncrement(), statuses.size() - 1));
        boolean first = request.getParam("after") == null;
        var unused = request.response()
                .setStatusCode(status)
                .putHeader("Retry-After", "0")
                .end(status == 200 && first ? EVENT : "");
    }

    private Said pull() {
        return Said.by(
                "pull",
                "--home",
                home.toString(),
                "--url",
                "https://localhost:" + server.actualPort(),
                "--as",
                "vss",
                "--feed",
                "tax.payroll",
                "--limit",
                "1");
    }

    @Test
    void waitsAndGoesOnWhenItIsTooFast() {
        statuses = List.of(429, 200, 503, 429, 200);

        Said said = pull();

        assertEquals(0, said.exitCode(), said.err());
        assertEquals(EVENT, said.out());
        assertEquals(5, calls.get());
    }

    @Test
    void givesUpWhenThereIsNoProgressAndTellsWhereToGoOn() {
        statuses = List.of(200, 429);

        Said said = pull();

        assertEquals(CommandFailed.FINDINGS, said.exitCode());
        assertEquals(1 + PullCommand.WAITS_MAX + 1, calls.get());
        assertTrue(said.err().contains("--after 1.2.0"), said.err());
        assertFalse(said.err().contains("partners"), said.err());
    }

    @Test
    void pointsToThePartnerFileOnlyWhereItMayBeTheCause() {
        statuses = List.of(403);

        assertTrue(pull().err().contains("gateway/partners"));
    }
}
