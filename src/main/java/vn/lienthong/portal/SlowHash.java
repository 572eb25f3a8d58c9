package vn.lienthong.portal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The stored form of a portal password: PBKDF2-HMAC-SHA-256 (RFC 8018) over the upper-case hexadecimal MD5 that the
 * portal's clients send. The MD5 is as good as the password to whoever reads it, so it is never stored.
 *
 * @param iterations how slow it is, {@link #ITERATIONS_MIN} or more
 */
record SlowHash(int iterations, String salt, String hash) {
    /** What new hashes take: some 0.2 s of one core. */
    static final int ITERATIONS = 600_000;

    /** Less is refused when a partner file is read. */
    static final int ITERATIONS_MIN = 100_000;

    private static final int ITERATIONS_MAX = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int BITS_A_BYTE = 8;
    private static final Pattern FORM =
            Pattern.compile("pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{43}=)");

    /** A new hash with a salt of its own. Takes its time. */
    static SlowHash of(String md5) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new SlowHash(ITERATIONS, base64(salt), base64(derive(md5, salt, ITERATIONS)));
    }

    /** Reads {@link #text()}; empty when it is something else or too quick. */
    static Optional<SlowHash> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int iterations = Integer.parseInt(matcher.group(1));
        return iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX
                ? Optional.empty()
                : Optional.of(new SlowHash(iterations, matcher.group(2), matcher.group(3)));
    }

    /** Whether it is the hash of this MD5. Takes its time, the same for yes and no. */
    boolean matches(String md5) {
        byte[] derived = derive(md5, Base64.getDecoder().decode(salt), iterations);
        return MessageDigest.isEqual(derived, Base64.getDecoder().decode(hash));
    }

    String text() {
        return "pbkdf2-sha256$" + iterations + "$" + salt + "$" + hash;
    }

    private static byte[] derive(String md5, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(md5.toCharArray(), salt, iterations, HASH_BYTES * BITS_A_BYTE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
