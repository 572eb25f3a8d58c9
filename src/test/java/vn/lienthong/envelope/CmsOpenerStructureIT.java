package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_FORBIDDEN;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_UNREADABLE;
import static vn.lienthong.delivery.RefusalCode.SIGNATURE_INVALID;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.RefusalCode;

/** Structures that openssl does not write. */
class CmsOpenerStructureIT {
    private static Agency agency;
    private static byte[] payload;
    private static byte[] signed;

    @BeforeAll
    static void makeKeysAndOneSignedFile(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
        payload = new byte[5000];
        new Random(3).nextBytes(payload);
        signed = Files.readAllBytes(agency.sign(agency.file(payload)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 15, 16, 17, 127, 128, 255, 256, 4999, 100_000})
    void opensCiphertextInPiecesOfAnySize(int pieceBytes) throws IOException {
        for (boolean definite : new boolean[] {false, true}) {
            // Given
            HandMade maker = rsa();
            maker.pieceBytes = pieceBytes;
            maker.definite = definite;
            maker.setIndefinite = !definite;

            // When, then
            assertArrayEquals(payload, agency.opened(agency.file(maker.seal(signed))));
        }
    }

    @Test
    void opensEnvelopesWithAuthenticatedAttributesInTheTag() throws IOException {
        // Given
        HandMade maker = rsa();
        maker.attributes = attributes("1.2.840.113549.1.9.3", "type");
        byte[] good = maker.seal(signed);
        maker.attributes = attributes("1.2.840.113549.1.9.3", "tyqe");
        byte[] other = maker.seal(signed);
        byte[] swapped = good.clone();
        int at = HandMade.indexOf(good, "type".getBytes(StandardCharsets.UTF_8));
        swapped[at + 2] = 'q';

        // When, then
        assertArrayEquals(payload, agency.opened(agency.file(good)));
        assertArrayEquals(payload, agency.opened(agency.file(other)));
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(swapped)));
    }

    @Test
    void forbidsWhatNothingWouldProtect() throws IOException {
        // Given
        Map<String, HandMade> makers = new TreeMap<>();
        HandMade unauthenticated = makers.computeIfAbsent("unauthenticated attributes", name -> rsa());
        unauthenticated.unauthenticated = attributes("1.2.3", "x");
        unauthenticated.unauthenticated[0] = (byte) 0xA2;
        makers.computeIfAbsent("originator", name -> rsa()).originator = new byte[] {(byte) 0xA0, 0};
        makers.computeIfAbsent("version", name -> rsa()).version = HandMade.der(new ASN1Integer(2));
        makers.computeIfAbsent("another type", name -> rsa()).type = HandMade.der(CMSObjectIdentifiers.envelopedData);
        makers.computeIfAbsent("inner type", name -> rsa()).innerType =
                HandMade.der(CMSObjectIdentifiers.compressedData);
        makers.computeIfAbsent("no recipient", name -> new HandMade());
        makers.computeIfAbsent("tag of 12", name -> rsa()).tagBytes = 12;
        makers.computeIfAbsent("tag said to be 12", name -> rsa()).cipher = cipher(new GCMParameters(new byte[12], 12));
        makers.computeIfAbsent("nonce of 16", name -> rsa()).cipher = cipher(new GCMParameters(new byte[16], 16));
        makers.computeIfAbsent("another cipher", name -> rsa()).cipher = HandMade.der(
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CCM, new GCMParameters(new byte[12], 16)));
        HandMade many = makers.computeIfAbsent("too many recipients", name -> rsa());
        byte[] one = many.recipients.get(0);
        while (many.recipients.size() <= EnvelopeFrame.RECIPIENTS_MAX) {
            many.recipients.add(one);
        }

        // When, then
        makers.forEach((name, maker) -> assertRefused(ENVELOPE_FORBIDDEN, name, maker.seal(signed)));
    }

    @Test
    void forbidsEveryOtherKindAndSpellingOfRecipient() throws IOException {
        // Given
        HandMade good = rsa();
        KeyTransRecipientInfo info =
                KeyTransRecipientInfo.getInstance(ASN1Primitive.fromByteArray(good.recipients.get(0)));
        ASN1Encodable password = new DERTaggedObject(false, 3, new DERSequence());
        AlgorithmIdentifier label =
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, oaep(new DEROctetString(new byte[] {1})));
        byte[] wrongVersion = good.recipients.get(0).clone();
        wrongVersion[6] = 2;
        byte[] upperCase = good.recipients.get(0).clone();
        upperCase[HandMade.indexOf(upperCase, "Lien".getBytes(StandardCharsets.UTF_8)) + 1] ^= 0x20;

        // When, then
        assertRecipient(ENVELOPE_FORBIDDEN, "a password", HandMade.der(password));
        assertRecipient(
                ENVELOPE_FORBIDDEN,
                "a label",
                HandMade.der(new KeyTransRecipientInfo(info.getRecipientIdentifier(), label, info.getEncryptedKey())));
        assertRecipient(
                ENVELOPE_FORBIDDEN,
                "PKCS#1 v1.5",
                HandMade.der(new KeyTransRecipientInfo(
                        info.getRecipientIdentifier(),
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        info.getEncryptedKey())));
        assertRecipient(ENVELOPE_FORBIDDEN, "a version that does not fit", wrongVersion);
        assertRecipient(ENVELOPE_UNREADABLE, "another case in the issuer's name", upperCase);
        assertRecipient(ENVELOPE_UNREADABLE, "no recipient at all", HandMade.der(new DERSequence()));
    }

    @Test
    void cannotReadKeysThatDiffer() throws IOException {
        // Given: a second recipient whose content key is another one
        HandMade maker = rsa();
        var other = new SecretKeySpec(new byte[32], "AES");
        maker.recipients.add(
                HandMade.der(WrappedKey.seal(other, agency.keys.get(1).certificate())));

        // When, then
        assertRefused(ENVELOPE_UNREADABLE, "keys that differ", maker.seal(signed));
    }

    @Test
    void cannotReadAContentKeyOfAnotherLength() throws IOException {
        for (RecipientKey key : agency.keys) {
            // Given
            HandMade maker = new HandMade();
            var half = new SecretKeySpec(new byte[16], "AES");
            maker.recipients.add(HandMade.der(WrappedKey.seal(half, key.certificate())));

            // When, then
            assertRefused(ENVELOPE_UNREADABLE, "half a key", maker.seal(signed));
        }
    }

    @Test
    void survivesBombsInsideTheSealedPart() throws IOException {
        // Given: nesting and lengths that only a sealed file can bring past the tag
        byte[] head = Arrays.copyOf(signed, 26);
        byte[] nested = new byte[400_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        byte[] sets = new byte[200_000];
        for (int i = 0; i + 4 < sets.length; i += 4) {
            sets[i] = 0x31;
            sets[i + 1] = (byte) 0x83;
        }

        // When, then
        for (byte[] bomb : List.of(nested, sets)) {
            assertRefused(RefusalCode.SIGNATURE_MISSING, "a bomb alone", rsa().seal(bomb));
            assertRefused(SIGNATURE_INVALID, "a bomb behind a head", rsa().seal(HandMade.joined(head, bomb)));
        }
    }

    private static HandMade rsa() {
        return new HandMade(agency.keys.get(0));
    }

    private static void assertRecipient(RefusalCode expected, String what, byte[] recipient) {
        HandMade maker = new HandMade();
        maker.recipients.add(recipient);
        assertRefused(expected, what, maker.seal(signed));
    }

    private static void assertRefused(RefusalCode expected, String what, byte[] envelope) {
        try {
            assertEquals(expected, agency.refusal(agency.file(envelope)), what);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A SET of one attribute. */
    static byte[] attributes(String type, String value) {
        ASN1EncodableVector attribute = new ASN1EncodableVector();
        attribute.add(new ASN1ObjectIdentifier(type));
        attribute.add(new DERSet(new DERUTF8String(value)));
        return HandMade.der(new DERSet(new DERSequence(attribute)));
    }

    private static byte[] cipher(GCMParameters parameters) {
        return HandMade.der(new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_GCM, parameters));
    }

    private static DERSequence oaep(DEROctetString label) {
        AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
        return new DERSequence(new ASN1Encodable[] {
            new DERTaggedObject(true, 0, sha256),
            new DERTaggedObject(true, 1, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256)),
            new DERTaggedObject(true, 2, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_pSpecified, label))
        });
    }
}
