package vn.lienthong.xmlsig;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.RefusalCode;

/**
 * Whether a registered signer made a signature. Trust comes from the register alone: a certificate in the document only
 * says which of the registered ones is meant, and is never parsed.
 */
final class SignerTrust {
    private final SignaturePolicy policy;

    private final Set<String> facilities;

    /** @param facilities whose records the document holds */
    SignerTrust(SignaturePolicy policy, Set<String> facilities) {
        this.policy = policy;
        this.facilities = facilities;
    }

    /** @return why the signature is not taken, empty when it is */
    Optional<RefusalCode> refusal(SignatureParts parts, byte[] signed) throws IOException {
        List<byte[]> named = parts.certificates();
        List<RegisteredSigner> candidates = policy.signers().stream()
                .filter(s -> named.isEmpty() || named.stream().anyMatch(n -> Arrays.equals(n, s.certificate())))
                .toList();
        if (candidates.isEmpty()) {
            return Optional.of(RefusalCode.SIGNER_MISMATCH);
        }
        // Where the document names no certificate, nobody can tell a wrong signature from a stranger's.
        RefusalCode refusal = named.isEmpty() ? RefusalCode.SIGNER_MISMATCH : RefusalCode.SIGNATURE_INVALID;
        for (RegisteredSigner candidate : candidates) {
            X509Certificate certificate = certificate(candidate);
            if (parts.method().verify(certificate.getPublicKey(), signed, parts.value())) {
                Optional<RefusalCode> standing = candidate.signsFor(facilities)
                        ? days(candidate, certificate)
                        : Optional.of(RefusalCode.SIGNER_MISMATCH);
                if (standing.isEmpty()) {
                    return standing;
                }
                refusal = standing.get();
            }
        }
        return Optional.of(refusal);
    }

    private Optional<RefusalCode> days(RegisteredSigner signer, X509Certificate certificate) throws IOException {
        Instant at = policy.at();
        boolean inTime = !at.isBefore(certificate.getNotBefore().toInstant())
                && !at.isAfter(certificate.getNotAfter().toInstant())
                && (signer.from() == null || !at.isBefore(signer.from()))
                && (signer.to() == null || !at.isAfter(signer.to()));
        return inTime ? policy.revocations().refusal(certificate, at) : Optional.of(RefusalCode.SIGNER_EXPIRED);
    }

    private static X509Certificate certificate(RegisteredSigner signer) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(signer.certificate()));
        } catch (CertificateException e) {
            throw new Fault("a registered signing certificate cannot be read", e);
        }
    }
}
