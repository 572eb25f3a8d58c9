package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.portal.PortalPassword;

/** The portal's calls as a hospital's program makes them (DOMAIN 1.13): a token first, then files as base64 in a form. */
final class PortalClient {
    static final String CLAIMS = "/api/qd130/guiHoSoXmlQD3176";
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient http;
    private final URI base;
    private final String user;
    private final String md5;
    private String access = "";
    private String id = "";

    private PortalClient(HttpClient http, URI base, String user, String md5) {
        this.http = http;
        this.base = base;
        this.user = user;
        this.md5 = md5;
    }

    /** @param ca certificate that the door's must chain to, PEM */
    static PortalClient login(int port, Path ca, String user, String password) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", KeyFiles.certificate(ca));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            PortalClient client = new PortalClient(
                    HttpClient.newBuilder().sslContext(tls).build(),
                    URI.create("https://localhost:" + port),
                    user,
                    PortalPassword.onTheWire(password));
            client.takeToken();
            return client;
        } catch (GeneralSecurityException e) {
            throw new CommandFailed(
                    CommandFailed.CANNOT_START, "cannot use " + ca + ": " + e.getMessage(), "gateway/run pki", e);
        }
    }

    private void takeToken() throws IOException {
        JsonObject answer = post("/api/token/take", Map.of("username", user, "password", md5));
        JsonObject key = answer.getJsonObject("APIKey");
        if (key == null) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS, "the portal door answered " + answer.getString("maKetQua"), "see the log");
        }
        access = key.getString("access_token");
        id = key.getString("id_token");
    }

    /** Hands in a claim file of a facility; the door's flat answer. */
    JsonObject submit(Path file, String facility) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("username", user);
        form.put("loaiHoSo", "130");
        form.put("maTinh", facility.substring(0, 2));
        form.put("maCSKCB", facility);
        form.put("fileHSBase64", Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        return post(CLAIMS, form);
    }

    private JsonObject post(String path, Map<String, String> form) throws IOException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(CALL_TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("accessToken", access)
                .header("tokenId", id)
                .header("passwordHash", md5)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return new JsonObject(http.send(request, BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(CommandFailed.PEER_UNREACHABLE, "interrupted", "run the command again", e);
        }
    }
}
