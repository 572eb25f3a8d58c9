package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesIT {
    private static Agency agency;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"})
    void refusesAPrivateKeyThatOthersCanRead(String mode) throws IOException {
        // Given
        Path key = secret(Files.readString(agency.gateway.resolve("https.key")));
        var unused = Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));

        // When
        KeyFileException refused = assertThrows(KeyFileException.class, () -> KeyFiles.privateKey(key));

        // Then
        assertEquals(key + ": the private key is open to other users", refused.getMessage());
        assertEquals("chmod 600 " + key, refused.hint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"envelope-rsa", "envelope-ec"})
    void readsBothFormsThatOpensslWrites(String name) throws IOException {
        // Given
        Path key = agency.gateway.resolve(name + ".key");
        Path traditional = secret("");
        Openssl.run(agency.folder, "pkey", "-in", key, "-traditional", "-out", traditional);

        // When
        PrivateKey modern = KeyFiles.privateKey(key);
        PrivateKey old = KeyFiles.privateKey(traditional);

        // Then
        assertTrue(Files.readString(traditional)
                .contains(name.endsWith("rsa") ? "BEGIN RSA PRIVATE" : "BEGIN EC PRIVATE"));
        assertEquals(number(modern), number(old));
    }

    @Test
    void refusesWhatIsNoKeyWithoutQuotingIt() throws IOException {
        // Given
        Path encrypted = secret("");
        Openssl.run(
                agency.folder,
                "pkcs8",
                "-topk8",
                "-in",
                agency.gateway.resolve("https.key"),
                "-passout",
                "pass:canary",
                "-out",
                encrypted);
        Path ed25519 = secret("");
        Openssl.run(agency.folder, "genpkey", "-algorithm", "ed25519", "-out", ed25519);
        Path broken = secret("-----BEGIN PRIVATE KEY-----\ncanary!\n-----END PRIVATE KEY-----\n");

        for (Path file :
                new Path[] {encrypted, ed25519, broken, secret(""), secret("canary"), secret("x".repeat(70_000))}) {
            // When
            KeyFileException refused = assertThrows(KeyFileException.class, () -> KeyFiles.privateKey(file));

            // Then
            assertTrue(String.valueOf(refused.getMessage()).startsWith(file + ": "), refused.getMessage());
            assertFalse(String.valueOf(refused.getMessage()).contains("canary"));
            assertFalse(refused.hint().isEmpty());
        }
    }

    @Test
    void saysHowToMakeAFileThatIsMissing() {
        // When
        KeyFileException refused =
                assertThrows(KeyFileException.class, () -> KeyFiles.certificate(agency.folder.resolve("none.crt")));

        // Then
        assertTrue(refused.hint().contains("gateway/run pki"));
    }

    @Test
    void refusesACertificateOfAnotherKey() {
        // Given
        Path key = agency.gateway.resolve("envelope-ec.key");
        Path certificate = agency.gateway.resolve("receipts.crt");

        // When
        KeyFileException refused = assertThrows(KeyFileException.class, () -> KeyFiles.recipient(key, certificate));

        // Then
        assertTrue(String.valueOf(refused.getMessage()).contains("does not belong to the key"));
    }

    @Test
    void tellsNoSecretInWords() {
        // When, then
        RecipientKey key = agency.keys.get(0);
        assertEquals("RecipientKey[" + key.certificate().getSubjectX500Principal() + "]", key.toString());
        assertEquals("Gf128", Gf128.ONE.toString());
    }

    private static BigInteger number(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : ((RSAPrivateKey) key).getPrivateExponent();
    }

    private static Path secret(String text) throws IOException {
        Path file = Files.writeString(agency.newFile(), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
