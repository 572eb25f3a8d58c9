package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.await;
import static vn.lienthong.http.TestDoor.digest;
import static vn.lienthong.http.TestDoor.json;
import static vn.lienthong.http.TestDoor.send;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.http.RawTls;
import vn.lienthong.http.TestDoor;

/** A delivery over HTTPS that is not taken: what is answered, and that nothing is left of it. */
class RefusedPostIT {
    @TempDir
    static Path folder = Path.of("");

    private static TestDoor door;
    private static HttpClient client;

    @BeforeAll
    static void open() {
        door = new TestDoor(folder, Posts.choice(folder));
        client = door.client("tax-01");
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void doesNotBelieveAResendThatOnlyClaimsItsDigest() {
        byte[] envelope = Posts.sealed(door, "claimed");
        assertEquals(202, send(client, door.post(Posts.SEALED, envelope)).statusCode());

        HttpResponse<byte[]> answer = send(
                client,
                door.post(Posts.SEALED, Posts.sealed(door, "something else"))
                        .setHeader("Repr-Digest", digest(envelope)));

        Posts.assertProblem(400, "digest-mismatch", answer);
    }

    @Test
    void refusesWhoMayNotSendAndHidesWhatHeMayNotSee() {
        byte[] envelope = Posts.sealed(door, "not allowed");
        Posts.assertProblem(403, "sender-not-allowed", send(client, door.post(Posts.BY_SFTP, envelope)));
        Posts.assertProblem(403, "sender-not-allowed", send(client, door.post(Posts.READ_ONLY, envelope)));
        Posts.assertProblem(404, "not-found", send(client, door.post(Posts.FOREIGN, envelope)));
        Posts.assertProblem(404, "not-found", send(client, door.post("post.unknown", envelope)));
    }

    @Test
    void refusesAMediaTypeThatTheFeedDoesNotTake() {
        byte[] body = Posts.sealed(door, "typed");
        for (String type : List.of("application/json", "text/html", "image/png", "application/xml", "text/csv")) {
            Posts.assertProblem(
                    415,
                    "unsupported-media-type",
                    send(client, door.post(Posts.SEALED, body).header("Content-Type", type)));
        }
        Posts.assertProblem(
                415,
                "unsupported-media-type",
                send(client, door.post(Posts.PLAIN, body).header("Content-Type", "application/json")));
        Posts.assertProblem(
                415,
                "unsupported-media-type",
                send(client, door.post(Posts.SEALED, body).header("Content-Encoding", "gzip")));
    }

    @Test
    void requiresAWellFormedDigest() {
        for (String value : List.of("sha-512=:AAAA:", "sha-256=abc", "nonsense")) {
            Posts.assertProblem(
                    400,
                    "digest-required",
                    send(
                            client,
                            door.post(Posts.SEALED, Posts.sealed(door, "undigested"))
                                    .setHeader("Repr-Digest", value)));
        }
        HttpRequest.Builder without = door.request("/v1/feeds/" + Posts.SEALED + "/deliveries")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Posts.sealed(door, "undigested")));
        Posts.assertProblem(400, "digest-required", send(client, without));
    }

    @Test
    void refusesBytesWithAnotherDigestAndKeepsNothing() throws IOException {
        int files = door.originalFiles().size();

        HttpResponse<byte[]> answer = send(
                client,
                door.post(Posts.SEALED, Posts.sealed(door, "other bytes"))
                        .setHeader("Repr-Digest", digest(new byte[] {1})));

        Posts.assertProblem(400, "digest-mismatch", answer);
        assertEquals(files, door.originalFiles().size());
        assertNothingOf(digest(new byte[] {1}));
    }

    @Test
    void refusesAnEmptyBody() throws IOException {
        Posts.assertProblem(400, "payload-empty", send(client, door.post(Posts.SEALED, new byte[0])));
        // and one whose emptiness shows only at its end
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(Posts.head(Posts.SEALED, digest(new byte[0]), "Transfer-Encoding: chunked") + "0\r\n\r\n");
            String answer = raw.readHead();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void refusesATooLargeBodyBeforeItComes() throws IOException {
        try (RawTls raw = new RawTls(door, "tax-01")) {
            // When only the head is sent
            raw.write(Posts.head(
                    Posts.SMALL,
                    digest(new byte[] {2}),
                    "Content-Length: " + (Posts.ENVELOPE_ROOM + Posts.SMALL_BYTES_MAX)));

            // Then the answer is there
            String answer = raw.readHead();
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        }
    }

    @Test
    void cutsABodyThatDoesNotTellItsLength() throws IOException {
        int files = door.originalFiles().size();
        byte[] large = new byte[4 * Posts.ENVELOPE_ROOM];
        HttpRequest.Builder chunked = door.request("/v1/feeds/" + Posts.SMALL + "/deliveries")
                .header("Repr-Digest", digest(large))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));

        HttpResponse<byte[]> answer = send(client, chunked);

        Posts.assertProblem(413, "payload-too-large", answer);
        assertEquals(files, door.originalFiles().size());
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() throws IOException {
        // Given
        byte[] envelope = Posts.sealed(door, "x".repeat(3 << 20));
        int files = door.originalFiles().size();
        RawTls raw = new RawTls(door, "tax-01");
        raw.write(Posts.head(Posts.SEALED, digest(envelope), "Content-Length: " + envelope.length));
        raw.write(Arrays.copyOf(envelope, envelope.length / 2));
        Posts.eventually(() -> door.originalFiles().size() > files);

        // When
        raw.cut();

        // Then the draft goes, the ledger knows nothing, and the same bytes may come again
        Posts.eventually(() -> door.originalFiles().size() == files);
        assertNothingOf(digest(envelope));
        assertEquals(202, sendWhenFree(envelope).statusCode());
    }

    @Test
    void turnsTheSameBytesAwayWhileTheyAreBeingReceived() throws IOException {
        // Given an upload that is half in
        byte[] envelope = Posts.sealed(door, "y".repeat(2 << 20));
        try (RawTls raw = new RawTls(door, "tax-01")) {
            int files = door.originalFiles().size();
            raw.write(Posts.head(Posts.SEALED, digest(envelope), "Content-Length: " + envelope.length));
            raw.write(Arrays.copyOf(envelope, envelope.length / 2));
            Posts.eventually(() -> door.originalFiles().size() > files);

            // When
            HttpResponse<byte[]> second = send(client, door.post(Posts.SEALED, envelope));

            // Then
            Posts.assertProblem(409, "request-in-progress", second);
            raw.write(Arrays.copyOfRange(envelope, envelope.length / 2, envelope.length));
            assertTrue(raw.readHead().startsWith("HTTP/1.1 202 "));
        }
    }

    @Test
    void holdsAnIdempotencyKeyToItsDelivery() {
        // Given
        String key = UUID.randomUUID().toString();
        byte[] envelope = Posts.sealed(door, "keyed");
        HttpResponse<byte[]> first =
                send(client, door.post(Posts.SEALED, envelope).header("Idempotency-Key", key));
        assertEquals(202, first.statusCode());

        // When, Then: the same again is the same
        HttpResponse<byte[]> again =
                send(client, door.post(Posts.SEALED, envelope).header("Idempotency-Key", key));
        assertEquals(200, again.statusCode());
        assertEquals(json(first).getString("delivery"), json(again).getString("delivery"));
        // other bytes, or another feed, are not
        Posts.assertProblem(
                422,
                "idempotency-key-reused",
                send(
                        client,
                        door.post(Posts.SEALED, Posts.sealed(door, "keyed otherwise"))
                                .header("Idempotency-Key", key)));
        Posts.assertProblem(
                422,
                "idempotency-key-reused",
                send(client, door.post(Posts.PLAIN, envelope).header("Idempotency-Key", key)));
        // and another partner's key is another key
        assertEquals(
                202,
                send(door.client("tax-02"), door.post(Posts.SEALED, envelope).header("Idempotency-Key", key))
                        .statusCode());
    }

    @Test
    void readsNamesAsUtf8AndRefusesThoseThatHideSomething() throws IOException {
        String utf8 = new String("lương tháng 10.csv".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String name : List.of("a\u00c2\u00ad", "\u00ff\u00fe", "x".repeat(300))) {
            String answer = rawPost(Posts.sealed(door, "named " + name), "Delivery-Name: " + name);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("parameter-invalid"), answer);
        }
        String answer = rawPost(Posts.sealed(door, "named well"), "Delivery-Name: " + utf8);
        assertTrue(answer.contains("\"name\":\"lương tháng 10.csv\""), answer);
    }

    private static HttpResponse<byte[]> sendWhenFree(byte[] envelope) {
        HttpResponse<byte[]> answer = send(client, door.post(Posts.SEALED, envelope));
        while (answer.statusCode() == 409) {
            answer = send(client, door.post(Posts.SEALED, envelope));
        }
        return answer;
    }

    private static void assertNothingOf(String digest) {
        for (String feed : List.of(Posts.SEALED, Posts.PLAIN)) {
            assertTrue(await(door.ledger().findByDigest(new Lane("tax-01", feed), Door.HTTPS, digest))
                    .isEmpty());
        }
    }

    private static String rawPost(byte[] body, String header) throws IOException {
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(Posts.head(
                    Posts.SEALED, digest(body), header + "\r\nConnection: close\r\nContent-Length: " + body.length));
            raw.write(body);
            return raw.readAll();
        }
    }
}
