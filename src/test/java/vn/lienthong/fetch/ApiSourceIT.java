package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.lienthong.Worker;
import vn.lienthong.cli.PlanningApi;
import vn.lienthong.contract.ApiPull;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.fetch.Source.FileMark;

/** Fetching from a partner's API. */
class ApiSourceIT extends ApiPartner {
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
    void knowsTheLastAnswerToTheSameQuestion() throws IOException {
        // Given
        answers("{}");
        FileMark mark = first(BY_HEADER).mark();
        taken.put(mark.name(), new FileMark(mark.name(), mark.bytes(), mark.modifiedS(), mark.settled(), "digest"));
        // When
        String same = first(BY_HEADER).knownDigest();
        String unpaged = first(null).knownDigest();
        cursor = "1";
        String other = first(BY_HEADER).knownDigest();
        // Then
        assertEquals("digest", same);
        assertEquals("digest", unpaged);
        assertNull(other);
    }

    private Find first(ApiPull.@Nullable Paging paging) throws IOException {
        try (Visit visit = source(paging, null).visit(new Remembered())) {
            Find find = Objects.requireNonNull(visit.next());
            find.readTo((piece, offset, length) -> {}, BYTES_MAX);
            return find;
        }
    }

    @Test
    void endsWhereTheCursorsGoInACircle() throws IOException {
        // Given
        answers(response -> {
            String next = asked.get(asked.size() - 1).endsWith("=a") ? "b" : "a";
            var unused = response.putHeader(PlanningApi.CURSOR_HEADER, next).end("{}");
        });
        // When
        Fetched fetched = fetch(source(BY_HEADER, null));
        // Then
        assertEquals(List.of("a", "b", "a"), fetched.cursors());
        assertEquals(List.of(PlanningApi.PATH, PlanningApi.PATH + "?after=a", PlanningApi.PATH + "?after=b"), asked);
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
    void believesARenewedTrustFileAtTheNextVisit() throws IOException {
        // Given
        var ours = DevPki.make(dir.resolve("ours"), List.of(), List.of());
        var theirs = DevPki.make(dir.resolve("theirs"), List.of(), List.of());
        assertEquals(ours.size(), theirs.size());
        Path gateway = dir.resolve("theirs/dev/gateway");
        PlanningApi secure = Worker.await(
                PlanningApi.open(vertx, TOKEN, gateway.resolve("https.crt"), gateway.resolve("https.key")));
        secure.publish("{}");
        URI url = URI.create("https://localhost:" + secure.port() + PlanningApi.PATH);
        Path trust = Files.copy(dir.resolve("ours/dev/ca.crt"), dir.resolve("trust.crt"));
        ApiSource source = source(
                new ApiPull(url, trust, new ApiPull.Bearer(dir.resolve("token")), Duration.ofMinutes(1), null, null));
        assertEquals(FetchCode.HOST_NOT_TRUSTED, failure(source).code());
        assertSame(servers.client(trust), servers.client(trust));
        // When
        Files.copy(dir.resolve("theirs/dev/ca.crt"), trust, StandardCopyOption.REPLACE_EXISTING);
        // Then
        assertEquals(1, fetch(source).bodies().size());
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
}
