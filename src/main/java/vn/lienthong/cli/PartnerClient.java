package vn.lienthong.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import vn.lienthong.envelope.KeyFiles;

/** The gateway's HTTPS calls as a partner's or a central system's program makes them, with a client certificate. */
public final class PartnerClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(30);
    private static final int DIGEST_BUFFER_BYTES = 1 << 18;

    private final HttpClient http;
    private final URI base;

    private PartnerClient(HttpClient http, URI base) {
        this.http = http;
        this.base = base;
    }

    /**
     * @param base for example {@code https://localhost:8443}
     * @param ca certificate that the gateway's must chain to, PEM
     * @param certificate the client's own, PEM
     * @param key its private key, PKCS#8 PEM, mode 0600
     */
    public static PartnerClient connect(URI base, Path ca, Path certificate, Path key) {
        try {
            KeyStore identity = KeyStore.getInstance("PKCS12");
            identity.load(null, null);
            PrivateKey privateKey = KeyFiles.privateKey(key);
            X509Certificate own = KeyFiles.certificate(certificate);
            identity.setKeyEntry("own", privateKey, new char[0], new Certificate[] {own});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity, new char[0]);

            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", KeyFiles.certificate(ca));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);

            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            HttpClient http = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
            return new PartnerClient(http, base);
        } catch (GeneralSecurityException | IOException e) {
            throw new CommandFailed(
                    CommandFailed.CANNOT_START,
                    "cannot use the certificate " + certificate + " with its key: " + e.getMessage(),
                    "make development keys with: gateway/run pki",
                    e);
        }
    }

    /** An answer: status, body as JSON (empty for other bodies). */
    public record Answer(int status, JsonObject body) {}

    /** Sends one file to a feed. */
    public Answer send(String feed, Path file, @Nullable String name) {
        try {
            return send(feed, file, reprDigest(file), name);
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.USAGE, "cannot read " + file, "name a file that you may read", e);
        }
    }

    /** Sends one file whose {@link #reprDigest} is known already. */
    public Answer send(String feed, Path file, String digest, @Nullable String name) {
        try {
            HttpRequest.Builder request = request("/v1/feeds/" + feed + "/deliveries")
                    .header("Content-Type", "application/octet-stream")
                    .header("Repr-Digest", digest)
                    .POST(HttpRequest.BodyPublishers.ofFile(file));
            if (name != null) {
                request.header("Delivery-Name", name);
            }
            HttpResponse<byte[]> response = call(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), json(response.body()));
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.USAGE, "cannot read " + file, "name a file that you may read", e);
        }
    }

    /** Status of a delivery, waiting up to {@code waitS} seconds for its outcome. */
    public Answer status(String delivery, int waitS) {
        HttpResponse<byte[]> response = call(
                request("/v1/deliveries/" + delivery)
                        .header("Prefer", "wait=" + waitS)
                        .GET()
                        .build(),
                BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), json(response.body()));
    }

    /** Status of the newest deliveries of a feed, newest last. */
    public List<JsonObject> deliveries(String feed) {
        HttpResponse<byte[]> response = get("/v1/deliveries?feed=" + feed, "application/json");
        if (response.statusCode() != 200) {
            return List.of();
        }
        return new JsonArray(new String(response.body(), StandardCharsets.UTF_8))
                .stream().map(JsonObject.class::cast).toList();
    }

    /** A GET of any path; the body whole. */
    public HttpResponse<byte[]> get(String path, String accept) {
        return call(request(path).header("Accept", accept).GET().build(), BodyHandlers.ofByteArray());
    }

    /**
     * One page of events as lines.
     *
     * @param problem code of the problem, empty with a page
     * @param retryAfterS seconds after which the gateway wants to be asked again, 1 where it does not tell
     */
    public record Page(int status, List<String> lines, Optional<String> problem, long retryAfterS) {}

    /** A page of events as NDJSON; {@code after} null = from the start. */
    public Page events(String feed, @Nullable String after, int limit, int timeoutS) {
        String path = "/v1/feeds/" + feed + "/events?limit=" + limit + "&timeout=" + timeoutS
                + (after == null ? "" : "&after=" + after);
        HttpResponse<byte[]> response = get(path, "application/x-ndjson");
        if (response.statusCode() != 200) {
            return new Page(
                    response.statusCode(),
                    List.of(),
                    Optional.ofNullable(json(response.body()).getString("code")),
                    response.headers().firstValueAsLong("Retry-After").orElse(1));
        }
        String body = new String(response.body(), StandardCharsets.UTF_8);
        return new Page(200, body.isEmpty() ? List.of() : body.lines().toList(), Optional.empty(), 0);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(CALL_TIMEOUT);
    }

    private <T> HttpResponse<T> call(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "no answer from " + base + (e.getMessage() == null ? "" : ": " + e.getMessage()),
                    "is the gateway running? start it with: gateway/run serve",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(CommandFailed.PEER_UNREACHABLE, "interrupted", "run the command again", e);
        }
    }

    private static JsonObject json(byte[] body) {
        return body.length > 0 && body[0] == '{'
                ? new JsonObject(new String(body, StandardCharsets.UTF_8))
                : new JsonObject();
    }

    /** The {@code Repr-Digest} value of a file (RFC 9530). */
    public static String reprDigest(Path file) throws IOException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            byte[] buffer = new byte[DIGEST_BUFFER_BYTES];
            while (in.read(buffer) >= 0) {
                // read to the end: the stream digests what passes
            }
            byte[] digest = ((DigestInputStream) in).getMessageDigest().digest();
            return "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":";
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
