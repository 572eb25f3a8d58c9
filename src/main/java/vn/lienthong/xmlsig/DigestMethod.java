package vn.lienthong.xmlsig;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import vn.lienthong.delivery.Fault;

/** The hashes by their names in XML. */
enum DigestMethod {
    SHA256("SHA-256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    SHA384("SHA-384", "http://www.w3.org/2001/04/xmldsig-more#sha384"),
    SHA512("SHA-512", "http://www.w3.org/2001/04/xmlenc#sha512"),
    /** Only by a switch. */
    SHA1("SHA-1", "http://www.w3.org/2000/09/xmldsig#sha1");

    private final String javaName;
    private final String uri;

    DigestMethod(String javaName, String uri) {
        this.javaName = javaName;
        this.uri = uri;
    }

    static Optional<DigestMethod> of(String uri) {
        for (DigestMethod m : values()) {
            if (m.uri.equals(uri)) {
                return Optional.of(m);
            }
        }
        return Optional.empty();
    }

    MessageDigest digest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new Fault("this Java has no " + javaName, e);
        }
    }
}
