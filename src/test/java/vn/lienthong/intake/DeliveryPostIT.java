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
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.envelope.CmsOpener;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Opener;
import vn.lienthong.envelope.ReceiptVerifier;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.http.RawTls;
import vn.lienthong.http.TestDoor;

/** A delivery over HTTPS that is taken: what is answered, and what is on the disk then. */
class DeliveryPostIT {
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
    void takesAnEnvelopeIntoCustodyAndAnswersWithASignedReceipt() throws IOException {
        // Given
        byte[] envelope = Posts.sealed(door, "first delivery");
        List<Path> before = door.originalFiles();

        // When
        HttpResponse<byte[]> answer =
                send(client, door.post(Posts.SEALED, envelope).header("Delivery-Name", "luong-10.cms"));

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
        assertEquals(Posts.SEALED, receipt.getString("feed"));
        assertEquals("https", receipt.getString("door"));
        assertEquals("luong-10.cms", receipt.getString("name"));
        assertEquals(envelope.length, receipt.getLong("bytes"));
        assertEquals(digest(envelope), receipt.getString("digest"));
        assertEquals(TestDoor.GATEWAY, receipt.getString("gateway"));
        // and the exact signed bytes are the receipt inside the answer, and verify
        byte[] bytes = send(client, door.request("/v1/deliveries/" + id + "/receipts/custody"))
                .body();
        assertTrue(Posts.text(answer).contains("\"receipt\":" + new String(bytes, StandardCharsets.UTF_8) + ","));
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
        JsonObject body = json(send(client, door.post(Posts.SEALED, Posts.sealed(door, "canonical"))));
        String bytes = Posts.text(
                send(client, door.request("/v1/deliveries/" + body.getString("delivery") + "/receipts/custody")));

        List<String> members = new ArrayList<>(new JsonObject(bytes).fieldNames());
        List<String> sorted = new ArrayList<>(members);
        sorted.sort(String::compareTo);
        assertEquals(sorted, members);
        assertFalse(bytes.contains(" ") || bytes.endsWith("\n"));
    }

    @Test
    void answersAResendWithTheFirstReceiptAndStoresNothing() throws IOException {
        // Given
        byte[] envelope = Posts.sealed(door, "sent twice");
        JsonObject first = json(send(client, door.post(Posts.SEALED, envelope)));
        int files = door.originalFiles().size();

        // When
        HttpResponse<byte[]> again =
                send(client, door.post(Posts.SEALED, envelope).header("Delivery-Name", "other name"));

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
    void sealsAPayloadAsItComesSoThatTheDiskSeesNoPlaintext() throws IOException {
        // Given personal data in clear, larger than every buffer
        byte[] payload =
                ("id,name,province\n" + "1,Nguyen Van Canary,01\n".repeat(60_000)).getBytes(StandardCharsets.UTF_8);
        List<Path> before = door.originalFiles();

        // When
        HttpResponse<byte[]> answer =
                send(client, door.post(Posts.PLAIN, payload).header("Content-Type", "text/csv"));

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

        HttpResponse<byte[]> answer = send(client, door.post(Posts.SEALED, payload));

        assertEquals(202, answer.statusCode());
        byte[] stored = Files.readAllBytes(newOriginal(before));
        assertEquals(-1, indexOf(stored, "Canary".getBytes(StandardCharsets.UTF_8)));
        assertEquals(SealedBy.GATEWAY, head(json(answer)).sealedBy());
    }

    @Test
    void takesABodyOfOneByte() {
        assertEquals(202, send(client, door.post(Posts.PLAIN, new byte[] {'x'})).statusCode());
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
                    send(
                                    client,
                                    door.post(Posts.SEALED, Posts.sealed(door, "of type " + type))
                                            .header("Content-Type", type))
                            .statusCode());
        }
    }

    @Test
    void makesOneDeliveryOfManyConcurrentPostsOfTheSameBytes() {
        // Given
        byte[] envelope = Posts.sealed(door, "all at once");
        List<CompletableFuture<HttpResponse<byte[]>>> posts = new ArrayList<>();

        // When
        for (int i = 0; i < 8; i++) {
            posts.add(client.sendAsync(
                    door.post(Posts.SEALED, envelope).build(), HttpResponse.BodyHandlers.ofByteArray()));
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
    void givesSendersOfTheSameBytesTheirOwnDeliveries() {
        byte[] envelope = Posts.sealed(door, "shared");
        String mine = json(send(client, door.post(Posts.SEALED, envelope))).getString("delivery");
        String theirs = json(send(door.client("tax-02"), door.post(Posts.SEALED, envelope)))
                .getString("delivery");

        assertNotEquals(mine, theirs);
        Posts.assertProblem(404, "not-found", send(client, door.request("/v1/deliveries/" + theirs)));
        Posts.assertProblem(
                404, "not-found", send(client, door.request("/v1/deliveries/" + theirs + "/receipts/custody")));
        Posts.assertProblem(404, "not-found", send(client, door.request("/v1/deliveries/" + theirs + "/violations")));
    }

    @Test
    void saysGoOnOnlyWhenTheHeadIsGood() throws IOException {
        byte[] envelope = Posts.sealed(door, "expected");
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(Posts.head(
                    Posts.SEALED, digest(envelope), "Expect: 100-continue\r\nContent-Length: " + envelope.length));
            assertTrue(raw.readHead().startsWith("HTTP/1.1 100 "));
            raw.write(envelope);
            assertTrue(raw.readHead().startsWith("HTTP/1.1 202 "));
        }
        try (RawTls raw = new RawTls(door, "tax-01")) {
            raw.write(Posts.head(
                    Posts.FOREIGN, digest(envelope), "Expect: 100-continue\r\nContent-Length: " + envelope.length));
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

        HttpResponse<byte[]> answer = send(h2, door.post(Posts.PLAIN, random));

        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(202, answer.statusCode());
        Posts.assertProblem(404, "not-found", send(h2, door.post(Posts.FOREIGN, random)));
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

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }
}
