package vn.lienthong.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A public key line of OpenSSH: {@code ssh-ed25519 AAAA... comment}. */
final class SshKey {
    static final List<String> TYPES =
            List.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa");

    private static final int LINE_CHARS_MAX = 4_096;

    private SshKey() {}

    /** The line without its comment, or empty when it is no public key: the blob must name the same type. */
    static Optional<String> of(String line) {
        String[] parts = line.strip().split("\\s+", 3);
        if (line.length() > LINE_CHARS_MAX || parts.length < 2 || !TYPES.contains(parts[0])) {
            return Optional.empty();
        }
        byte[] type = parts[0].getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] blob = Base64.getDecoder().decode(parts[1]);
            boolean same = blob.length > 4 + type.length
                    && blob[3] == type.length
                    && Arrays.equals(blob, 4, 4 + type.length, type, 0, type.length);
            return same ? Optional.of(parts[0] + " " + parts[1]) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
