package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.envelope.DevAuthority.Days;
import vn.lienthong.envelope.DevAuthority.Purpose;

class CmsReceiptSignerIT {
    private static final byte[] BODY = "{\"type\":\"custody\",\"version\":1}".getBytes(StandardCharsets.UTF_8);

    private static Agency agency;
    private static CmsReceiptSigner signer;
    private static ReceiptVerifier verifier;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
        signer = new CmsReceiptSigner(
                KeyFiles.privateKey(agency.gateway.resolve("receipts.key")),
                KeyFiles.certificate(agency.gateway.resolve("receipts.crt")));
        verifier = new ReceiptVerifier(KeyFiles.certificate(folder.resolve("dev/ca.crt")));
    }

    @Test
    void signsWhatOpensslVerifies() throws IOException {
        // When
        Path signature = agency.file(signer.sign(BODY));

        // Then
        assertEquals(0, opensslVerify(agency.file(BODY), signature).exit());
        assertNotEquals(
                0,
                opensslVerify(agency.file("{}".getBytes(StandardCharsets.UTF_8)), signature)
                        .exit());
    }

    @Test
    void signsWhatWeVerify() {
        // When
        byte[] signature = signer.sign(BODY);

        // Then
        assertEquals(Optional.empty(), verifier.problem(BODY, signature));
    }

    @Test
    void findsEveryChangeOfBodyOrSignature() {
        // Given
        byte[] signature = signer.sign(BODY);

        for (int at = 0; at < BODY.length; at++) {
            byte[] bad = BODY.clone();
            bad[at] ^= 1;
            assertTrue(verifier.problem(bad, signature).isPresent());
        }
        assertTrue(verifier.problem(Arrays.copyOf(BODY, BODY.length + 1), signature)
                .isPresent());
        assertTrue(verifier.problem(BODY, new byte[0]).isPresent());
        assertTrue(verifier.problem(BODY, Arrays.copyOf(signature, signature.length / 2))
                .isPresent());
        assertTrue(verifier.problem(BODY, BODY).isPresent());
    }

    @Test
    void refusesASignatureUnderAnotherAuthority() {
        // Given: the same name, another key
        ReceiptVerifier other =
                new ReceiptVerifier(DevAuthority.create(DevAuthority.NAME).certificate());

        // When, then
        assertTrue(other.problem(BODY, signer.sign(BODY)).isPresent());
    }

    @Test
    void refusesACertificateThatWasNotValidWhenItSigned() {
        // Given
        DevAuthority authority = DevAuthority.create(DevAuthority.NAME);
        KeyPair pair = Purpose.SIGNER.newKey();
        Instant now = Instant.now();
        X509Certificate ended = authority.issue(
                Purpose.SIGNER,
                "CN=old",
                pair.getPublic(),
                List.of(),
                new Days(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))));

        // When
        byte[] signature = new CmsReceiptSigner(pair.getPrivate(), ended).sign(BODY);

        // Then
        assertTrue(new ReceiptVerifier(authority.certificate())
                .problem(BODY, signature)
                .isPresent());
    }

    @Test
    void signsFromManyThreads() {
        // When
        List<byte[]> bodies = IntStream.range(0, 200)
                .mapToObj(i -> ("receipt " + i).getBytes(StandardCharsets.UTF_8))
                .toList();
        List<byte[]> signatures = bodies.parallelStream().map(signer::sign).toList();

        // Then
        for (int i = 0; i < bodies.size(); i++) {
            assertEquals(Optional.empty(), verifier.problem(bodies.get(i), signatures.get(i)));
        }
        assertTrue(verifier.problem(bodies.get(0), signatures.get(1)).isPresent());
    }

    private static Openssl.Outcome opensslVerify(Path body, Path signature) {
        return Openssl.attempt(
                agency.folder,
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                signature,
                "-content",
                body,
                "-CAfile",
                agency.folder.resolve("dev/ca.crt"),
                "-out",
                agency.newFile());
    }
}
