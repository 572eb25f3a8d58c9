package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_UNREADABLE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.envelope.DevAuthority.Days;
import vn.lienthong.envelope.DevAuthority.Purpose;

/** What the sealer makes, opened by openssl and by ourselves. */
class CmsSealerIT {
    private static final int PIECE = CmsSealer.PIECE_BYTES;

    private static Agency agency;
    private static CmsSealer sealer;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
        sealer = new CmsSealer(
                agency.keys.stream().map(RecipientKey::certificate).toList(),
                KeyFiles.privateKey(Path.of(agency.signer + ".key")),
                agency.signerCertificate());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE - 200, 10_000_000})
    void sealsWhatOpensslAndWeOpen(int length) throws IOException {
        // Given
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);

        // When
        Path envelope = agency.file(HandMade.seal(sealer, payload));

        // Then
        assertArrayEquals(payload, agency.opened(envelope));
        assertArrayEquals(payload, openedByOpenssl(envelope, "envelope-rsa"));
        assertArrayEquals(payload, openedByOpenssl(envelope, "envelope-ec"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void sealsForEveryCurve(String curve) throws IOException {
        // Given
        DevAuthority authority = DevAuthority.create(DevAuthority.NAME);
        KeyPair pair = DevAuthority.ecKey(curve);
        X509Certificate certificate = authority.issue(
                Purpose.EC_RECIPIENT, "CN=x", pair.getPublic(), List.of(), Days.fromNow(Duration.ofDays(1)));
        CmsSealer forCurve = new CmsSealer(
                List.of(certificate), KeyFiles.privateKey(Path.of(agency.signer + ".key")), agency.signerCertificate());
        CmsOpener opener =
                new CmsOpener(List.of(new RecipientKey(pair.getPrivate(), certificate)), RevocationLists.none());

        // When
        Path envelope = agency.file(HandMade.seal(forCurve, new byte[100]));

        // Then
        assertEquals(
                null,
                opener.verify(envelope, agency.allowed(), java.time.Instant.now())
                        .refusal());
    }

    @Test
    void isUnreadableWithoutClose() throws IOException {
        // Given
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        OutputStream payload = sealer.seal(envelope);

        // When
        payload.write(new byte[3 * PIECE]);

        // Then
        assertEquals(ENVELOPE_UNREADABLE, agency.refusal(agency.file(envelope.toByteArray())));
        payload.close();
        assertArrayEquals(new byte[3 * PIECE], agency.opened(agency.file(envelope.toByteArray())));
    }

    @Test
    void doesNotCompleteAnEnvelopeThatCouldNotBeWritten() throws IOException {
        // Given: a disk that is full after a while
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (written.size() > 3 * PIECE && written.size() < 100 * PIECE) {
                    throw new IOException("no space left");
                }
                written.write(bytes, offset, length);
            }
        };
        OutputStream payload = sealer.seal(full);

        // When
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 10; i++) {
                payload.write(new byte[PIECE]);
            }
        });
        int before = written.size();
        payload.close();

        // Then
        assertEquals(before, written.size());
        assertThrows(IOException.class, () -> payload.write(1));
    }

    @Test
    void closesOnceAndLeavesTheStreamBelowOpen() throws IOException {
        // Given
        boolean[] closed = {false};
        ByteArrayOutputStream envelope = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        OutputStream payload = sealer.seal(envelope);
        payload.write(7);

        // When
        payload.close();
        int length = envelope.size();
        payload.close();

        // Then
        assertFalse(closed[0]);
        assertEquals(length, envelope.size());
        assertThrows(IOException.class, () -> payload.write(7));
    }

    @Test
    void neverMakesTheSameEnvelopeTwice() throws IOException {
        // When
        byte[] first = HandMade.seal(sealer, new byte[10]);
        byte[] second = HandMade.seal(sealer, new byte[10]);

        // Then
        assertFalse(Arrays.equals(first, second));
    }

    @Test
    void refusesToSealForAWeakKey() {
        // Given
        DevAuthority authority = DevAuthority.create(DevAuthority.NAME);
        KeyPair weak = DevAuthority.rsaKey(2048);
        X509Certificate certificate = authority.issue(
                Purpose.RSA_RECIPIENT, "CN=weak", weak.getPublic(), List.of(), Days.fromNow(Duration.ofDays(1)));

        // When, then
        assertThrows(KeyFileException.class, () -> new RecipientKey(weak.getPrivate(), certificate));
        assertThrows(
                KeyFileException.class,
                () -> new CmsSealer(List.of(certificate), weak.getPrivate(), agency.signerCertificate()));
    }

    private static byte[] openedByOpenssl(Path envelope, String recipient) throws IOException {
        Path signed = agency.newFile();
        Path payload = agency.newFile();
        Openssl.run(
                agency.folder,
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                envelope,
                "-recip",
                agency.gateway.resolve(recipient + ".crt"),
                "-inkey",
                agency.gateway.resolve(recipient + ".key"),
                "-out",
                signed);
        Openssl.run(
                agency.folder,
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                signed,
                "-CAfile",
                agency.folder.resolve("dev/ca.crt"),
                "-out",
                payload);
        return Files.readAllBytes(payload);
    }
}
