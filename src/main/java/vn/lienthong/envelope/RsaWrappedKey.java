package vn.lienthong.envelope;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import vn.lienthong.delivery.Fault;

/**
 * RSA-OAEP with SHA-256 for both the hash and the mask, no label. PKCS#1 v1.5 and SHA-1 are refused before any key is
 * used.
 *
 * @param info as read, rebuilt from its parts
 */
record RsaWrappedKey(KeyTransRecipientInfo info, RecipientName recipient) implements WrappedKey {
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    /** The same algorithm is written in eight ways: NULL or nothing after each SHA-256, the empty label said or not. */
    private static final Set<String> ALLOWED =
            spellings().stream().map(RsaWrappedKey::hex).collect(Collectors.toUnmodifiableSet());

    static RsaWrappedKey read(ASN1Primitive value) throws IOException {
        KeyTransRecipientInfo info = KeyTransRecipientInfo.getInstance(value);
        AlgorithmIdentifier algorithm = info.getKeyEncryptionAlgorithm();
        if (!ALLOWED.contains(hex(algorithm))) {
            throw WrappedKey.forbidden("a key transport algorithm");
        }
        RecipientIdentifier read = info.getRecipientIdentifier();
        RecipientIdentifier identifier;
        RecipientName name;
        if (read.isTagged()) {
            ASN1OctetString key = ASN1OctetString.getInstance(read.getId());
            // Made anew: the reader takes any tag number.
            identifier = new RecipientIdentifier(key);
            name = RecipientName.keyIdentifier(key.getOctets());
        } else {
            IssuerAndSerialNumber certificate = IssuerAndSerialNumber.getInstance(read.getId());
            identifier = new RecipientIdentifier(certificate);
            name = RecipientName.issuerAndSerial(certificate);
        }
        return new RsaWrappedKey(new KeyTransRecipientInfo(identifier, algorithm, info.getEncryptedKey()), name);
    }

    static ASN1Encodable seal(SecretKey contentKey, X509Certificate recipient) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, recipient.getPublicKey(), OAEP);
        byte[] wrapped = cipher.doFinal(contentKey.getEncoded());
        return new KeyTransRecipientInfo(
                new RecipientIdentifier(RecipientName.issuerAndSerialOf(recipient)),
                spellings().get(0),
                new DEROctetString(wrapped));
    }

    @Override
    public SecretKey open(RecipientKey key) throws EnvelopeRefused {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, key.privateKey(), OAEP);
            byte[] contentKey = cipher.doFinal(info.getEncryptedKey().getOctets());
            if (contentKey.length != CONTENT_KEY_BYTES) {
                throw WrappedKey.unreadable("the content key");
            }
            return new SecretKeySpec(contentKey, "AES");
        } catch (GeneralSecurityException | RuntimeException e) {
            throw WrappedKey.unreadable("the content key");
        }
    }

    private static List<AlgorithmIdentifier> spellings() {
        AlgorithmIdentifier bare = new AlgorithmIdentifier(Digests.SHA256);
        List<AlgorithmIdentifier> hashes = List.of(bare, new AlgorithmIdentifier(Digests.SHA256, DERNull.INSTANCE));
        List<AlgorithmIdentifier> all = new ArrayList<>();
        for (AlgorithmIdentifier hash : hashes) {
            for (AlgorithmIdentifier maskHash : hashes) {
                for (boolean label : new boolean[] {false, true}) {
                    ASN1EncodableVector parameters = new ASN1EncodableVector();
                    parameters.add(new DERTaggedObject(true, 0, hash));
                    parameters.add(new DERTaggedObject(
                            true, 1, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, maskHash)));
                    if (label) {
                        DEROctetString none = new DEROctetString(new byte[0]);
                        parameters.add(new DERTaggedObject(
                                true, 2, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_pSpecified, none)));
                    }
                    all.add(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, new DERSequence(parameters)));
                }
            }
        }
        return all;
    }

    private static String hex(AlgorithmIdentifier algorithm) {
        try {
            return HexFormat.of().formatHex(WrappedKey.der(algorithm));
        } catch (IOException e) {
            throw new Fault("an algorithm identifier that cannot be written", e);
        }
    }
}
