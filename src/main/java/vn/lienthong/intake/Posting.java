package vn.lienthong.intake;

import io.vertx.core.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.http.Call;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;

/**
 * The head of a delivery that comes over HTTPS, checked before a byte of its body is read.
 *
 * @param digest {@code sha-256=:base64:} that the sender promises
 * @param bytesMax bound of the body
 */
record Posting(Lane lane, String digest, Optional<String> name, Optional<String> idempotencyKey, long bytesMax) {

    /** Framing, certificates and the chunks of a streamed envelope: a 64th and 1 MiB cover all that were seen. */
    private static final long ENVELOPE_OVERHEAD_BYTES = 1L << 20;

    private static final int ENVELOPE_OVERHEAD_DIVISOR = 64;
    private static final int KEY_CHARACTERS_MAX = 255;

    /** Also what curl says when nobody told it anything. */
    private static final Set<String> ANY_FEED = Set.of(
            "",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "application/pkcs7-mime",
            "application/cms");

    private static final Map<Format, Set<String>> PLAIN = Map.of(
            Format.CSV, Set.of("text/csv"),
            Format.XML, Set.of("application/xml", "text/xml"),
            Format.JSON, Set.of("application/json"),
            Format.NDJSON, Set.of("application/x-ndjson", "application/ndjson", "application/json"));

    /** Checks in the order of the interface: right, media type, digest, length, key, name. */
    static Posting read(Call call, Map<String, Contract> contracts) {
        Contract contract = allowed(call, contracts);
        checkMediaType(call, contract);
        String digest = ReprDigest.sha256(call.request().headers().getAll("Repr-Digest"))
                .map(ReprDigest::text)
                .orElseThrow(Problem.of(ProblemCode.DIGEST_REQUIRED)::failure);
        long bytesMax = bytesMax(contract);
        checkLength(call, bytesMax);
        return new Posting(
                new Lane(call.caller().id(), contract.feed()), digest, name(call), idempotencyKey(call), bytesMax);
    }

    private static Contract allowed(Call call, Map<String, Contract> contracts) {
        Contract contract = contracts.get(call.segment("feed"));
        Partner caller = call.caller();
        if (contract == null) {
            throw Problem.of(ProblemCode.NOT_FOUND).failure();
        }
        Partner.Sends sends = caller.sends().get(contract.feed());
        if (sends != null && sends.doors().contains(Door.HTTPS)) {
            return contract;
        }
        boolean mayKnowIt = sends != null || caller.receives().containsKey(contract.feed());
        throw Problem.of(mayKnowIt ? ProblemCode.SENDER_NOT_ALLOWED : ProblemCode.NOT_FOUND)
                .failure();
    }

    private static void checkMediaType(Call call, Contract contract) {
        String header = call.header(HttpHeaders.CONTENT_TYPE.toString()).orElse("");
        int end = header.indexOf(';');
        String type = (end < 0 ? header : header.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        boolean plain = contract.exchange().envelope() == EnvelopePolicy.PLAIN
                && contract.exchange().formats().stream()
                        .anyMatch(f -> PLAIN.getOrDefault(f, Set.of()).contains(type));
        if (!plain && !ANY_FEED.contains(type)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE).failure();
        }
        // The digest and the custody are over the bytes as they come; a coding would be a second layer nobody checks.
        if (call.header(HttpHeaders.CONTENT_ENCODING.toString())
                .filter(coding -> !coding.equalsIgnoreCase("identity"))
                .isPresent()) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE).failure();
        }
    }

    /** The contract bounds the content; an envelope around it is a little larger. */
    private static long bytesMax(Contract contract) {
        long content = contract.exchange().fileBytesMax();
        return content + content / ENVELOPE_OVERHEAD_DIVISOR + ENVELOPE_OVERHEAD_BYTES;
    }

    private static void checkLength(Call call, long bytesMax) {
        Optional<String> header = call.header(HttpHeaders.CONTENT_LENGTH.toString());
        if (header.isEmpty()) {
            return;
        }
        long length;
        try {
            length = Long.parseLong(header.get());
        } catch (NumberFormatException e) {
            throw Problem.of(ProblemCode.REQUEST_INVALID).failure();
        }
        if (length == 0) {
            throw Problem.of(ProblemCode.PAYLOAD_EMPTY).failure();
        }
        if (length > bytesMax) {
            throw Problem.of(ProblemCode.PAYLOAD_TOO_LARGE).failure();
        }
    }

    private static Optional<String> idempotencyKey(Call call) {
        Optional<String> key = call.header("Idempotency-Key").filter(text -> !text.isEmpty());
        if (key.isPresent()
                && (key.get().length() > KEY_CHARACTERS_MAX || key.get().chars().anyMatch(c -> c < ' ' || c > '~'))) {
            throw Call.invalid();
        }
        return key;
    }

    /** Header bytes are UTF-8 by agreement; a character that would move the cursor or hide others is refused. */
    private static Optional<String> name(Call call) {
        return call.header("Delivery-Name").filter(text -> !text.isBlank()).map(text -> {
            String name;
            try {
                name = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)))
                        .toString()
                        .trim();
            } catch (CharacterCodingException e) {
                throw Call.invalid();
            }
            if (name.codePoints().anyMatch(Posting::isInvisible)) {
                throw Call.invalid();
            }
            return name;
        });
    }

    private static boolean isInvisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
