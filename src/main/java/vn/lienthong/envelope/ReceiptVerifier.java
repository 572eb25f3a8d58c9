package vn.lienthong.envelope;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.jspecify.annotations.Nullable;

/**
 * Checks a receipt's signature as its holder does: one signer, whose certificate is enclosed, was issued by this
 * authority and was valid when it signed. The time of signing is the signer's own word, so that a receipt still proves
 * something after its certificate has ended. Safe for use by many threads.
 */
public final class ReceiptVerifier {
    private final X509Certificate authority;

    public ReceiptVerifier(X509Certificate authority) {
        this.authority = authority;
    }

    /** What is wrong, in a few words for the operator; empty when the signature is good. */
    public Optional<String> problem(byte[] body, byte[] signature) {
        try {
            CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(body), signature);
            Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
            if (!signed.isDetachedSignature() || signers.size() != 1) {
                return Optional.of("not a detached signature of one signer");
            }
            SignerInformation signer = signers.iterator().next();
            for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
                if (signer.getSID().getIssuer().equals(holder.getIssuer())
                        && signer.getSID().getSerialNumber().equals(holder.getSerialNumber())) {
                    return problem(signer, new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
            return Optional.of("the signer's certificate is not enclosed");
        } catch (CMSException | GeneralSecurityException | RuntimeException e) {
            return Optional.of("not a CMS signature");
        }
    }

    private Optional<String> problem(SignerInformation signer, X509Certificate certificate) {
        Date signedAt = signingTime(signer);
        if (signedAt == null) {
            return Optional.of("the time of signing is missing");
        }
        try {
            certificate.verify(authority.getPublicKey());
            certificate.checkValidity(signedAt);
        } catch (GeneralSecurityException e) {
            return Optional.of("the signer's certificate is not of this authority, or was not valid when it signed");
        }
        if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return Optional.of("the signer's certificate is not of this authority");
        }
        try {
            boolean good = signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(certificate.getPublicKey()));
            return good ? Optional.empty() : Optional.of("the signature is wrong");
        } catch (CMSException | OperatorCreationException e) {
            return Optional.of("the signature does not match the body");
        }
    }

    private static @Nullable Date signingTime(SignerInformation signer) {
        AttributeTable attributes = signer.getSignedAttributes();
        Attribute attribute = attributes == null ? null : attributes.get(CMSAttributes.signingTime);
        if (attribute == null || attribute.getAttrValues().size() != 1) {
            return null;
        }
        ASN1Encodable time = attribute.getAttrValues().getObjectAt(0);
        return Time.getInstance(time).getDate();
    }
}
