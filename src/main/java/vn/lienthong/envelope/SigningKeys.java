package vn.lienthong.envelope;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Which keys may sign: RSA of {@value #RSA_BITS_MIN} bits or more, or EC on P-256, P-384 or P-521. */
public final class SigningKeys {
    public static final int RSA_BITS_MIN = 2048;

    private SigningKeys() {}

    /** Whether a signature with this key can be taken; with any other none is, whoever registered it. */
    public static boolean isStrong(PublicKey key) {
        return key instanceof RSAPublicKey rsa
                ? rsa.getModulus().bitLength() >= RSA_BITS_MIN
                : key instanceof ECPublicKey ec && EcPoints.isNamed(ec.getParams());
    }
}
