package vn.lienthong.envelope;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * How an envelope names the certificate that it means: issuer and serial number, or the subject key identifier.
 * Compared byte by byte, because the rules for equal names (case, blanks, string types) would let a changed bit pass.
 */
record RecipientName(String value) {

    static RecipientName issuerAndSerial(IssuerAndSerialNumber name) {
        return new RecipientName("issuer-serial:" + hex(name));
    }

    static RecipientName keyIdentifier(byte[] identifier) {
        return new RecipientName("key:" + HexFormat.of().formatHex(identifier));
    }

    static RecipientName issuerAndSerial(X509Certificate certificate) {
        return issuerAndSerial(issuerAndSerialOf(certificate));
    }

    /** Null when the certificate has no such extension. */
    static @Nullable RecipientName keyIdentifier(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return null;
        }
        byte[] value = ASN1OctetString.getInstance(extension).getOctets();
        return keyIdentifier(SubjectKeyIdentifier.getInstance(value).getKeyIdentifier());
    }

    static IssuerAndSerialNumber issuerAndSerialOf(X509Certificate certificate) {
        X500Name issuer =
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
        return new IssuerAndSerialNumber(issuer, certificate.getSerialNumber());
    }

    private static String hex(ASN1Encodable value) {
        try {
            return HexFormat.of().formatHex(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new Fault("a name that cannot be written", e);
        }
    }
}
