package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_FORBIDDEN;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_UNREADABLE;
import static vn.lienthong.delivery.RefusalCode.SIGNATURE_INVALID;
import static vn.lienthong.delivery.RefusalCode.SIGNATURE_MISSING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.envelope.Opener.Verified;

/** Envelopes as openssl makes them, good ones and bad ones. */
class CmsOpenerIT {
    private static Path folder;
    private static Agency agency;
    private static byte[] payload;
    private static Path signed;

    @BeforeAll
    static void makeKeysAndOneSignedFile(@TempDir Path temporary) throws IOException {
        folder = temporary;
        agency = new Agency(folder);
        payload = "ky_luong,mst_don_vi\r\n2026-10,0100109106\r\n".getBytes(StandardCharsets.UTF_8);
        signed = agency.sign(agency.file(payload));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-stream", "-keyid", "-stream -keyid"})
    void opensWhatOpensslSealsForEitherKey(String options) throws IOException {
        // Given
        Path rsa = agency.sealRsa(signed, options);
        Path ec = agency.sealEc(signed, options);

        // When, then
        assertArrayEquals(payload, agency.opened(rsa));
        assertArrayEquals(payload, agency.opened(ec));
    }

    @Test
    void opensOneEnvelopeForBothOfOurKeys() throws IOException {
        // Given
        Path both = agency.sealRsa(
                signed, "-recip", agency.gateway.resolve("envelope-ec.crt"), "-keyopt ecdh_kdf_md:sha256");

        // When, then
        assertArrayEquals(payload, agency.opened(both));
        CmsOpener oneKey = new CmsOpener(agency.keys.subList(0, 1), RevocationLists.none());
        assertEquals(
                Refusal.of(ENVELOPE_FORBIDDEN),
                oneKey.verify(both, agency.allowed(), Instant.now()).refusal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-stream",
                "-noattr",
                "-nocerts",
                "-keyid",
                "-nosmimecap",
                "-noattr -nocerts -stream",
                "-md sha384",
                "-md sha512"
            })
    void takesSignaturesHoweverOpensslWritesThem(String options) throws IOException {
        // Given
        Path envelope = agency.sealEc(agency.sign(agency.file(payload), options));

        // When, then
        assertArrayEquals(payload, agency.opened(envelope));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 4096, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3 * 1024 * 1024 + 5})
    void opensEveryLength(int length) throws IOException {
        // Given
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Path file = agency.file(content);

        // When, then
        assertArrayEquals(content, agency.opened(agency.sealEc(agency.sign(file), "-stream")));
        if (length > 0) { // openssl 3.0 cannot stream nothing.
            assertArrayEquals(content, agency.opened(agency.sealEc(agency.sign(file, "-stream"))));
        }
    }

    @Test
    void tellsDigestAndLengthOfTheContent() throws Exception {
        // Given
        Path envelope = agency.sealRsa(signed);

        // When
        Verified verified = agency.verify(envelope).verified();

        // Then
        assertNotNull(verified);
        assertEquals(payload.length, verified.contentBytes());
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(payload), verified.contentDigest());
        assertArrayEquals(
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(envelope)), verified.segmentDigests());
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "envelope-rsa|''|-aes-256-gcm", // PKCS#1 v1.5
                "envelope-rsa|-keyopt rsa_padding_mode:oaep|''", // SHA-1
                "envelope-rsa|-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha1|-stream",
                "envelope-rsa|-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256 -keyopt rsa_mgf1_md:sha1|''",
                "envelope-rsa|-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha512|''",
                "envelope-rsa|-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256|-aes-256-cbc",
                "envelope-rsa|-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256|-aes-128-gcm",
                "envelope-ec|''|''", // SHA-1 in the key derivation
                "envelope-ec|-keyopt ecdh_kdf_md:sha512|''",
                "envelope-ec|-keyopt ecdh_kdf_md:sha256|-aes-192-gcm",
                "envelope-ec|-keyopt ecdh_kdf_md:sha256|-des3"
            },
            delimiter = '|')
    void forbidsEveryOtherAlgorithm(String recipient, String keyOptions, String cipher) throws IOException {
        // Given
        Path envelope = agency.encrypt(signed, recipient, keyOptions, cipher);

        // When, then
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(envelope));
    }

    @Test
    void forbidsWhatIsNotAnEnvelopeAtAll() throws IOException {
        // Given
        Path compressed = agency.newFile();
        Path smime = agency.sealRsa(signed, "-outform SMIME");
        Path pem = agency.sealRsa(signed, "-outform PEM");
        Path digested = agency.newFile();
        Openssl.run(folder, "cms", "-digest_create", "-in", signed, "-outform", "DER", "-out", digested, "-binary");
        Openssl.run(folder, "cms", "-data_create", "-in", signed, "-outform", "DER", "-out", compressed, "-binary");

        // When, then
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(signed));
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(compressed));
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(digested));
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(smime));
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(pem));
    }

    @Test
    void cannotReadArbitraryBytes() throws IOException {
        // Given
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        noise[0] = 'x';

        // When, then
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(new byte[0])));
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(payload)));
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(noise)));
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(new byte[5000])));
        noise[0] = 0x30;
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(noise)));
    }

    @Test
    void cannotReadWhatIsSealedForSomebodyElse() throws IOException {
        // Given: sealed to the key of the receipts
        Path envelope = agency.encrypt(signed, "receipts", "-keyopt ecdh_kdf_md:sha256");

        // When, then
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(envelope));
    }

    @Test
    void forbidsRecipientsBesideUs() throws IOException {
        // Given
        Path envelope =
                agency.sealEc(signed, "-recip", agency.gateway.resolve("receipts.crt"), "-keyopt ecdh_kdf_md:sha256");

        // When, then
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(envelope));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-stream"})
    void cannotReadAnythingCutShort(String options) throws IOException {
        // Given
        byte[] whole = Files.readAllBytes(agency.sealEc(signed, options));
        Path file = agency.newFile();

        for (int length = 0; length < whole.length; length++) {
            // When
            var unused = Files.write(file, Arrays.copyOf(whole, length));

            // Then
            assertEquals(ENVELOPE_UNREADABLE, agency.refusal(file), "cut to " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-stream"})
    void refusesAnythingAfterTheEnd(String options) throws IOException {
        // Given
        byte[] whole = Files.readAllBytes(agency.sealEc(signed, options));
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        byte[] twice = Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);

        // When, then
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(more)));
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(twice)));
    }

    @Test
    void missesTheSignatureOfASealedFile() throws IOException {
        // Given
        Path data = agency.newFile();
        Openssl.run(folder, "cms", "-data_create", "-in", signed, "-outform", "DER", "-out", data, "-binary");

        // When, then
        assertEquals(SIGNATURE_MISSING, agency.refusal(agency.sealEc(agency.file(payload))));
        assertEquals(SIGNATURE_MISSING, agency.refusal(agency.sealEc(agency.file(new byte[0]))));
        assertEquals(
                SIGNATURE_MISSING,
                agency.refusal(agency.sealEc(agency.file("0123456789".getBytes(StandardCharsets.US_ASCII)))));
        assertEquals(SIGNATURE_MISSING, agency.refusal(agency.sealEc(data)));
    }

    @Test
    void missesTheSignatureOfASignedFileWithoutSigners() throws IOException {
        // Given: certificates only
        Path certificates = agency.newFile();
        Openssl.run(
                folder,
                "crl2pkcs7",
                "-nocrl",
                "-certfile",
                agency.signer + ".crt",
                "-outform",
                "DER",
                "-out",
                certificates);

        // When, then: its content is absent, as in a detached signature
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(agency.sealEc(certificates)));
        assertEquals(SIGNATURE_MISSING, agency.refusal(agency.sealEc(agency.file(HandMade.unsigned(payload)))));
    }

    @Test
    void forbidsAThirdLayerAndADetachedSignature() throws IOException {
        // Given
        Path detached = agency.newFile();
        Openssl.run(
                folder,
                "cms",
                "-sign",
                "-binary",
                "-outform",
                "DER",
                "-in",
                signed,
                "-signer",
                agency.signer + ".crt",
                "-inkey",
                agency.signer + ".key",
                "-out",
                detached);
        Path sealedTwice = agency.sealEc(agency.sealEc(signed));
        Path typed = agency.sign(signed, "-econtent_type pkcs7-signedData");

        // When, then
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(agency.sealEc(detached)));
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(sealedTwice));
        assertEquals(ENVELOPE_FORBIDDEN, agency.refusal(agency.sealEc(typed)));
    }

    @Test
    void findsEveryChangeUnderTheSignature() throws IOException {
        // Given
        byte[] good = Files.readAllBytes(signed);
        int content = HandMade.indexOf(good, payload);
        byte[] bad = good.clone();
        bad[content] ^= 1;
        byte[] shorter = Arrays.copyOf(good, good.length - 1);
        byte[] longer = Arrays.copyOf(good, good.length + 1);

        // When, then
        assertEquals(SIGNATURE_INVALID, agency.refusal(agency.sealEc(agency.file(bad))));
        assertEquals(SIGNATURE_INVALID, agency.refusal(agency.sealEc(agency.file(shorter))));
        assertEquals(SIGNATURE_INVALID, agency.refusal(agency.sealEc(agency.file(longer))));
    }
}
