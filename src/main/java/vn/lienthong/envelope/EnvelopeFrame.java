package vn.lienthong.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import vn.lienthong.delivery.RefusalCode;

/**
 * The outer layer, read in the order in which it is written: ContentInfo, AuthEnvelopedData version 0, recipients,
 * AES-256-GCM with a 12-byte nonce and a 16-byte tag, the ciphertext, perhaps authenticated attributes, the tag, the
 * end. Uses no key. What the tag does not cover may be spelt in one way only; originator information and
 * unauthenticated attributes are refused, because nothing would protect them.
 */
final class EnvelopeFrame {
    static final int RECIPIENTS_MAX = 16;
    static final int ATTRIBUTES_BYTES_MAX = 64 * 1024;

    private static final int ALGORITHM_BYTES_MAX = 128;
    private static final int IMPLICIT_OCTETS = 0x80;
    private static final byte[] AUTH_ENVELOPED = Oids.content(CMSObjectIdentifiers.authEnvelopedData);
    private static final byte[] DATA = Oids.content(CMSObjectIdentifiers.data);
    private static final byte[] SIGNED = Oids.content(CMSObjectIdentifiers.signedData);
    private static final byte[] VERSION_0 = {0};

    private final BerReader reader;
    private final List<WrappedKey> keys = new ArrayList<>();
    private final byte[] nonce;
    private final InputStream ciphertext;

    /**
     * Reads up to the first byte of ciphertext.
     *
     * @param bytes length of the whole envelope
     */
    EnvelopeFrame(InputStream envelope, long bytes) throws IOException {
        reader = new BerReader(envelope, RefusalCode.ENVELOPE_UNREADABLE, bytes);
        refuseText();
        reader.enter(BerReader.SEQUENCE);
        if (!Arrays.equals(reader.primitive(BerReader.OID, Oids.BYTES_MAX), AUTH_ENVELOPED)) {
            throw WrappedKey.forbidden("another content type");
        }
        reader.enter(BerReader.CONTEXT_0);
        reader.enter(BerReader.SEQUENCE);
        if (!Arrays.equals(reader.primitive(BerReader.INTEGER, VERSION_0.length), VERSION_0)) {
            throw WrappedKey.forbidden("another version");
        }
        readRecipients();
        reader.enter(BerReader.SEQUENCE);
        byte[] type = reader.primitive(BerReader.OID, Oids.BYTES_MAX);
        if (!Arrays.equals(type, DATA) && !Arrays.equals(type, SIGNED)) {
            throw WrappedKey.forbidden("another inner content type");
        }
        nonce = nonce(reader.element(ALGORITHM_BYTES_MAX));
        if (!reader.more()) {
            throw WrappedKey.forbidden("the ciphertext is elsewhere");
        }
        ciphertext = reader.octets(IMPLICIT_OCTETS);
    }

    List<WrappedKey> keys() {
        return keys;
    }

    byte[] nonce() {
        return nonce;
    }

    /** To be read to its end, then comes {@link #end}. */
    InputStream ciphertext() {
        return ciphertext;
    }

    /**
     * What stands behind the ciphertext.
     *
     * @param attributes the authenticated attributes as the tag covers them (a SET, not the tagged form), or nothing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record End(byte[] attributes, byte[] tag) {}

    /** Reads the rest and makes sure that nothing follows. */
    End end() throws IOException {
        reader.leave();
        byte[] attributes = {};
        if (reader.nextTag() == BerReader.CONTEXT_1) {
            attributes = reader.element(ATTRIBUTES_BYTES_MAX);
            if (attributes[1] == (byte) 0x80) {
                throw WrappedKey.forbidden("attributes that are not DER");
            }
            attributes[0] = BerReader.SET;
        }
        byte[] tag = reader.primitive(BerReader.OCTETS, GcmTag.TAG_BYTES);
        if (tag.length != GcmTag.TAG_BYTES || reader.more()) {
            throw WrappedKey.forbidden("a short tag, or unauthenticated attributes");
        }
        for (int layer = 0; layer < 3; layer++) {
            reader.leave();
        }
        reader.end();
        return new End(attributes, tag);
    }

    /** What openssl writes without {@code -outform DER} deserves the hint that says so. */
    private void refuseText() throws IOException {
        int first = reader.nextTag();
        if (first == 'M' || first == '-' || first == 'C') {
            throw WrappedKey.forbidden("text, perhaps S/MIME or PEM");
        }
    }

    private void readRecipients() throws IOException {
        if (reader.nextTag() != BerReader.SET) {
            throw WrappedKey.forbidden("originator information");
        }
        reader.enter(BerReader.SET);
        while (reader.more()) {
            if (keys.size() == RECIPIENTS_MAX) {
                throw WrappedKey.forbidden("too many recipients");
            }
            keys.add(WrappedKey.read(reader.element(WrappedKey.BYTES_MAX)));
        }
        reader.leave();
        if (keys.isEmpty()) {
            throw WrappedKey.forbidden("no recipient");
        }
    }

    static AlgorithmIdentifier encryption(byte[] nonce) {
        return new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, GcmTag.TAG_BYTES));
    }

    private static byte[] nonce(byte[] der) throws EnvelopeRefused {
        AlgorithmIdentifier algorithm;
        byte[] nonce;
        byte[] canonical;
        try {
            algorithm = AlgorithmIdentifier.getInstance(ASN1Primitive.fromByteArray(der));
            if (!algorithm.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_GCM)) {
                throw WrappedKey.forbidden("another cipher");
            }
            nonce = GCMParameters.getInstance(algorithm.getParameters()).getNonce();
            canonical = WrappedKey.der(encryption(nonce));
        } catch (EnvelopeRefused e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw WrappedKey.unreadable("the cipher's parameters");
        }
        if (nonce.length != GcmTag.NONCE_BYTES || !Arrays.equals(canonical, der)) {
            throw WrappedKey.forbidden("another nonce or tag length");
        }
        return nonce;
    }
}
