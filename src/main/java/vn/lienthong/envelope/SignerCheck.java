package vn.lienthong.envelope;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.Store;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.envelope.Opener.AllowedSigner;

/**
 * Who signed, and whether they may. A file may have several signers, with or without signed attributes: every signature
 * must be right, and at least one must be by a registered certificate that is valid, registered and not revoked at that
 * instant. Certificates in the envelope only serve to check signatures of others; trust comes from the register alone,
 * so no chain is built.
 *
 * <p>Allowed: SHA-256, SHA-384 or SHA-512; RSA of {@value SigningKeys#RSA_BITS_MIN} bits or more (PKCS#1 v1.5 or PSS), ECDSA on
 * P-256, P-384 or P-521. Anything else is {@code ENVELOPE_FORBIDDEN}.
 */
final class SignerCheck {
    static final int SIGNERS_MAX = 8;

    /** Never registered with the JVM. It checks what the JDK cannot: RSA signatures without signed attributes. */
    private static final BouncyCastleProvider SIGNATURES = new BouncyCastleProvider();

    private static final Set<String> RSA = Set.of(
            PKCSObjectIdentifiers.rsaEncryption.getId(),
            PKCSObjectIdentifiers.sha256WithRSAEncryption.getId(),
            PKCSObjectIdentifiers.sha384WithRSAEncryption.getId(),
            PKCSObjectIdentifiers.sha512WithRSAEncryption.getId());
    private static final Set<String> ECDSA = Set.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256.getId(),
            X9ObjectIdentifiers.ecdsa_with_SHA384.getId(),
            X9ObjectIdentifiers.ecdsa_with_SHA512.getId());

    private final List<Registered> registered = new ArrayList<>();
    private final RevocationLists revocations;
    private final Instant at;

    private record Registered(X509Certificate certificate, X509CertificateHolder holder, AllowedSigner signer) {}

    SignerCheck(List<AllowedSigner> signers, RevocationLists revocations, Instant at) {
        for (AllowedSigner signer : signers) {
            X509Certificate certificate = certificate(signer);
            registered.add(new Registered(certificate, holder(certificate), signer));
        }
        this.revocations = revocations;
        this.at = at;
    }

    /** Returns when all is well. */
    void check(CMSSignedData signed) throws IOException {
        Collection<SignerInformation> signers;
        Store<X509CertificateHolder> enclosed;
        try {
            signers = signed.getSignerInfos().getSigners();
            enclosed = signed.getCertificates();
        } catch (RuntimeException e) {
            throw invalid();
        }
        if (signers.isEmpty()) {
            throw new EnvelopeRefused(RefusalCode.SIGNATURE_MISSING, "no signer");
        }
        if (signers.size() > SIGNERS_MAX) {
            throw new EnvelopeRefused(RefusalCode.ENVELOPE_FORBIDDEN, "too many signers");
        }
        List<Registered> known = new ArrayList<>();
        for (SignerInformation signer : signers) {
            List<Registered> matching = registered.stream()
                    .filter(candidate -> matches(signer, candidate.holder))
                    .toList();
            checkSignature(signer, matching.isEmpty() ? enclosed(signer, enclosed) : matching.get(0).certificate);
            known.addAll(matching);
        }
        checkStanding(known);
    }

    /** One signer in good standing is enough; with none, the first one's trouble is told. */
    private void checkStanding(List<Registered> known) throws IOException {
        Optional<RefusalCode> first = Optional.of(RefusalCode.SIGNER_MISMATCH);
        for (int i = 0; i < known.size(); i++) {
            Optional<RefusalCode> trouble = trouble(known.get(i));
            if (trouble.isEmpty()) {
                return;
            }
            first = i == 0 ? trouble : first;
        }
        throw new EnvelopeRefused(first.orElseThrow(), "no signer in good standing");
    }

    private Optional<RefusalCode> trouble(Registered known) throws IOException {
        X509Certificate certificate = known.certificate;
        Instant from = known.signer.from();
        Instant to = known.signer.to();
        boolean inTime = !at.isBefore(certificate.getNotBefore().toInstant())
                && !at.isAfter(certificate.getNotAfter().toInstant())
                && (from == null || !at.isBefore(from))
                && (to == null || !at.isAfter(to));
        return inTime ? revocations.refusal(certificate, at) : Optional.of(RefusalCode.SIGNER_EXPIRED);
    }

    private static void checkSignature(SignerInformation signer, X509Certificate certificate) throws EnvelopeRefused {
        PublicKey key = certificate.getPublicKey();
        checkAlgorithms(signer, key);
        try {
            // By key, not by certificate: days are ours to judge, at the instant of receipt.
            if (signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                    .setProvider(SIGNATURES)
                    .build(key))) {
                return;
            }
        } catch (CMSException | OperatorCreationException | RuntimeException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static void checkAlgorithms(SignerInformation signer, PublicKey key) throws EnvelopeRefused {
        AlgorithmIdentifier algorithm = signer.toASN1Structure().getDigestEncryptionAlgorithm();
        String name = algorithm.getAlgorithm().getId();
        boolean fits =
                key instanceof RSAPublicKey ? RSA.contains(name) || isStrongPss(algorithm) : ECDSA.contains(name);
        if (!fits
                || !SigningKeys.isStrong(key)
                || !Digests.allowed(signer.getDigestAlgorithmID().getAlgorithm())) {
            throw new EnvelopeRefused(RefusalCode.ENVELOPE_FORBIDDEN, "a weak or unknown signature algorithm");
        }
    }

    /** PSS names its own hash, and SHA-1 where it names none. */
    private static boolean isStrongPss(AlgorithmIdentifier algorithm) throws EnvelopeRefused {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return false;
        }
        try {
            RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(algorithm.getParameters());
            AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
            return Digests.allowed(parameters.getHashAlgorithm().getAlgorithm())
                    && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                    && Digests.allowed(AlgorithmIdentifier.getInstance(mask.getParameters())
                            .getAlgorithm());
        } catch (RuntimeException e) {
            throw invalid();
        }
    }

    private static X509Certificate enclosed(SignerInformation signer, Store<X509CertificateHolder> certificates)
            throws EnvelopeRefused {
        try {
            for (X509CertificateHolder holder : certificates.getMatches(null)) {
                if (matches(signer, holder)) {
                    return new JcaX509CertificateConverter().getCertificate(holder);
                }
            }
        } catch (CertificateException | RuntimeException e) {
            throw invalid();
        }
        throw new EnvelopeRefused(RefusalCode.SIGNER_MISMATCH, "a signer without a certificate");
    }

    @SuppressWarnings("unchecked") // SignerId is a selector of certificates, and nothing else can match.
    private static boolean matches(SignerInformation signer, X509CertificateHolder holder) {
        return signer.getSID().match(holder);
    }

    private static EnvelopeRefused invalid() {
        return new EnvelopeRefused(RefusalCode.SIGNATURE_INVALID, "a signature");
    }

    private static X509Certificate certificate(AllowedSigner signer) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(signer.certificate()));
        } catch (CertificateException e) {
            throw new Fault("a registered signing certificate cannot be read", e);
        }
    }

    private static X509CertificateHolder holder(X509Certificate certificate) {
        try {
            return new JcaX509CertificateHolder(certificate);
        } catch (CertificateException e) {
            throw new Fault("a registered signing certificate cannot be read", e);
        }
    }
}
