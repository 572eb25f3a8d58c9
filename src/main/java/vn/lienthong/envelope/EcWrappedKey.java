package vn.lienthong.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientIdentifier;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorIdentifierOrKey;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientKeyIdentifier;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * Ephemeral ECDH, the X9.63 derivation with SHA-256, AES-256 key wrap (RFC 5753). The user keying material, where there
 * is one, goes into the derivation, so it is as protected as the key; a key wrap fails when one bit of either differs.
 *
 * @param info as read, rebuilt from its parts
 */
record EcWrappedKey(ASN1Encodable info, KeyAgreeRecipientInfo parts, RecipientName recipient) implements WrappedKey {
    private static final int TAG_KEY_AGREEMENT = 1;
    private static final int WRAP_KEY_BITS = 256;
    private static final int UKM_BYTES_MAX = 1024;
    private static final AlgorithmIdentifier WRAP = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap);
    private static final AlgorithmIdentifier SCHEME =
            new AlgorithmIdentifier(SECObjectIdentifiers.dhSinglePass_stdDH_sha256kdf_scheme, WRAP);

    static EcWrappedKey read(ASN1Primitive value) throws IOException {
        KeyAgreeRecipientInfo info = KeyAgreeRecipientInfo.getInstance(ASN1TaggedObject.getInstance(value), false);
        if (!info.getKeyEncryptionAlgorithm().equals(SCHEME)) {
            throw WrappedKey.forbidden("a key agreement algorithm");
        }
        OriginatorPublicKey originator = info.getOriginator().getOriginatorKey();
        if (originator == null || info.getRecipientEncryptedKeys().size() != 1) {
            throw WrappedKey.forbidden("a key agreement that is not ephemeral, or with several recipients");
        }
        ASN1OctetString ukm = info.getUserKeyingMaterial();
        if (ukm != null && ukm.getOctetsLength() > UKM_BYTES_MAX) {
            throw WrappedKey.forbidden("long keying material");
        }
        RecipientEncryptedKey read = RecipientEncryptedKey.getInstance(
                info.getRecipientEncryptedKeys().getObjectAt(0));
        RecipientEncryptedKey wrapped =
                new RecipientEncryptedKey(rebuilt(read.getIdentifier()), read.getEncryptedKey());
        KeyAgreeRecipientInfo rebuilt = new KeyAgreeRecipientInfo(
                new OriginatorIdentifierOrKey(rebuilt(originator)), ukm, SCHEME, new DERSequence(wrapped));
        return new EcWrappedKey(tagged(rebuilt), rebuilt, name(wrapped.getIdentifier()));
    }

    static ASN1Encodable seal(SecretKey contentKey, X509Certificate recipient) throws GeneralSecurityException {
        ECPublicKey theirs = (ECPublicKey) recipient.getPublicKey();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(theirs.getParams());
        KeyPair ephemeral = generator.generateKeyPair();
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, wrapKey(ephemeral.getPrivate(), theirs, null));
        OriginatorPublicKey originator = new OriginatorPublicKey(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey),
                EcPoints.encoded((ECPublicKey) ephemeral.getPublic()));
        RecipientEncryptedKey wrapped = new RecipientEncryptedKey(
                new KeyAgreeRecipientIdentifier(RecipientName.issuerAndSerialOf(recipient)),
                new DEROctetString(cipher.wrap(contentKey)));
        return tagged(new KeyAgreeRecipientInfo(
                new OriginatorIdentifierOrKey(originator), null, SCHEME, new DERSequence(wrapped)));
    }

    @Override
    public SecretKey open(RecipientKey key) throws EnvelopeRefused {
        try {
            ECPublicKey ours = (ECPublicKey) key.certificate().getPublicKey();
            OriginatorPublicKey originator = parts.getOriginator().getOriginatorKey();
            checkCurve(originator.getAlgorithm(), ours);
            ECPublicKey theirs = EcPoints.decoded(originator.getPublicKeyData().getOctets(), ours.getParams());
            if (theirs == null) {
                throw WrappedKey.unreadable("the ephemeral key is not on our curve");
            }
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, wrapKey(key.privateKey(), theirs, parts.getUserKeyingMaterial()));
            RecipientEncryptedKey wrapped = RecipientEncryptedKey.getInstance(
                    parts.getRecipientEncryptedKeys().getObjectAt(0));
            SecretKey contentKey =
                    (SecretKey) cipher.unwrap(wrapped.getEncryptedKey().getOctets(), "AES", Cipher.SECRET_KEY);
            if (contentKey.getEncoded().length != CONTENT_KEY_BYTES) {
                throw WrappedKey.unreadable("the content key");
            }
            return contentKey;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw WrappedKey.unreadable("the content key");
        }
    }

    /** The curve may be named, left out, or NULL (RFC 5753, section 7.1.2); a named one must be ours. */
    private static void checkCurve(AlgorithmIdentifier named, ECPublicKey ours) throws EnvelopeRefused {
        ASN1Encodable curve = named.getParameters();
        ASN1Encodable expected = SubjectPublicKeyInfo.getInstance(ours.getEncoded())
                .getAlgorithm()
                .getParameters();
        if (curve != null && !curve.equals(DERNull.INSTANCE) && !curve.equals(expected)) {
            throw WrappedKey.unreadable("the ephemeral key is of another curve");
        }
    }

    private static OriginatorPublicKey rebuilt(OriginatorPublicKey read) throws EnvelopeRefused {
        if (!read.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            throw WrappedKey.forbidden("an ephemeral key that is not EC");
        }
        return new OriginatorPublicKey(
                read.getAlgorithm(), read.getPublicKeyData().getOctets());
    }

    /** Without date and attributes: an identifier that has them is not equal to what was read. */
    private static KeyAgreeRecipientIdentifier rebuilt(KeyAgreeRecipientIdentifier read) {
        IssuerAndSerialNumber certificate = read.getIssuerAndSerialNumber();
        if (certificate != null) {
            return new KeyAgreeRecipientIdentifier(certificate);
        }
        byte[] key = read.getRKeyID().getSubjectKeyIdentifier().getOctets();
        return new KeyAgreeRecipientIdentifier(new RecipientKeyIdentifier(key));
    }

    private static RecipientName name(KeyAgreeRecipientIdentifier identifier) {
        IssuerAndSerialNumber certificate = identifier.getIssuerAndSerialNumber();
        return certificate != null
                ? RecipientName.issuerAndSerial(certificate)
                : RecipientName.keyIdentifier(
                        identifier.getRKeyID().getSubjectKeyIdentifier().getOctets());
    }

    private static SecretKey wrapKey(PrivateKey ours, ECPublicKey theirs, @Nullable ASN1OctetString ukm)
            throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(ours);
        agreement.doPhase(theirs, true);
        byte[] length = ByteBuffer.allocate(Integer.BYTES).putInt(WRAP_KEY_BITS).array();
        byte[] shared = der(new ECCCMSSharedInfo(WRAP, ukm == null ? null : ukm.getOctets(), length));
        // X9.63 with one round: SHA-256 gives just the 256 bits that the wrap needs.
        MessageDigest derivation = Digests.sha256();
        derivation.update(agreement.generateSecret());
        derivation.update(new byte[] {0, 0, 0, 1});
        return new SecretKeySpec(derivation.digest(shared), "AES");
    }

    private static byte[] der(ASN1Encodable value) {
        try {
            return WrappedKey.der(value);
        } catch (IOException e) {
            throw new Fault("shared info that cannot be written", e);
        }
    }

    private static ASN1Encodable tagged(KeyAgreeRecipientInfo info) {
        return new DERTaggedObject(false, TAG_KEY_AGREEMENT, info);
    }
}
