package vn.lienthong.envelope;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Envelopes that openssl does not make, sealed by the JDK's own GCM. Every part can be replaced by a wrong one. */
final class HandMade {
    final SecretKey key = new SecretKeySpec(
            "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "AES");
    final byte[] nonce = "nonce-nonce-".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    final List<byte[]> recipients = new ArrayList<>();
    byte[] type = der(CMSObjectIdentifiers.authEnvelopedData);
    byte[] version = der(new ASN1Integer(0));
    byte[] originator = {};
    byte[] innerType = der(CMSObjectIdentifiers.data);
    byte[] cipher = der(EnvelopeFrame.encryption(nonce));
    byte[] attributes = {};
    byte[] unauthenticated = {};
    int tagBytes = 16;
    int pieceBytes = 1000;
    boolean definite;
    boolean setIndefinite;

    HandMade(RecipientKey... keys) {
        for (RecipientKey recipient : keys) {
            recipients.add(der(WrappedKey.seal(key, recipient.certificate())));
        }
    }

    byte[] seal(byte[] plaintext) {
        byte[] sealed = jdk(plaintext);
        byte[] ciphertext = Arrays.copyOf(sealed, plaintext.length);
        byte[] tag = Arrays.copyOfRange(sealed, plaintext.length, plaintext.length + tagBytes);
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        for (int done = 0; pieceBytes > 0 && done < ciphertext.length; done += pieceBytes) {
            byte[] piece = Arrays.copyOfRange(ciphertext, done, Math.min(done + pieceBytes, ciphertext.length));
            pieces.writeBytes(der(new DEROctetString(piece)));
        }
        byte[] content = pieceBytes == 0 ? primitive(0x80, ciphertext) : constructed(0xA0, pieces.toByteArray());
        byte[] set = setIndefinite
                ? joined(new byte[] {0x31, (byte) 0x80}, joined(recipients.toArray(byte[][]::new)), new byte[2])
                : tlv(0x31, joined(recipients.toArray(byte[][]::new)));
        byte[] info = constructed(0x30, joined(innerType, cipher, content));
        byte[] authEnveloped = constructed(
                0x30,
                joined(version, originator, set, info, onTheWire(), der(new DEROctetString(tag)), unauthenticated));
        return constructed(0x30, joined(type, constructed(0xA0, authEnveloped)));
    }

    private byte[] onTheWire() {
        byte[] tagged = attributes.clone();
        if (tagged.length > 0) {
            tagged[0] = (byte) 0xA1;
        }
        return tagged;
    }

    private byte[] jdk(byte[] plaintext) {
        try {
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
            gcm.updateAAD(attributes);
            return gcm.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] constructed(int tag, byte[] content) {
        return definite ? tlv(tag, content) : joined(new byte[] {(byte) tag, (byte) 0x80}, content, new byte[2]);
    }

    private static byte[] primitive(int tag, byte[] content) {
        return tlv(tag, content);
    }

    static byte[] tlv(int tag, byte[] content) {
        byte[] octets = der(new DEROctetString(content));
        octets[0] = (byte) tag;
        return octets;
    }

    static byte[] der(ASN1Encodable value) {
        try {
            return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] set(byte[]... elements) {
        return tlv(0x31, joined(elements));
    }

    static byte[] emptySet() {
        return der(new DERSet());
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Where the part begins. */
    static int indexOf(byte[] whole, byte[] part) {
        for (int i = 0; i <= whole.length - part.length; i++) {
            if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }

    /** SignedData with content and no signer. */
    static byte[] unsigned(byte[] content) {
        try {
            return new CMSSignedDataGenerator()
                    .generate(new CMSProcessableByteArray(content), true)
                    .getEncoded();
        } catch (CMSException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static CmsSealer sealer(Agency agency) throws IOException {
        return new CmsSealer(
                List.of(agency.keys.get(1).certificate()),
                KeyFiles.privateKey(Path.of(agency.signer + ".key")),
                agency.signerCertificate());
    }

    static byte[] seal(Sealer sealer, byte[] content) throws IOException {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        try (OutputStream payload = sealer.seal(envelope)) {
            payload.write(content);
        }
        return envelope.toByteArray();
    }
}
