package vn.lienthong.portal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import vn.lienthong.contract.PasswordHash;

/**
 * How a portal password is kept: PBKDF2-HMAC-SHA-256 (RFC 8018) over the upper-case hexadecimal MD5 that the portal's
 * clients send. The MD5 is as good as the password to whoever reads it, so it is never stored.
 */
final class SlowHash {
    /** What new hashes take: some 0.2 s of one core. */
    static final int ROUNDS = 600_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int BITS_A_BYTE = 8;

    private SlowHash() {}

    /** A new hash with a salt of its own. Takes its time. */
    static PasswordHash of(String md5) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ROUNDS, base64(salt), base64(derive(md5, salt, ROUNDS)));
    }

    /** Whether it is the hash of this MD5. Takes its time, the same for yes and no. */
    static boolean matches(PasswordHash password, String md5) {
        byte[] derived = derive(md5, Base64.getDecoder().decode(password.salt()), password.rounds());
        return MessageDigest.isEqual(derived, Base64.getDecoder().decode(password.hash()));
    }

    private static byte[] derive(String md5, byte[] salt, int rounds) {
        PBEKeySpec spec = new PBEKeySpec(md5.toCharArray(), salt, rounds, HASH_BYTES * BITS_A_BYTE);
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
