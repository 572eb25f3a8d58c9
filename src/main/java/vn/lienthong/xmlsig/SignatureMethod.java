package vn.lienthong.xmlsig;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** The signature algorithms by their names in XML; an ECDSA signature is there the two numbers, one after the other. */
enum SignatureMethod {
    RSA_SHA256("SHA256withRSA", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    RSA_SHA384("SHA384withRSA", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"),
    RSA_SHA512("SHA512withRSA", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"),
    ECDSA_SHA256("SHA256withECDSAinP1363Format", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
    ECDSA_SHA384("SHA384withECDSAinP1363Format", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"),
    ECDSA_SHA512("SHA512withECDSAinP1363Format", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"),
    /** Only by a switch. */
    RSA_SHA1("SHA1withRSA", "http://www.w3.org/2000/09/xmldsig#rsa-sha1"),
    /** Only by a switch. */
    ECDSA_SHA1("SHA1withECDSAinP1363Format", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1");

    static final int RSA_BITS_MIN = 2048;
    static final int EC_BITS_MIN = 256;

    private final String javaName;
    private final String uri;

    SignatureMethod(String javaName, String uri) {
        this.javaName = javaName;
        this.uri = uri;
    }

    static Optional<SignatureMethod> of(String uri) {
        for (SignatureMethod m : values()) {
            if (m.uri.equals(uri)) {
                return Optional.of(m);
            }
        }
        return Optional.empty();
    }

    boolean sha1() {
        return this == RSA_SHA1 || this == ECDSA_SHA1;
    }

    /** Whether the value is this key's signature; false also when key and algorithm do not fit or the key is weak. */
    boolean verify(PublicKey key, byte[] signed, byte[] value) {
        boolean fits = key instanceof RSAPublicKey rsa
                ? javaName.endsWith("RSA") && rsa.getModulus().bitLength() >= RSA_BITS_MIN
                : key instanceof ECPublicKey ec
                        && !javaName.endsWith("RSA")
                        && ec.getParams().getOrder().bitLength() >= EC_BITS_MIN;
        if (!fits) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(javaName);
            signature.initVerify(key);
            signature.update(signed);
            return signature.verify(value);
        } catch (SignatureException e) {
            // The value does not have the form of a signature.
            return false;
        } catch (GeneralSecurityException e) {
            // A curve that the JDK does not do.
            return false;
        }
    }
}
