package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.Worker;
import vn.lienthong.cli.PlanningApi;
import vn.lienthong.contract.ApiPull;
import vn.lienthong.fetch.Source.FileMark;

/** A partner's API, and who fetches from it: for tests. */
abstract class ApiPartner {
    static final String TOKEN = "token-of-this-test";
    static final Instant NOW = Instant.parse("2026-11-22T01:00:00Z");
    static final long BYTES_MAX = 1 << 20;
    static final ApiPull.Ok OK = new ApiPull.Ok(List.of("Status"), List.of("200"));
    static final ApiPull.Cursor BY_HEADER = new ApiPull.Cursor("after", List.of(), PlanningApi.CURSOR_HEADER);

    @TempDir
    Path dir = Path.of("");

    final Vertx vertx = Vertx.vertx();
    final ApiServers servers = new ApiServers(Patience.DEFAULT);
    final ApiServers impatient = new ApiServers(new Patience(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    final List<String> asked = new CopyOnWriteArrayList<>();

    final Map<String, FileMark> taken = new HashMap<>();

    @Nullable
    String cursor;

    PlanningApi api;

    record Fetched(List<String> bodies, List<@Nullable String> cursors) {}

    final class Remembered implements Source.Memory {
        @Override
        public @Nullable String cursor() {
            return cursor;
        }

        @Override
        public Map<String, FileMark> taken(Collection<String> names) {
            return taken;
        }
    }

    @BeforeEach
    void open() throws IOException {
        api = Worker.await(PlanningApi.open(vertx, TOKEN));
        Files.writeString(dir.resolve("token"), TOKEN + "\n");
    }

    @AfterEach
    void close() {
        servers.close();
        impatient.close();
        Worker.await(api.close());
        Worker.await(vertx.close());
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + api.port() + PlanningApi.PATH);
    }

    ApiSource source(ApiPull.@Nullable Paging paging, ApiPull.@Nullable Ok ok) {
        return source(
                new ApiPull(url(), null, new ApiPull.Bearer(dir.resolve("token")), Duration.ofMinutes(1), paging, ok));
    }

    ApiSource source(ApiPull pull) {
        return new ApiSource(servers, pull, () -> NOW);
    }

    ApiSource impatientSource() {
        return new ApiSource(
                impatient,
                new ApiPull(url(), null, new ApiPull.Bearer(dir.resolve("token")), Duration.ofMinutes(1), null, null),
                () -> NOW);
    }

    @CanIgnoreReturnValue
    Fetched fetch(ApiSource source) throws IOException {
        List<String> bodies = new ArrayList<>();
        List<@Nullable String> cursors = new ArrayList<>();
        try (Visit visit = source.visit(new Remembered())) {
            for (Find find = visit.next(); find != null; find = visit.next()) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                find.readTo(body::write, BYTES_MAX);
                bodies.add(body.toString(StandardCharsets.UTF_8));
                cursors.add(find.cursor());
                find.release();
            }
            assertTrue(visit.heard());
        }
        return new Fetched(bodies, cursors);
    }

    FetchFailed failure(ApiSource source) {
        return assertThrows(FetchFailed.class, () -> fetch(source));
    }

    void answers(Handler<HttpServerResponse> how) {
        api.misbehave(request -> {
            asked.add(request.uri());
            how.handle(request.response());
        });
    }

    void answers(String body) {
        answers(response -> {
            var unused = response.end(body);
        });
    }

    void answersWithStatus(int status) {
        answers(response -> {
            var unused = response.setStatusCode(status).end("anything");
        });
    }
}
