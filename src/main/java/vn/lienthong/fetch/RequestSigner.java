package vn.lienthong.fetch;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import vn.lienthong.delivery.Fault;

/**
 * Signs a request with a shared secret, so that the secret itself never travels:
 *
 * <pre>
 * text      = "GET" LF host LF path-and-query LF date LF digest
 * date      = the header Date, RFC 9110
 * digest    = the header Content-Digest of the (empty) body, RFC 9530: sha-256=:BASE64:
 * signature = BASE64(HMAC-SHA256(secret, UTF-8 of text))
 * Authorization: LT-HMAC-SHA256 keyId="...", signature="..."
 * </pre>
 *
 * The server refuses a date that is too far from its clock; that is what bounds a replay.
 */
public final class RequestSigner {
    public static final String SCHEME = "LT-HMAC-SHA256";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private RequestSigner() {}

    /** The headers that prove a GET of this address at that moment. */
    public static Map<String, String> headers(URI uri, Instant at, String keyId, String secret) {
        String date = DATE.format(at);
        String digest = "sha-256=:" + base64(sha256(new byte[0])) + ":";
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", date);
        headers.put("Content-Digest", digest);
        headers.put(
                "Authorization",
                SCHEME + " keyId=\"" + keyId + "\", signature=\"" + signature(uri, date, digest, secret) + "\"");
        return headers;
    }

    /** What the server computes too, to compare. */
    public static String signature(URI uri, String date, String digest, String secret) {
        String query = uri.getRawQuery();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        String text = String.join("\n", "GET", host, query == null ? path : path + "?" + query, date, digest);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new Fault("every Java has HMAC-SHA256", e);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new Fault("every Java has SHA-256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
