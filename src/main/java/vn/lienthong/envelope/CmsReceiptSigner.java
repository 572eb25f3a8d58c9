package vn.lienthong.envelope;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import vn.lienthong.delivery.Fault;

/**
 * Signs receipts: detached SignedData with signed attributes (type, digest, time) and our certificate, DER, which
 * {@code openssl cms -verify} takes. Meant for ECDSA on P-256, which signs five times as fast as RSA. Safe for use by
 * many threads.
 */
public final class CmsReceiptSigner implements ReceiptSigner {
    private final PrivateKey key;
    private final X509Certificate certificate;

    public CmsReceiptSigner(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    @Override
    public byte[] sign(byte[] body) {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(CmsSealer.signer(key, certificate));
        try {
            generator.addCertificate(new JcaX509CertificateHolder(certificate));
            return generator
                    .generate(new CMSProcessableByteArray(body), false)
                    .toASN1Structure()
                    .getEncoded(ASN1Encoding.DER);
        } catch (CMSException | CertificateEncodingException | IOException e) {
            throw new Fault("cannot sign a receipt", e);
        }
    }
}
