package vn.lienthong.envelope;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/**
 * A key to which envelopes are sealed, with its certificate: RSA of {@link #RSA_BITS_MIN} bits or more, or EC on P-256,
 * P-384 or P-521.
 */
public record RecipientKey(PrivateKey privateKey, X509Certificate certificate) {
    public static final int RSA_BITS_MIN = 3072;

    public RecipientKey {
        checkRecipient(certificate);
    }

    /** Refuses a certificate to whose key nothing may be sealed. */
    static void checkRecipient(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        boolean strong = key instanceof RSAPublicKey rsa
                ? rsa.getModulus().bitLength() >= RSA_BITS_MIN
                : key instanceof ECPublicKey ec && EcPoints.isNamed(ec.getParams());
        if (!strong) {
            throw new KeyFileException(
                    "the key of " + certificate.getSubjectX500Principal() + " may not receive envelopes",
                    "use RSA of " + RSA_BITS_MIN + " bits or more, or EC on P-256, P-384 or P-521");
        }
    }

    boolean isRsa() {
        return certificate.getPublicKey() instanceof RSAPublicKey;
    }

    /** Whose key it is; never the key. */
    @Override
    public String toString() {
        return "RecipientKey[" + certificate.getSubjectX500Principal() + "]";
    }
}
