package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.Worker;
import vn.lienthong.cli.PlanningApi;
import vn.lienthong.contract.ApiPull;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.fetch.Source.FileMark;

/** Fetching from a partner's API, a good one and one that misbehaves. */
class ApiSourceIT {
    private static final String TOKEN = "token-of-this-test";
    private static final Instant NOW = Instant.parse("2026-11-22T01:00:00Z");
    private static final long BYTES_MAX = 1 << 20;
    private static final ApiPull.Ok OK = new ApiPull.Ok(List.of("Status"), List.of("200"));
    private static final ApiPull.Cursor BY_HEADER = new ApiPull.Cursor("after", List.of(), PlanningApi.CURSOR_HEADER);

    @TempDir
    Path dir = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final ApiServers servers = new ApiServers(Patience.DEFAULT);
    private final ApiServers impatient = new ApiServers(new Patience(Duration.ofSeconds(10), Duration.ofSeconds(1)));
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private @Nullable String cursor;
    private PlanningApi api;

    private record Fetched(List<String> bodies, List<@Nullable String> cursors) {}

    private final class Remembered implements Source.Memory {
        @Override
        public @Nullable String cursor() {
            return cursor;
        }

        @Override
        public Map<String, FileMark> taken(Collection<String> names) {
            return Map.of();
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

    private URI url() {
        return URI.create("http://127.0.0.1:" + api.port() + PlanningApi.PATH);
    }

    private ApiSource source(ApiPull.@Nullable Paging paging, ApiPull.@Nullable Ok ok) {
        return source(
                new ApiPull(url(), null, new ApiPull.Bearer(dir.resolve("token")), Duration.ofMinutes(1), paging, ok));
    }

    private ApiSource source(ApiPull pull) {
        return new ApiSource(servers, pull, () -> NOW);
    }

    private ApiSource impatientSource() {
        return new ApiSource(
                impatient,
                new ApiPull(url(), null, new ApiPull.Bearer(dir.resolve("token")), Duration.ofMinutes(1), null, null),
                () -> NOW);
    }

    @CanIgnoreReturnValue
    private Fetched fetch(ApiSource source) throws IOException {
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

    private FetchFailed failure(ApiSource source) {
        return assertThrows(FetchFailed.class, () -> fetch(source));
    }

    private void answers(Handler<HttpServerResponse> how) {
        api.misbehave(request -> {
            asked.add(request.uri());
            how.handle(request.response());
        });
    }

    private void answers(String body) {
        answers(response -> {
            var unused = response.end(body);
        });
    }

    private void answersWithStatus(int status) {
        answers(response -> {
            var unused = response.setStatusCode(status).end("anything");
        });
    }

    // ---- good ones

    @Test
    void readsPageAfterPageAndRemembersWhereItEnded() throws IOException {
        // Given
        api.publish("{\"page\":1}");
        api.publish("{\"page\":2}");
        // When
        Fetched first = fetch(source(BY_HEADER, null));
        cursor = "2";
        Fetched second = fetch(source(BY_HEADER, null));
        // Then
        assertEquals(List.of("{\"page\":1}", "{\"page\":2}"), first.bodies());
        assertEquals(List.of("1", "2"), first.cursors());
        assertEquals(List.of(), second.bodies());
    }

    @Test
    void findsTheCursorInTheBodyHoweverTheBodyIsCutIntoPieces() throws IOException {
        // Given
        AtomicInteger page = new AtomicInteger();
        answers(response -> {
            response.setChunked(true);
            String next = page.incrementAndGet() < 3 ? "\"next\":\"a&b=" + page + "\"" : "\"next\":null";
            for (char c : ("{\"Data\":[{\"next\":\"no\"}],\"meta\":{" + next + "}}").toCharArray()) {
                var unused = response.write(String.valueOf(c));
            }
            var unused = response.end();
        });
        // When
        Fetched fetched = fetch(source(new ApiPull.Cursor("after", List.of("meta", "next"), null), null));
        // Then
        assertEquals(3, fetched.bodies().size());
        assertEquals(
                List.of(PlanningApi.PATH, PlanningApi.PATH + "?after=a%26b%3D1", PlanningApi.PATH + "?after=a%26b%3D2"),
                asked);
    }

    @Test
    void asksForAWindowThatOverlapsTheLastOne() throws IOException {
        // Given
        answers("{}");
        ApiPull.Window window =
                new ApiPull.Window("from", "to", Duration.ofHours(1), Instant.parse("2026-01-01T00:00:00Z"));
        // When
        Fetched first = fetch(source(window, null));
        cursor = "2026-11-20T00:00:00Z";
        fetch(source(window, null));
        // Then
        List<String> decoded = asked.stream()
                .map(uri -> URLDecoder.decode(uri, StandardCharsets.UTF_8))
                .toList();
        assertEquals(
                List.of(
                        PlanningApi.PATH + "?from=2026-01-01T00:00:00Z&to=2026-11-22T01:00:00Z",
                        PlanningApi.PATH + "?from=2026-11-19T23:00:00Z&to=2026-11-22T01:00:00Z"),
                decoded);
        assertEquals(List.of("2026-11-22T01:00:00Z"), first.cursors());
    }

    @Test
    void takesTheAnswerOnlyWhenItsBodySaysThatAllIsWell() throws IOException {
        answers("{\"Data\":null,\"Status\":200,\"DataCount\":1e1000000}");
        assertEquals(1, fetch(source(null, OK)).bodies().size());
        answers("{\"Status\":\"500\",\"Data\":null}");
        assertEquals(FetchCode.ANSWER_NOT_OK, failure(source(null, OK)).code());
        answers("{\"Data\":{\"Status\":\"200\"}}");
        assertEquals(FetchCode.ANSWER_NOT_OK, failure(source(null, OK)).code());
    }

    @Test
    void signsItsRequestSoThatTheServerCanComputeTheSame() throws IOException {
        // Given
        AtomicInteger right = new AtomicInteger();
        api.misbehave(request -> {
            String expected = RequestSigner.signature(
                    URI.create("http://127.0.0.1:" + api.port() + request.uri()),
                    request.getHeader("Date"),
                    request.getHeader("Content-Digest"),
                    TOKEN);
            String authorization = request.getHeader("Authorization");
            right.addAndGet(authorization.contains("keyId=\"vss\", signature=\"" + expected + "\"") ? 1 : 0);
            assertFalse(authorization.contains(TOKEN));
            var unused = request.response().end("{}");
        });
        ApiPull.Signed signed = new ApiPull.Signed("vss", dir.resolve("token"));
        // When
        fetch(source(new ApiPull(url(), null, signed, Duration.ofMinutes(1), null, null)));
        // Then
        assertEquals(1, right.get());
        assertNotEquals(
                RequestSigner.signature(URI.create("http://h/a?x=1"), "d", "g", TOKEN),
                RequestSigner.signature(URI.create("http://h/a?x=2"), "d", "g", TOKEN));
    }

    // ---- who is there

    @Test
    void speaksOnlyToAServerThatTheTrustedAuthorityKnows() throws IOException {
        // Given
        var ours = DevPki.make(dir.resolve("ours"), List.of(), List.of());
        var theirs = DevPki.make(dir.resolve("theirs"), List.of(), List.of());
        assertEquals(ours.size(), theirs.size());
        Path gateway = dir.resolve("theirs/dev/gateway");
        PlanningApi secure = Worker.await(
                PlanningApi.open(vertx, TOKEN, gateway.resolve("https.crt"), gateway.resolve("https.key")));
        secure.publish("{}");
        URI url = URI.create("https://localhost:" + secure.port() + PlanningApi.PATH);
        ApiPull.Bearer bearer = new ApiPull.Bearer(dir.resolve("token"));
        Duration every = Duration.ofMinutes(1);
        // When
        ApiSource right = source(new ApiPull(url, dir.resolve("theirs/dev/ca.crt"), bearer, every, null, null));
        ApiSource wrong = source(new ApiPull(url, dir.resolve("ours/dev/ca.crt"), bearer, every, null, null));
        // Then
        assertEquals(1, fetch(right).bodies().size());
        assertEquals(FetchCode.HOST_NOT_TRUSTED, failure(wrong).code());
        Worker.await(secure.close());
    }

    @Test
    void saysThatNobodyIsThere() {
        ApiSource source = source(null, null);
        Worker.await(api.close());
        assertEquals(FetchCode.HOST_UNREACHABLE, failure(source).code());
    }

    @Test
    void saysThatItsTokenIsNotTaken() throws IOException {
        Files.writeString(dir.resolve("token"), "another-one");
        assertEquals(FetchCode.LOGIN_REFUSED, failure(source(null, null)).code());
    }

    @Test
    void sendsNoTokenThatWouldBeAnotherHeader() throws IOException {
        Files.writeString(dir.resolve("token"), "one\tX-Other: two");
        FetchFailed failed = failure(source(null, null));
        assertEquals(FetchCode.SECRET_UNUSABLE, failed.code());
        assertFalse(String.valueOf(failed.getMessage()).contains("two"));
    }

    // ---- rogues

    @Test
    void namesWhatTheServerAnswersInPlaceOfData() {
        Map<Integer, FetchCode> codes = Map.of(
                500, FetchCode.PARTNER_FAILED,
                404, FetchCode.REQUEST_REFUSED,
                403, FetchCode.LOGIN_REFUSED,
                206, FetchCode.PROTOCOL_BROKEN);
        codes.forEach((status, code) -> {
            answersWithStatus(status);
            assertEquals(code, failure(source(null, null)).code());
        });
    }

    @Test
    void followsNoRedirect() {
        answers(response -> {
            var unused = response.setStatusCode(302)
                    .putHeader("Location", "http://127.0.0.1:" + api.port() + "/admin")
                    .end();
        });
        assertEquals(FetchCode.REDIRECTED, failure(source(null, null)).code());
        assertEquals(List.of(PlanningApi.PATH), asked);
    }

    @Test
    void staysAwayAsLongAsItIsAsked() {
        answers(response -> {
            var unused =
                    response.setStatusCode(429).putHeader("Retry-After", "7").end();
        });
        FetchFailed failed = failure(source(null, null));
        assertEquals(FetchCode.RATE_LIMITED, failed.code());
        assertEquals(Duration.ofSeconds(7), failed.retryAfter());
        answers(response -> {
            var unused = response.setStatusCode(503)
                    .putHeader("Retry-After", "999999999")
                    .end();
        });
        assertEquals(Duration.ofHours(1), failure(source(null, null)).retryAfter());
    }

    @Test
    void takesNoBodyThatIsCut() {
        answers(response -> {
            response.putHeader("Content-Length", "1000");
            var unused = response.write("{\"half\":");
            vertx.setTimer(50, timer -> response.reset());
        });
        FetchFailed failed = failure(source(null, null));
        assertEquals(FetchCode.CUT_SHORT, failed.code());
    }

    @Test
    void takesNoChunkedBodyThatIsCut() {
        answers(response -> {
            response.setChunked(true);
            var unused = response.write("{\"half\":");
            vertx.setTimer(50, timer -> response.reset());
        });
        assertEquals(FetchCode.CUT_SHORT, failure(source(null, null)).code());
    }

    @Test
    void endsABodyThatHasNoEnd() {
        // Given
        AtomicInteger sent = new AtomicInteger();
        answers(response -> {
            response.setChunked(true);
            pour(response, Buffer.buffer(new byte[64 << 10]), sent);
        });
        // When
        FetchFailed failed = failure(source(null, null));
        // Then
        assertEquals(FetchCode.TOO_LARGE, failed.code());
    }

    private static void pour(HttpServerResponse response, Buffer piece, AtomicInteger sent) {
        sent.incrementAndGet();
        var unused = response.write(piece).onSuccess(v -> pour(response, piece, sent));
    }

    @Test
    void refusesABodyThatAnnouncesTooMuch() {
        answers(response -> {
            response.putHeader("Content-Length", "2147483648");
            var unused = response.write("x");
        });
        assertEquals(FetchCode.TOO_LARGE, failure(source(null, null)).code());
    }

    @Test
    void waitsOnlySoLongForAnAnswerThatNeverComes() {
        answers((Handler<HttpServerResponse>) response -> {});
        assertEquals(FetchCode.TOO_SLOW, failure(impatientSource()).code());
    }

    @Test
    void waitsOnlySoLongForABodyThatStops() {
        answers(response -> {
            response.setChunked(true);
            var unused = response.write("{");
        });
        assertEquals(FetchCode.TOO_SLOW, failure(impatientSource()).code());
    }

    @Test
    void endsABodyThatDrips() {
        answers(response -> {
            response.setChunked(true);
            vertx.setPeriodic(100, timer -> {
                var unused = response.write("x");
            });
        });
        assertEquals(FetchCode.TOO_SLOW, failure(impatientSource()).code());
    }

    @Test
    void takesNoCompressedBody() {
        answers(response -> {
            var unused = response.putHeader("Content-Encoding", "gzip").end("bomb");
        });
        assertEquals(FetchCode.PROTOCOL_BROKEN, failure(source(null, null)).code());
    }

    @Test
    void believesNoVerdictThatStandsThereTwiceOrIsNoJson() {
        List<String> bodies = List.of(
                "{\"Status\":\"200\",\"Status\":\"500\"}",
                "{\"Status\":\"200\"",
                "{\"Status\":\"200\"} {\"Status\":\"500\"}",
                "<html>200</html>",
                "{\"Data\":" + "[".repeat(BodyGlance.DEPTH_MAX + 1),
                "{\"Status\":\"" + "2".repeat(BodyGlance.VALUE_CHARS_MAX + 1) + "\"}",
                " ");
        for (String body : bodies) {
            answers(body);
            assertEquals(FetchCode.ANSWER_UNREADABLE, failure(source(null, OK)).code(), body);
        }
    }

    @Test
    void leavesAnApiThatAlwaysNamesANextPageForTheNextVisit() throws IOException {
        AtomicInteger page = new AtomicInteger();
        answers(response -> {
            var unused = response.putHeader(PlanningApi.CURSOR_HEADER, "c" + page.incrementAndGet())
                    .end("{}");
        });
        assertEquals(ApiVisit.PAGES_MAX, fetch(source(BY_HEADER, null)).bodies().size());
    }

    @Test
    void doesNotAskForTheNextPageBeforeThisOneIsInCustody() throws IOException {
        // Given
        api.publish("{}");
        api.publish("{}");
        // When
        try (Visit visit = source(BY_HEADER, null).visit(new Remembered())) {
            Find find = Objects.requireNonNull(visit.next());
            find.readTo((piece, at, length) -> {}, BYTES_MAX);
            assertNotNull(find.cursor());
            // Then
            assertNull(visit.next());
        }
    }

    @Test
    void recoversAtTheNextVisit() throws IOException {
        api.publish("{}");
        answersWithStatus(500);
        ApiSource source = source(BY_HEADER, null);
        assertEquals(FetchCode.PARTNER_FAILED, failure(source).code());
        api.misbehave((Handler<HttpServerRequest>) null);
        assertEquals(List.of("{}"), fetch(source).bodies());
    }
}
