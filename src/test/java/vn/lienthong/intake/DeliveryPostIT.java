package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.await;
import static vn.lienthong.http.TestDoor.digest;
import static vn.lienthong.http.TestDoor.json;
import static vn.lienthong.http.TestDoor.send;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.CmsOpener;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Opener;
import vn.lienthong.envelope.ReceiptVerifier;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.http.RawTls;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.TestDoor;

/** A delivery over HTTPS: what is taken, what is refused, and what is left behind by each. */
class DeliveryPostIT {
    private static final String SEALED = "post.sealed";
    private static final String PLAIN = "post.plain";
    private static final String SMALL = "post.small";
    private static final String BY_SFTP = "post.sftp";
    private static final String READ_ONLY = "post.readonly";
    private static final String FOREIGN = "post.foreign";
    private static final long SMALL_BYTES_MAX = 10_000;
    private static final int ENVELOPE_ROOM = (1 << 20) + 10_000;

    @TempDir
    static Path folder = Path.of("");

    private static TestDoor door;
    private static HttpClient client;

    @BeforeAll
    static void open() {
        TestDoor.makeKeys(folder, "tax-01", "tax-02");
        Partner.Sends https = new Partner.Sends(List.of(Door.HTTPS), Map.of(), null);
        Partner.Sends sftp = new Partner.Sends(List.of(Door.SFTP), Map.of(), null);
        Partner first = partner(
                "tax-01",
                Map.of(SEALED, https, PLAIN, https, SMALL, https, BY_SFTP, sftp),
                Map.of(READ_ONLY, new Partner.Receives(List.of(), Map.of())));
        Partner second = partner("tax-02", Map.of(SEALED, https, FOREIGN, https), Map.of());
        door = new TestDoor(
                folder,
                TestDoor.Choice.of(
                        List.of(
                                TestContracts.contract(SEALED, Format.CSV, EnvelopePolicy.SEALED, 1L << 32),
                                TestContracts.contract(PLAIN, Format.CSV, EnvelopePolicy.PLAIN, 1L << 32),
                                TestContracts.contract(SMALL, Format.CSV, EnvelopePolicy.SEALED, SMALL_BYTES_MAX),
                                TestContracts.contract(BY_SFTP, Format.CSV, EnvelopePolicy.SEALED, 1 << 20),
                                TestContracts.contract(READ_ONLY, Format.CSV, EnvelopePolicy.SEALED, 1 << 20),
                                TestContracts.contract(FOREIGN, Format.CSV, EnvelopePolicy.SEALED, 1 << 20)),
                        List.of(first, second)));
        client = door.client("tax-01");
    }

    private static Partner partner(
            String id, Map<String, Partner.Sends> sends, Map<String, Partner.Receives> receives) {
        return new Partner(id, id, List.of(TestDoor.identity(folder, id)), List.of(), List.of(), sends, receives);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void takesAnEnvelopeIntoCustodyAndAnswersWithASignedReceipt() throws IOException {
        // Given
        byte[] envelope = sealed("first delivery");
        List<Path> before = door.originalFiles();

        // When
        HttpResponse<byte[]> answer = send(client, door.post(SEALED, envelope).header("Delivery-Name", "luong-10.cms"));

        // Then the receipt says what was received and is signed
        assertEquals(202, answer.statusCode());
        JsonObject body = json(answer);
        String id = body.getString("delivery");
        assertEquals(
                "/v1/deliveries/" + id, answer.headers().firstValue("Location").orElse(""));
        assertFalse(body.getBoolean("duplicate"));
        JsonObject receipt = body.getJsonObject("receipt");
        assertEquals("custody", receipt.getString("type"));
        assertEquals(1, receipt.getInteger("version"));
        assertEquals(id, receipt.getString("delivery"));
        assertEquals("tax-01", receipt.getString("partner"));
        assertEquals(SEALED, receipt.getString("feed"));
        assertEquals("https", receipt.getString("door"));
        assertEquals("luong-10.cms", receipt.getString("name"));
        assertEquals(envelope.length, receipt.getLong("bytes"));
        assertEquals(digest(envelope), receipt.getString("digest"));
        assertEquals(TestDoor.GATEWAY, receipt.getString("gateway"));
        // and the exact signed bytes are the receipt inside the answer, and verify
        byte[] bytes = send(client, door.request("/v1/deliveries/" + id + "/receipts/custody"))
                .body();
        assertTrue(text(answer).contains("\"receipt\":" + new String(bytes, StandardCharsets.UTF_8) + ","));
        byte[] signature = send(
                        client,
                        door.request("/v1/deliveries/" + id + "/receipts/custody")
                                .header("Accept", "application/pkcs7-signature"))
                .body();
        assertArrayEquals(Base64.getDecoder().decode(body.getString("signature")), signature);
        ReceiptVerifier verifier = new ReceiptVerifier(door.certificate("ca"));
        assertEquals(Optional.empty(), verifier.problem(bytes, signature));
        byte[] changed = bytes.clone();
        changed[bytes.length / 2] ^= 1;
        assertTrue(verifier.problem(changed, signature).isPresent());
        // and the original is stored as it came
        assertArrayEquals(envelope, Files.readAllBytes(newOriginal(before)));
    }

    @Test
    void writesReceiptsAsCanonicalJson() {
        JsonObject body = json(send(client, door.post(SEALED, sealed("canonical"))));
        String bytes =
                text(send(client, door.request("/v1/deliveries/" + body.getString("delivery") + "/receipts/custody")));

        List<String> members = new ArrayList<>(new JsonObject(bytes).fieldNames());
        List<String> sorted = new ArrayList<>(members);
        sorted.sort(String::compareTo);
        assertEquals(sorted, members);
        assertFalse(bytes.contains(" ") || bytes.endsWith("\n"));
    }

    @Test
    void answersAResendWithTheFirstReceiptAndStoresNothing() throws IOException {
        // Given
        byte[] envelope = sealed("sent twice");
        JsonObject first = json(send(client, door.post(SEALED, envelope)));
        int files = door.originalFiles().size();

        // When
        HttpResponse<byte[]> again = send(client, door.post(SEALED, envelope).header("Delivery-Name", "other name"));

        // Then
        assertEquals(200, again.statusCode());
        JsonObject body = json(again);
        assertTrue(body.getBoolean("duplicate"));
        assertEquals(first.getString("delivery"), body.getString("delivery"));
        assertEquals(first.getJsonObject("receipt"), body.getJsonObject("receipt"));
        assertEquals(first.getString("signature"), body.getString("signature"));
        assertEquals(files, door.originalFiles().size());
    }

    @Test
    void doesNotBelieveAResendThatOnlyClaimsItsDigest() {
        byte[] envelope = sealed("claimed");
        assertEquals(202, send(client, door.post(SEALED, envelope)).statusCode());

        HttpResponse<byte[]> answer =
                send(client, door.post(SEALED, sealed("something else")).setHeader("Repr-Digest", digest(envelope)));

        assertProblem(400, "digest-mismatch", answer);
    }

    @Test
    void sealsAPayloadAsItComesSoThatTheDiskSeesNoPlaintext() throws IOException {
        // Given personal data in clear, larger than every buffer
        byte[] payload =
                ("id,name,province\n" + "1,Nguyen Van Canary,01\n".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        List<Path> before = door.originalFiles();

        // When
        HttpResponse<byte[]> answer = send(client, door.post(PLAIN, payload).header("Content-Type", "text/csv"));

        // Then the receipt is over what was sent, and the disk holds an envelope that opens to it
        assertEquals(202, answer.statusCode());
        JsonObject receipt = json(answer).getJsonObject("receipt");
        assertEquals(digest(payload), receipt.getString("digest"));
        assertEquals(payload.length, receipt.getLong("bytes"));
        Path original = newOriginal(before);
        assertEquals(-1, indexOf(Files.readAllBytes(original), "Canary".getBytes(StandardCharsets.UTF_8)));
        assertArrayEquals(payload, opened(original));
        assertEquals(SealedBy.GATEWAY, head(json(answer)).sealedBy());
    }

    @Test
    void sealsWhatIsNoEnvelopeAlsoWhereTheContractWantsOne() throws IOException {
        byte[] payload = "id,name,province\n1,Nguyen Van Canary,01\n".getBytes(StandardCharsets.UTF_8);
        List<Path> before = door.originalFiles();

        HttpResponse<byte[]> answer = send(client, door.post(SEALED, payload));

        assertEquals(202, answer.statusCode());
        byte[] stored = Files.readAllBytes(newOriginal(before));
        assertEquals(-1, indexOf(stored, "Canary".getBytes(StandardCharsets.UTF_8)));
        assertEquals(SealedBy.GATEWAY, head(json(answer)).sealedBy());
    }

    @Test
    void takesABodyOfOneByte() {
        assertEquals(202, send(client, door.post(PLAIN, new byte[] {'x'})).statusCode());
    }

    @Test
    void refusesWhoMayNotSendAndHidesWhatHeMayNotSee() {
        byte[] envelope = sealed("not allowed");
        assertProblem(403, "sender-not-allowed", send(client, door.post(BY_SFTP, envelope)));
        assertProblem(403, "sender-not-allowed", send(client, door.post(READ_ONLY, envelope)));
        assertProblem(404, "not-found", send(client, door.post(FOREIGN, envelope)));
        assertProblem(404, "not-found", send(client, door.post("post.unknown", envelope)));
    }

    @Test
    void refusesAMediaTypeThatTheFeedDoesNotTake() {
        byte[] body = sealed("typed");
        for (String type : List.of("application/json", "text/html", "image/png", "application/xml", "text/csv")) {
            assertProblem(
                    415,
                    "unsupported-media-type",
                    send(client, door.post(SEALED, body).header("Content-Type", type)));
        }
        assertProblem(
                415,
                "unsupported-media-type",
                send(client, door.post(PLAIN, body).header("Content-Type", "application/json")));
        assertProblem(
                415,
                "unsupported-media-type",
                send(client, door.post(SEALED, body).header("Content-Encoding", "gzip")));
    }

    @Test
    void takesEveryMediaTypeOfAnEnvelope() {
        for (String type : List.of(
                "application/pkcs7-mime",
                "application/CMS",
                "application/octet-stream; name=x",
                "application/x-www-form-urlencoded")) {
            assertEquals(
                    202,
                    send(client, door.post(SEALED, sealed("of type " + type)).header("Content-Type", type))
                            .statusCode());
        }
    }

    @Test
    void requiresAWellFormedDigest() {
        for (String value : List.of("sha-512=:AAAA:", "sha-256=abc", "nonsense")) {
            assertProblem(
                    400,
                    "digest-required",
                    send(client, door.post(SEALED, sealed("undigested")).setHeader("Repr-Digest", value)));
        }
        HttpRequest.Builder without = door.request("/v1/feeds/" + SEALED + "/deliveries")
                .POST(HttpRequest.BodyPublishers.ofByteArray(sealed("undigested")));
        assertProblem(400, "digest-required", send(client, without));
    }

    @Test
    void refusesBytesWithAnotherDigestAndKeepsNothing() throws IOException {
        int files = door.originalFiles().size();

        HttpResponse<byte[]> answer =
                send(client, door.post(SEALED, sealed("other bytes")).setHeader("Repr-Digest", digest(new byte[] {1})));

        assertProblem(400, "digest-mismatch", answer);
        assertEquals(files, door.originalFiles().size());
        assertNothingOf(digest(new byte[] {1}));
    }

    @Test
    void refusesAnEmptyBody() throws IOException {
        assertProblem(400, "payload-empty", send(client, door.post(SEALED, new byte[0])));
        // and one whose emptiness shows only at its end
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(head(SEALED, digest(new byte[0]), "Transfer-Encoding: chunked") + "0\r\n\r\n");
            String answer = raw.readHead();
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void refusesATooLargeBodyBeforeItComes() throws IOException {
        try (RawTls raw = new RawTls(door, "tax-01")) {
            // When only the head is sent
            raw.write(head(SMALL, digest(new byte[] {2}), "Content-Length: " + (ENVELOPE_ROOM + SMALL_BYTES_MAX)));

            // Then the answer is there
            String answer = raw.readHead();
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        }
    }

    @Test
    void cutsABodyThatDoesNotTellItsLength() throws IOException {
        int files = door.originalFiles().size();
        byte[] large = new byte[4 * ENVELOPE_ROOM];
        HttpRequest.Builder chunked = door.request("/v1/feeds/" + SMALL + "/deliveries")
                .header("Repr-Digest", digest(large))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));

        HttpResponse<byte[]> answer = send(client, chunked);

        assertProblem(413, "payload-too-large", answer);
        assertEquals(files, door.originalFiles().size());
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() throws IOException {
        // Given
        byte[] envelope = sealed("x".repeat(3 << 20));
        int files = door.originalFiles().size();
        RawTls raw = new RawTls(door, "tax-01");
        raw.write(head(SEALED, digest(envelope), "Content-Length: " + envelope.length));
        raw.write(Arrays.copyOf(envelope, envelope.length / 2));
        eventually(() -> door.originalFiles().size() > files);

        // When
        raw.cut();

        // Then the draft goes, the ledger knows nothing, and the same bytes may come again
        eventually(() -> door.originalFiles().size() == files);
        assertNothingOf(digest(envelope));
        assertEquals(202, sendWhenFree(envelope).statusCode());
    }

    @Test
    void turnsTheSameBytesAwayWhileTheyAreBeingReceived() throws IOException {
        // Given an upload that is half in
        byte[] envelope = sealed("y".repeat(2 << 20));
        try (RawTls raw = new RawTls(door, "tax-01")) {
            int files = door.originalFiles().size();
            raw.write(head(SEALED, digest(envelope), "Content-Length: " + envelope.length));
            raw.write(Arrays.copyOf(envelope, envelope.length / 2));
            eventually(() -> door.originalFiles().size() > files);

            // When
            HttpResponse<byte[]> second = send(client, door.post(SEALED, envelope));

            // Then
            assertProblem(409, "request-in-progress", second);
            raw.write(Arrays.copyOfRange(envelope, envelope.length / 2, envelope.length));
            assertTrue(raw.readHead().startsWith("HTTP/1.1 202 "));
        }
    }

    @Test
    void makesOneDeliveryOfManyConcurrentPostsOfTheSameBytes() {
        // Given
        byte[] envelope = sealed("all at once");
        List<CompletableFuture<HttpResponse<byte[]>>> posts = new ArrayList<>();

        // When
        for (int i = 0; i < 8; i++) {
            posts.add(client.sendAsync(door.post(SEALED, envelope).build(), HttpResponse.BodyHandlers.ofByteArray()));
        }

        // Then
        int first = 0;
        for (CompletableFuture<HttpResponse<byte[]>> post : posts) {
            int status = post.join().statusCode();
            assertTrue(status == 202 || status == 200 || status == 409, "status " + status);
            first += status == 202 ? 1 : 0;
        }
        assertEquals(1, first);
    }

    @Test
    void holdsAnIdempotencyKeyToItsDelivery() {
        // Given
        String key = UUID.randomUUID().toString();
        byte[] envelope = sealed("keyed");
        HttpResponse<byte[]> first = send(client, door.post(SEALED, envelope).header("Idempotency-Key", key));
        assertEquals(202, first.statusCode());

        // When, Then: the same again is the same
        HttpResponse<byte[]> again = send(client, door.post(SEALED, envelope).header("Idempotency-Key", key));
        assertEquals(200, again.statusCode());
        assertEquals(json(first).getString("delivery"), json(again).getString("delivery"));
        // other bytes, or another feed, are not
        assertProblem(
                422,
                "idempotency-key-reused",
                send(client, door.post(SEALED, sealed("keyed otherwise")).header("Idempotency-Key", key)));
        assertProblem(
                422,
                "idempotency-key-reused",
                send(client, door.post(PLAIN, envelope).header("Idempotency-Key", key)));
        // and another partner's key is another key
        assertEquals(
                202,
                send(door.client("tax-02"), door.post(SEALED, envelope).header("Idempotency-Key", key))
                        .statusCode());
    }

    @Test
    void readsNamesAsUtf8AndRefusesThoseThatHideSomething() throws IOException {
        String utf8 = new String("lương tháng 10.csv".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String name : List.of("a\u00c2\u00ad", "\u00ff\u00fe", "x".repeat(300))) {
            String answer = rawPost(sealed("named " + name), "Delivery-Name: " + name);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("parameter-invalid"), answer);
        }
        String answer = rawPost(sealed("named well"), "Delivery-Name: " + utf8);
        assertTrue(answer.contains("\"name\":\"lương tháng 10.csv\""), answer);
    }

    @Test
    void givesSendersOfTheSameBytesTheirOwnDeliveries() {
        byte[] envelope = sealed("shared");
        String mine = json(send(client, door.post(SEALED, envelope))).getString("delivery");
        String theirs =
                json(send(door.client("tax-02"), door.post(SEALED, envelope))).getString("delivery");

        assertNotEquals(mine, theirs);
        assertProblem(404, "not-found", send(client, door.request("/v1/deliveries/" + theirs)));
        assertProblem(404, "not-found", send(client, door.request("/v1/deliveries/" + theirs + "/receipts/custody")));
        assertProblem(404, "not-found", send(client, door.request("/v1/deliveries/" + theirs + "/violations")));
    }

    @Test
    void saysGoOnOnlyWhenTheHeadIsGood() throws IOException {
        byte[] envelope = sealed("expected");
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(head(SEALED, digest(envelope), "Expect: 100-continue\r\nContent-Length: " + envelope.length));
            assertTrue(raw.readHead().startsWith("HTTP/1.1 100 "));
            raw.write(envelope);
            assertTrue(raw.readHead().startsWith("HTTP/1.1 202 "));
        }
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(head(FOREIGN, digest(envelope), "Expect: 100-continue\r\nContent-Length: " + envelope.length));
            assertTrue(raw.readHead().startsWith("HTTP/1.1 404 "));
        }
    }

    @Test
    void takesADeliveryOverHttp2() {
        HttpClient h2 = HttpClient.newBuilder()
                .sslContext(door.tls("tax-01"))
                .version(HttpClient.Version.HTTP_2)
                .build();
        byte[] random = new byte[5 << 20];
        new Random(7).nextBytes(random);

        HttpResponse<byte[]> answer = send(h2, door.post(PLAIN, random));

        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(202, answer.statusCode());
        assertProblem(404, "not-found", send(h2, door.post(FOREIGN, random)));
    }

    private static HttpResponse<byte[]> sendWhenFree(byte[] envelope) {
        HttpResponse<byte[]> answer = send(client, door.post(SEALED, envelope));
        while (answer.statusCode() == 409) {
            answer = send(client, door.post(SEALED, envelope));
        }
        return answer;
    }

    private static void assertNothingOf(String digest) {
        for (String feed : List.of(SEALED, PLAIN)) {
            assertTrue(await(door.ledger().findByDigest(new Lane("tax-01", feed), digest))
                    .isEmpty());
        }
    }

    private static byte[] sealed(String content) {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        try (OutputStream payload = door.sealer().seal(envelope)) {
            payload.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return envelope.toByteArray();
    }

    /** The one original that was not there before. */
    private static Path newOriginal(List<Path> before) throws IOException {
        List<Path> added = new ArrayList<>(door.originalFiles());
        added.removeAll(before);
        assertEquals(1, added.size());
        return added.get(0);
    }

    /** As the worker would open it, with the gateway's own key as signer. */
    private static byte[] opened(Path original) throws IOException {
        CmsOpener opener = new CmsOpener(
                List.of(KeyFiles.recipient(door.file("gateway/envelope-ec.key"), door.file("gateway/envelope-ec.crt"))),
                RevocationLists.none());
        Opener.Verification verification = opener.verify(
                original,
                List.of(new Opener.AllowedSigner(encoded(door.certificate("gateway/receipts")), null, null)),
                Instant.now());
        assertNull(verification.refusal());
        try (InputStream content = opener.open(original, Objects.requireNonNull(verification.verified()))) {
            return content.readAllBytes();
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Delivery head(JsonObject answer) {
        return await(door.ledger().status(UUID.fromString(answer.getString("delivery"))))
                .orElseThrow()
                .head();
    }

    private static String head(String feed, String digest, String more) {
        return "POST /v1/feeds/" + feed + "/deliveries HTTP/1.1\r\nHost: localhost\r\nRepr-Digest: " + digest + "\r\n"
                + more + "\r\n\r\n";
    }

    private static String rawPost(byte[] body, String header) throws IOException {
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(head(SEALED, digest(body), header + "\r\nConnection: close\r\nContent-Length: " + body.length));
            raw.write(body);
            return raw.readAll();
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Something that another thread is about to do. */
    private static void eventually(Claim claim) throws IOException {
        long deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(TestDoor.WAIT_S);
        while (!claim.holds()) {
            assertTrue(System.nanoTime() < deadline, "it never came to be");
            Thread.onSpinWait();
        }
    }

    @FunctionalInterface
    private interface Claim {
        boolean holds() throws IOException;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static void assertProblem(int status, String code, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode(), () -> text(answer));
        assertEquals(code, json(answer).getString("code"));
    }
}
