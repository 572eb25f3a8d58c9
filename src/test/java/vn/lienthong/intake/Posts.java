package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.digest;
import static vn.lienthong.http.TestDoor.json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Door;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.TestDoor;

/** Feeds and senders for tests that post deliveries, and what such tests have in common. */
final class Posts {
    static final String SEALED = "post.sealed";
    static final String PLAIN = "post.plain";
    static final String SMALL = "post.small";
    static final String BY_SFTP = "post.sftp";
    static final String READ_ONLY = "post.readonly";
    static final String FOREIGN = "post.foreign";
    static final long SMALL_BYTES_MAX = 10_000;
    static final int ENVELOPE_ROOM = (1 << 20) + 10_000;

    private Posts() {}

    /** Two senders, of whom the first may send all but the foreign feed. */
    static TestDoor.Choice choice(Path folder) {
        TestDoor.makeKeys(folder, "tax-01", "tax-02");
        Partner.Sends https = new Partner.Sends(List.of(Door.HTTPS), Map.of(), null);
        Partner.Sends sftp = new Partner.Sends(List.of(Door.SFTP), Map.of(), null);
        Partner first = partner(
                folder,
                "tax-01",
                Map.of(SEALED, https, PLAIN, https, SMALL, https, BY_SFTP, sftp),
                Map.of(READ_ONLY, new Partner.Receives(List.of(), Map.of())));
        Partner second = partner(folder, "tax-02", Map.of(SEALED, https, FOREIGN, https), Map.of());
        return TestDoor.Choice.of(
                List.of(
                        TestContracts.contract(SEALED, Format.CSV, EnvelopePolicy.SEALED, 1L << 32),
                        TestContracts.contract(PLAIN, Format.CSV, EnvelopePolicy.PLAIN, 1L << 32),
                        TestContracts.contract(SMALL, Format.CSV, EnvelopePolicy.SEALED, SMALL_BYTES_MAX),
                        TestContracts.contract(BY_SFTP, Format.CSV, EnvelopePolicy.SEALED, 1 << 20),
                        TestContracts.contract(READ_ONLY, Format.CSV, EnvelopePolicy.SEALED, 1 << 20),
                        TestContracts.contract(FOREIGN, Format.CSV, EnvelopePolicy.SEALED, 1 << 20)),
                List.of(first, second));
    }

    private static Partner partner(
            Path folder, String id, Map<String, Partner.Sends> sends, Map<String, Partner.Receives> receives) {
        return new Partner(id, id, List.of(TestDoor.identity(folder, id)), List.of(), List.of(), sends, receives);
    }

    static byte[] sealed(TestDoor door, String content) {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        try (OutputStream payload = door.sealer().seal(envelope)) {
            payload.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return envelope.toByteArray();
    }

    static String head(String feed, String digest, String more) {
        return "POST /v1/feeds/" + feed + "/deliveries HTTP/1.1\r\nHost: localhost\r\nRepr-Digest: " + digest + "\r\n"
                + more + "\r\n\r\n";
    }

    /** Something that another thread is about to do. */
    static void eventually(Claim claim) throws IOException {
        long deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(TestDoor.WAIT_S);
        while (!claim.holds()) {
            assertTrue(System.nanoTime() < deadline, "it never came to be");
            Thread.onSpinWait();
        }
    }

    @FunctionalInterface
    interface Claim {
        boolean holds() throws IOException;
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static void assertProblem(int status, String code, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode(), () -> text(answer));
        assertEquals(code, json(answer).getString("code"));
    }
}
