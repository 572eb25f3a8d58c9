package vn.lienthong.intake;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes {@code Repr-Digest} (RFC 9530), of which the gateway knows SHA-256. */
public final class ReprDigest {

    private static final String SHA_256 = "sha-256=";
    private static final int SHA_256_BYTES = 32;
    private static final int HEADER_CHARACTERS_MAX = 1_024;

    private ReprDigest() {}

    /** {@code sha-256=:base64:}, the form of receipts and of the ledger. */
    public static String text(byte[] sha256) {
        return SHA_256 + ":" + Base64.getEncoder().encodeToString(sha256) + ":";
    }

    /**
     * The SHA-256 among the digests of all header lines; of several equal members the last counts (RFC 8941 3.2).
     *
     * @return empty when there is none, or it is not well formed
     */
    static Optional<byte[]> sha256(List<String> headerLines) {
        byte[] found = null;
        String all = String.join(",", headerLines);
        if (all.length() > HEADER_CHARACTERS_MAX) {
            return Optional.empty();
        }
        for (String member : all.split(",", -1)) {
            String text = member.trim();
            if (text.startsWith(SHA_256)) {
                found = bytes(text.substring(SHA_256.length()));
                if (found == null) {
                    return Optional.empty();
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte @Nullable [] bytes(String item) {
        if (item.length() < 2 || !item.startsWith(":") || !item.endsWith(":")) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(item.substring(1, item.length() - 1));
            return decoded.length == SHA_256_BYTES ? decoded : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
