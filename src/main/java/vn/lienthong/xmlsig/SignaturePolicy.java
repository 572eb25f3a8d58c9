package vn.lienthong.xmlsig;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.lienthong.delivery.RefusalCode;

/**
 * What is asked of a document's signature.
 *
 * @param required a document without one is refused; else it passes, and one that has a signature must have a good one
 * @param sha1 whether SHA-1 is taken too
 * @param signers who may have signed
 * @param at instant of receipt, against which days are checked
 */
public record SignaturePolicy(
        boolean required, boolean sha1, List<RegisteredSigner> signers, Instant at, Revocations revocations) {

    public SignaturePolicy {
        signers = List.copyOf(signers);
    }

    /** Whether a certificate has been revoked. */
    @FunctionalInterface
    public interface Revocations {
        /** @return why the certificate is not good at that instant, empty when it is */
        Optional<RefusalCode> refusal(X509Certificate certificate, Instant at) throws IOException;
    }
}
