package vn.lienthong.envelope;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.RefusalCode;

/**
 * The content key as one recipient gets it: a RecipientInfo of CMS, of which only two kinds exist here. Reading one
 * uses no key and refuses every algorithm, version and spelling that {@link #seal} would not write, so each of its bits
 * either has a meaning or is an error.
 */
sealed interface WrappedKey permits RsaWrappedKey, EcWrappedKey {
    int CONTENT_KEY_BYTES = 32;

    /** DER of the largest that a 16384-bit RSA key and a long issuer name make, with room to spare. */
    int BYTES_MAX = 8 * 1024;

    RecipientName recipient();

    /** The content key, or a refusal that says nothing about why. */
    SecretKey open(RecipientKey key) throws EnvelopeRefused;

    /** One RecipientInfo, DER. */
    static WrappedKey read(byte[] der) throws EnvelopeRefused {
        WrappedKey key;
        byte[] canonical;
        try {
            ASN1Primitive value = ASN1Primitive.fromByteArray(der);
            switch (der[0] & 0xFF) {
                case BerReader.SEQUENCE -> {
                    RsaWrappedKey rsa = RsaWrappedKey.read(value);
                    canonical = der(rsa.info());
                    key = rsa;
                }
                case BerReader.CONTEXT_1 -> {
                    EcWrappedKey ec = EcWrappedKey.read(value);
                    canonical = der(ec.info());
                    key = ec;
                }
                default -> throw forbidden("a kind of recipient");
            }
        } catch (EnvelopeRefused e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw unreadable("a recipient cannot be read");
        }
        if (!Arrays.equals(canonical, der)) {
            throw forbidden("a recipient is spelt in a way of its own");
        }
        return key;
    }

    /** Wraps a content key for a certificate. */
    static ASN1Encodable seal(SecretKey contentKey, X509Certificate recipient) {
        RecipientKey.checkRecipient(recipient);
        try {
            return recipient.getPublicKey() instanceof RSAPublicKey
                    ? RsaWrappedKey.seal(contentKey, recipient)
                    : EcWrappedKey.seal(contentKey, recipient);
        } catch (GeneralSecurityException e) {
            throw new Fault("cannot wrap a key for " + recipient.getSubjectX500Principal(), e);
        }
    }

    static byte[] der(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }

    static EnvelopeRefused forbidden(String what) {
        return new EnvelopeRefused(RefusalCode.ENVELOPE_FORBIDDEN, what);
    }

    static EnvelopeRefused unreadable(String what) {
        return new EnvelopeRefused(RefusalCode.ENVELOPE_UNREADABLE, what);
    }
}
