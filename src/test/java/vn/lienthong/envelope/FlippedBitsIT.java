package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.envelope.Opener.AllowedSigner;
import vn.lienthong.envelope.Opener.Verification;

/** One flipped bit anywhere in an envelope is some ENVELOPE_ refusal, wherever it is: no bit is without meaning. */
class FlippedBitsIT {
    private static final byte[] GCM = HandMade.der(NISTObjectIdentifiers.id_aes256_GCM);

    private static Agency agency;
    private static Path signed;
    private static byte[] plaintext;

    @BeforeAll
    static void makeKeysAndOneSignedFile(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
        signed =
                agency.sign(agency.file("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)), "-nocerts -nosmimecap -noattr");
        plaintext = Files.readAllBytes(signed);
    }

    @ParameterizedTest
    @CsvSource({"'',8", "-stream,1", "-keyid,8", "-stream -keyid,8"})
    void everyBitOfAnEnvelopeForOurEcKey(String options, int sparse) throws IOException {
        // Given
        byte[] envelope = Files.readAllBytes(agency.sealEc(signed, options));

        // When, then
        assertEveryFlipIsRefused(envelope, sparse);
    }

    /** RSA is slow: every bit of the frame, one of each byte of the wrapped key and the ciphertext. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-stream", "-stream -keyid"})
    void everyByteOfAnEnvelopeForOurRsaKey(String options) throws IOException {
        // Given
        byte[] envelope = Files.readAllBytes(agency.sealRsa(signed, options));

        // When, then
        assertEveryFlipIsRefused(envelope, 8);
    }

    @Test
    void everyBitOfAnEnvelopeForBothOfOurKeys() throws IOException {
        // Given
        byte[] envelope = Files.readAllBytes(agency.sealRsa(
                signed, "-recip", agency.gateway.resolve("envelope-ec.crt"), "-keyopt ecdh_kdf_md:sha256"));

        // When, then
        assertEveryFlipIsRefused(envelope, 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void everyBitWithAttributesAndCiphertextInPieces(int pieceBytes) throws IOException {
        for (boolean definite : new boolean[] {false, true}) {
            // Given
            HandMade maker = new HandMade(agency.keys.get(1));
            maker.pieceBytes = pieceBytes;
            maker.definite = definite;
            maker.setIndefinite = !definite;
            maker.attributes = CmsOpenerStructureIT.attributes("1.2.3.4", "a value");
            byte[] envelope = maker.seal(plaintext);

            // When, then
            assertEveryFlipIsRefused(envelope, 8);
        }
    }

    @Test
    void everyBitOfWhatWeSealOurselves() throws IOException {
        // Given
        byte[] envelope = HandMade.seal(HandMade.sealer(agency), "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));

        // When, then
        assertEveryFlipIsRefused(envelope, 8);
    }

    /** @param sparse flips one bit in so many, but all of them near the head and the end */
    private static void assertEveryFlipIsRefused(byte[] envelope, int sparse) throws IOException {
        CmsOpener opener = agency.opener();
        List<AllowedSigner> allowed = agency.allowed();
        Path file = agency.file(envelope);
        Verification whole = opener.verify(file, allowed, Instant.now());
        assertNotNull(whole.verified(), () -> "the envelope itself: " + whole.refusal());
        int frame = HandMade.indexOf(envelope, GCM) + 64;
        List<String> passed = new ArrayList<>();
        for (int bit = 0; bit < envelope.length * 8; bit++) {
            boolean inFrame =
                    bit / 8 < 140 || (bit / 8 > frame - 110 && bit / 8 < frame) || bit / 8 > envelope.length - 40;
            if (!inFrame && (bit * 5 + bit / 8) % sparse != 0) {
                continue;
            }
            envelope[bit / 8] ^= (byte) (1 << bit % 8);
            var unused = Files.write(file, envelope);
            Verification flipped = opener.verify(file, allowed, Instant.now());
            envelope[bit / 8] ^= (byte) (1 << bit % 8);
            if (flipped.refusal() == null || !isEnvelope(flipped.refusal().code())) {
                passed.add("bit " + bit % 8 + " of byte " + bit / 8 + ": " + flipped);
            }
        }
        assertEquals(List.of(), passed);
    }

    private static boolean isEnvelope(RefusalCode code) {
        return code == RefusalCode.ENVELOPE_FORBIDDEN || code == RefusalCode.ENVELOPE_UNREADABLE;
    }
}
