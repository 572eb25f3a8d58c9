package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Door;
import vn.lienthong.envelope.DevAuthority;

/** The door itself: who may come in, what is no HTTP, what nobody offers. */
class HttpsDoorIT {
    private static final String FEED = "door.sealed";
    private static final HttpsDoor.Limits SLOW =
            new HttpsDoor.Limits(new TlsServer.Limits(8 << 10, 2 << 10, 90, 10, 64, 100, 2, 1), 10, 1, 3);
    private static final String STRANGE_CALL = "GET /v1/feeds HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @TempDir
    static Path folder = Path.of("");

    private static TestDoor door;
    private static TestDoor.Choice choice;

    @BeforeAll
    static void open() {
        TestDoor.makeKeys(folder, "tax-01", "stranger-01");
        Contract contract = TestContracts.contract(FEED, Format.CSV, EnvelopePolicy.SEALED, 1 << 20);
        Partner partner = new Partner(
                "tax-01",
                "Tax",
                List.of(TestDoor.identity(folder, "tax-01")),
                List.of(),
                List.of(),
                Map.of(FEED, new Partner.Sends(List.of(Door.HTTPS), Map.of(), null)),
                Map.of());
        choice = TestDoor.Choice.of(List.of(contract), List.of(partner));
        door = new TestDoor(folder, choice);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void tellsACallerWithoutCertificateToBringOne() {
        HttpResponse<byte[]> answer = TestDoor.send(door.client(null), door.request("/v1/feeds"));

        assertProblem(401, "unauthenticated", answer);
    }

    @Test
    void tellsACallerWithAnUnregisteredCertificateTheSame() {
        HttpResponse<byte[]> answer = TestDoor.send(door.client("stranger-01"), door.request("/v1/feeds"));

        assertProblem(401, "unauthenticated", answer);
    }

    @Test
    void failsTheHandshakeOfAForeignAuthority() {
        // Given a certificate that names our authority, signed by another of the same name
        DevAuthority foreign = DevAuthority.create(DevAuthority.NAME);
        var keys = DevAuthority.Purpose.CLIENT.newKey();
        var certificate = foreign.issue(
                DevAuthority.Purpose.CLIENT,
                "CN=tax-01",
                keys.getPublic(),
                List.of(),
                DevAuthority.Days.fromNow(Duration.ofDays(1)));
        HttpClient client = HttpClient.newBuilder()
                .sslContext(door.tls(keys.getPrivate(), certificate))
                .build();

        // When, Then
        IOException refused = assertThrows(
                IOException.class,
                () -> client.send(door.request("/v1/feeds").build(), HttpResponse.BodyHandlers.discarding()));
        assertTrue(
                String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("certificate")
                        || refused instanceof javax.net.ssl.SSLException,
                () -> "a TLS failure, not " + refused);
    }

    @Test
    void identifiesTheCallerBeforeItTellsWhatExists() {
        assertProblem(401, "unauthenticated", TestDoor.send(door.client(null), door.request("/v1/nothing")));
        assertProblem(404, "not-found", TestDoor.send(door.client("tax-01"), door.request("/v1/nothing")));
    }

    @Test
    void namesTheMethodsThatAResourceTakes() {
        HttpResponse<byte[]> answer =
                TestDoor.send(door.client("tax-01"), door.request("/v1/feeds").DELETE());

        assertProblem(405, "method-not-allowed", answer);
        assertEquals("GET, HEAD", answer.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void answersAHeadWithTheHeadersOfAGet() {
        HttpRequest.Builder request = door.request("/v1/feeds");
        HttpResponse<byte[]> get = TestDoor.send(door.client("tax-01"), request);
        HttpResponse<byte[]> head =
                TestDoor.send(door.client("tax-01"), request.method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertEquals(200, head.statusCode());
        assertEquals(0, head.body().length);
        assertEquals(get.headers().firstValue("content-length"), head.headers().firstValue("content-length"));
        assertEquals(get.headers().firstValue("content-type"), head.headers().firstValue("content-type"));
    }

    @Test
    void speaksHttp2() {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(door.tls("tax-01"))
                .version(HttpClient.Version.HTTP_2)
                .build();

        HttpResponse<byte[]> answer = TestDoor.send(client, door.request("/v1/feeds"));

        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(200, answer.statusCode());
    }

    @Test
    void showsItsDocumentToAnybodyAndOffersExactlyItsCalls() throws IOException {
        HttpResponse<byte[]> answer = TestDoor.send(door.client(null), door.request("/openapi.yaml"));

        assertEquals(200, answer.statusCode());
        assertEquals(
                "application/yaml", answer.headers().firstValue("content-type").orElse(""));
        Map<String, Set<String>> documented = new TreeMap<>();
        ((Map<?, ?>) java.util.Objects.requireNonNull(
                        OpenApiDocumentTest.document().get("paths")))
                .forEach((path, operations) -> ((Map<?, ?>) operations).keySet().forEach(method -> documented
                        .computeIfAbsent(path.toString().replaceAll("\\{(\\w+)}", ":$1"), p -> new TreeSet<>())
                        .add(method.toString().toUpperCase(Locale.ROOT))));
        documented.remove("/openapi.yaml");
        Map<String, Set<String>> offered = new TreeMap<>(door.door().offered());
        offered.values().forEach(methods -> methods.remove("HEAD"));
        assertEquals(documented, offered);
    }

    @Test
    void refusesAHeaderThatACarelessDecoderTakesForTheLength() throws IOException {
        String answer = raw("POST /v1/feeds/" + FEED + "/deliveries HTTP/1.1\r\nHost: x\r\n" + "Repr-Digest: "
                + TestDoor.digest(new byte[] {1}) + "\r\nContent-Xength: 1\r\n\r\n\u0001");

        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("\"code\":\"request-invalid\""), answer);
    }

    @Test
    void readsNoLengthFromSuchAHeader() throws IOException {
        // Given a body that would be a second request if the header were a length
        String second = "GET /v1/feeds HTTP/1.1\r\nHost: x\r\n\r\n";

        // When
        String answer = raw("GET /v1/feeds HTTP/1.1\r\nHost: x\r\nContent-Xength: 0\r\n\r\n" + second);

        // Then nothing is answered as if the first had been good
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains(" 200 "), answer);
    }

    @Test
    void refusesTwoWaysToTellWhereABodyEnds() throws IOException {
        String head = "POST /v1/feeds/" + FEED + "/deliveries HTTP/1.1\r\nHost: x\r\n";
        for (String framing : List.of(
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n",
                "Content-Length: 4, 5\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: +4\r\n")) {
            String answer = raw(head + framing + "\r\n0\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 400 "), framing + answer);
        }
    }

    @Test
    void boundsTheHead() throws IOException {
        // A little too much: a server that closes early must have read all of it, else the answer may be lost.
        String line = raw("GET /" + "a".repeat(5 << 10) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(line.matches("(?s)HTTP/1.[01] 414 .*uri-too-long.*"), line);
        String headers = raw("GET /v1/feeds HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(16 << 10) + "\r\n\r\n");
        assertTrue(headers.matches("(?s)HTTP/1.[01] 431 .*headers-too-large.*"), headers);
    }

    @Test
    void repeatsNothingThatTheCallerSent() {
        String canary = "Nguyen-Van-Canary-079085001234";
        for (String path : List.of(
                "/v1/" + canary,
                "/v1/feeds/" + canary + "/contract",
                "/v1/deliveries/" + canary,
                "/v1/deliveries?state=" + canary,
                "/v1/deliveries?since=" + canary)) {
            HttpResponse<byte[]> answer = TestDoor.send(door.client("tax-01"), door.request(path));
            assertTrue(answer.statusCode() >= 400, path);
            assertFalse(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8).contains("Canary"), path);
            assertFalse(answer.headers().map().toString().contains("Canary"), path);
        }
    }

    @Test
    void refusesUnreadableParameters() {
        for (String query : List.of(
                "limit=0", "limit=many", "limit=1001", "state=lost", "since=today", "after=1", "feed=a&feed=b")) {
            assertProblem(
                    400,
                    "parameter-invalid",
                    TestDoor.send(door.client("tax-01"), door.request("/v1/deliveries?" + query)));
        }
    }

    @Test
    void slowsAPartnerDown() {
        try (TestDoor slow = new TestDoor(folder.resolve("slow"), copyKeys(choice.with(SLOW)))) {
            HttpClient client = slow.client("tax-01");
            int limited = 0;
            for (int i = 0; i < 10; i++) {
                HttpResponse<byte[]> answer = TestDoor.send(client, slow.request("/v1/feeds"));
                if (answer.statusCode() == 429) {
                    limited++;
                    assertProblem(429, "rate-limited", answer);
                    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
                }
            }
            assertTrue(limited > 0, "10 calls at once are more than 3 and one a second");
        }
    }

    @Test
    void closesAConnectionTooManyOfAnAddress() throws IOException {
        // Given two of a stranger, which is as many as an address may have
        try (TestDoor small = new TestDoor(folder.resolve("slow"), copyKeys(choice.with(SLOW)));
                RawTls first = new RawTls(small, null, small.door().port());
                RawTls second = new RawTls(small, null, small.door().port())) {
            for (RawTls raw : List.of(first, second)) {
                raw.write(STRANGE_CALL);
                assertTrue(raw.readHead().startsWith("HTTP/1.1 401 "));
            }

            // When, Then
            assertEquals("", answerToAStranger(small));
            first.cut();
            String answer = answerToAStranger(small);
            while (answer.isEmpty()) {
                answer = answerToAStranger(small);
            }
            assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        }
    }

    /** The head of the answer, empty when the door hangs up. */
    private static String answerToAStranger(TestDoor at) {
        try (RawTls raw = new RawTls(at, null, at.door().port())) {
            raw.write(STRANGE_CALL);
            return raw.readHead();
        } catch (IOException reset) {
            return "";
        }
    }

    private static TestDoor.Choice copyKeys(TestDoor.Choice of) {
        TestDoor.makeKeys(folder.resolve("slow"), "tax-01");
        Partner old = of.partners().get(0);
        Partner same = new Partner(
                old.id(),
                old.name(),
                List.of(TestDoor.identity(folder.resolve("slow"), "tax-01")),
                List.of(),
                List.of(),
                old.sends(),
                old.receives());
        return new TestDoor.Choice(of.contracts(), List.of(same), of.door(), of.deliveries(), of.pages(), 0);
    }

    private static String raw(String request) throws IOException {
        try (RawTls tls = new RawTls(door, "tax-01")) {
            tls.write(request);
            return tls.readAll();
        }
    }

    private static void assertProblem(int status, String code, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("content-type").orElse(""));
        JsonObject body = TestDoor.json(answer);
        assertEquals(code, body.getString("code"));
        assertTrue(body.getString("type").endsWith(code));
        assertEquals(status, body.getInteger("status"));
        assertFalse(body.getString("title").isEmpty());
    }
}
