package vn.lienthong.envelope;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataStreamGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import vn.lienthong.delivery.Fault;

/**
 * Signs and seals for one or more certificates, at most {@value #RECIPIENTS_MAX}: RSA-OAEP with SHA-256 or ephemeral
 * ECDH, whichever the certificate's key asks for. Writes indefinite-length BER in pieces of {@link #PIECE_BYTES}, so
 * nothing depends on the payload's length; {@code openssl cms} opens it up to its own limit of 2 GB. Safe for use by
 * many threads.
 */
public final class CmsSealer implements Sealer {
    public static final int RECIPIENTS_MAX = EnvelopeFrame.RECIPIENTS_MAX;

    static final int PIECE_BYTES = 256 * 1024;

    private final List<X509Certificate> recipients;
    private final PrivateKey signerKey;
    private final X509Certificate signerCertificate;

    public CmsSealer(List<X509Certificate> recipients, PrivateKey signerKey, X509Certificate signerCertificate) {
        if (recipients.isEmpty() || recipients.size() > RECIPIENTS_MAX) {
            throw new IllegalArgumentException("one to " + RECIPIENTS_MAX + " recipients");
        }
        recipients.forEach(RecipientKey::checkRecipient);
        this.recipients = List.copyOf(recipients);
        this.signerKey = signerKey;
        this.signerCertificate = signerCertificate;
    }

    @Override
    public OutputStream seal(OutputStream envelope) throws IOException {
        SealingStream sealing = new SealingStream(envelope, recipients);
        CMSSignedDataStreamGenerator generator = new CMSSignedDataStreamGenerator();
        generator.addSignerInfoGenerator(signer(signerKey, signerCertificate));
        try {
            generator.addCertificate(new JcaX509CertificateHolder(signerCertificate));
            generator.setBufferSize(PIECE_BYTES);
            OutputStream signing = generator.open(sealing, true);
            return new Sealed(new BufferedOutputStream(signing, PIECE_BYTES), sealing);
        } catch (CMSException | CertificateEncodingException e) {
            throw new Fault("cannot begin a signature", e);
        }
    }

    /** SHA-256 with RSA or ECDSA, whichever the key is; digests by the JDK. */
    static SignerInfoGenerator signer(PrivateKey key, X509Certificate certificate) {
        String algorithm = certificate.getPublicKey() instanceof ECPublicKey ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            return new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                    .build(new JcaContentSignerBuilder(algorithm).build(key), certificate);
        } catch (OperatorCreationException | CertificateEncodingException e) {
            throw new Fault("cannot sign with the key of " + certificate.getSubjectX500Principal(), e);
        }
    }

    /** Whoever could not write everything must not complete the envelope by closing it. */
    private static final class Sealed extends OutputStream {
        private final OutputStream signing;
        private final SealingStream sealing;
        private boolean broken;
        private boolean closed;

        Sealed(OutputStream signing, SealingStream sealing) {
            this.signing = signing;
            this.sealing = sealing;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (closed || broken) {
                throw new IOException("the envelope is closed");
            }
            broken = true;
            signing.write(bytes, offset, length);
            broken = false;
        }

        @Override
        public void close() throws IOException {
            if (closed || broken) {
                return;
            }
            closed = true;
            signing.close();
            sealing.close();
        }
    }
}
