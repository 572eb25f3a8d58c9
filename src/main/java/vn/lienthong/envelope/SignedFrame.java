package vn.lienthong.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import vn.lienthong.delivery.RefusalCode;

/**
 * The inner layer: an attached SignedData over {@code id-data}. Both the check of the signature and every later pass
 * read the content through this class, so the bytes that were signed and the bytes that are parsed cannot differ.
 */
final class SignedFrame {
    /** Certificates, CRLs and signers together. */
    static final int SIGNERS_BYTES_MAX = 1024 * 1024;

    private static final int DIGEST_ALGORITHMS_BYTES_MAX = 1024;
    private static final int VERSION_BYTES_MAX = 4;
    private static final byte[] SIGNED = Oids.content(CMSObjectIdentifiers.signedData);
    private static final byte[] DATA = Oids.content(CMSObjectIdentifiers.data);

    /** Where every content type of CMS but plain data begins: another layer. */
    private static final List<byte[]> CMS_ARCS =
            List.of(withoutLast(DATA), withoutLast(Oids.content(CMSObjectIdentifiers.authEnvelopedData)));

    private final BerReader reader;
    private final ASN1EncodableVector parts = new ASN1EncodableVector();
    private final Set<ASN1ObjectIdentifier> digests = new LinkedHashSet<>();
    private final InputStream content;

    /** Reads up to the first byte of content. */
    SignedFrame(InputStream plaintext) throws IOException {
        // Until the content type is seen, this is any file that somebody forgot to sign.
        reader = new BerReader(plaintext, RefusalCode.SIGNATURE_MISSING);
        reader.enter(BerReader.SEQUENCE);
        checkType(reader.primitive(BerReader.OID, Oids.BYTES_MAX));
        reader.blame(RefusalCode.SIGNATURE_INVALID);
        reader.enter(BerReader.CONTEXT_0);
        reader.enter(BerReader.SEQUENCE);
        add(reader.element(VERSION_BYTES_MAX));
        readDigests(reader.element(DIGEST_ALGORITHMS_BYTES_MAX));
        reader.enter(BerReader.SEQUENCE);
        if (!Arrays.equals(reader.primitive(BerReader.OID, Oids.BYTES_MAX), DATA)) {
            throw new EnvelopeRefused(RefusalCode.ENVELOPE_FORBIDDEN, "a third layer");
        }
        parts.add(new DERSequence(CMSObjectIdentifiers.data));
        if (!reader.more()) {
            throw new EnvelopeRefused(RefusalCode.ENVELOPE_FORBIDDEN, "a detached signature");
        }
        reader.enter(BerReader.CONTEXT_0);
        content = reader.octets(BerReader.OCTETS);
    }

    /** To be read to its end, then comes {@link #end}. */
    InputStream content() {
        return content;
    }

    /** The hash functions that the signers may have used: those named in the head, without the forbidden ones. */
    Set<ASN1ObjectIdentifier> digests() {
        return digests;
    }

    /**
     * Reads the rest and makes sure that nothing follows.
     *
     * @param hashes of the content, by the algorithm's identifier
     */
    CMSSignedData end(Map<ASN1ObjectIdentifier, byte[]> hashes) throws IOException {
        reader.leave();
        reader.leave();
        int left = SIGNERS_BYTES_MAX;
        while (reader.more()) {
            byte[] part = reader.element(left);
            left -= part.length;
            add(part);
        }
        reader.leave();
        reader.leave();
        reader.leave();
        reader.end();
        try {
            return new CMSSignedData(hashes, new ContentInfo(CMSObjectIdentifiers.signedData, new DERSequence(parts)));
        } catch (CMSException | RuntimeException e) {
            throw reader.broken("the signers cannot be read");
        }
    }

    private static void checkType(byte[] type) throws EnvelopeRefused {
        if (Arrays.equals(type, SIGNED)) {
            return;
        }
        boolean layer = !Arrays.equals(type, DATA)
                && CMS_ARCS.stream().anyMatch(arc -> Arrays.equals(arc, Arrays.copyOf(type, arc.length)));
        throw new EnvelopeRefused(
                layer ? RefusalCode.ENVELOPE_FORBIDDEN : RefusalCode.SIGNATURE_MISSING, "not a SignedData");
    }

    private void readDigests(byte[] element) throws IOException {
        add(element);
        try {
            for (ASN1Encodable one : ASN1Set.getInstance(parts.get(parts.size() - 1))) {
                ASN1ObjectIdentifier algorithm =
                        AlgorithmIdentifier.getInstance(one).getAlgorithm();
                if (Digests.allowed(algorithm)) {
                    var unused = digests.add(algorithm);
                }
            }
        } catch (RuntimeException e) {
            throw reader.broken("the digest algorithms cannot be read");
        }
    }

    private void add(byte[] element) throws IOException {
        try {
            parts.add(ASN1Primitive.fromByteArray(element));
        } catch (IOException | RuntimeException e) {
            throw reader.broken("an element cannot be read");
        }
    }

    private static byte[] withoutLast(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length - 1);
    }
}
