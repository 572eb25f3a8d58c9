package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevPkiIT {
    private static final List<String> PARTNERS = List.of("tax-01", "planning-01");

    private Path certs;
    private Path dev;

    @BeforeEach
    void takeAnEmptyFolder(@TempDir Path folder) {
        certs = folder;
        dev = folder.resolve("dev");
    }

    @Test
    void makesTheWholeLayout() throws IOException {
        // When
        List<DevPki.Entry> entries = DevPki.make(certs, PARTNERS, List.of("vss"));

        // Then
        List<String> expected = List.of(
                "ca.crt",
                "ca.key",
                "central/vss/https.crt",
                "central/vss/https.key",
                "gateway/envelope-ec.crt",
                "gateway/envelope-ec.key",
                "gateway/envelope-rsa.crt",
                "gateway/envelope-rsa.key",
                "gateway/https.crt",
                "gateway/https.key",
                "gateway/receipts.crt",
                "gateway/receipts.key",
                "gateway/ssh_ed25519",
                "gateway/ssh_ed25519.pub",
                "gateway/ssh_host_ed25519",
                "gateway/ssh_host_ed25519.pub",
                "known_hosts",
                "partners/planning-01/https.crt",
                "partners/planning-01/https.key",
                "partners/planning-01/signer.crt",
                "partners/planning-01/signer.key",
                "partners/planning-01/ssh_ed25519",
                "partners/planning-01/ssh_ed25519.pub",
                "partners/tax-01/https.crt",
                "partners/tax-01/https.key",
                "partners/tax-01/signer.crt",
                "partners/tax-01/signer.key",
                "partners/tax-01/ssh_ed25519",
                "partners/tax-01/ssh_ed25519.pub");
        assertEquals(expected, files().keySet().stream().sorted().toList());
        assertEquals(
                expected,
                entries.stream()
                        .map(entry -> dev.relativize(entry.file()).toString())
                        .sorted()
                        .toList());
        assertTrue(entries.stream().allMatch(DevPki.Entry::made));
    }

    @Test
    void keepsEveryPrivateKeyToItsOwner() throws IOException {
        // When
        var unused = DevPki.make(certs, PARTNERS, List.of("vss"));

        // Then
        for (String file : files().keySet()) {
            boolean secret = file.endsWith(".key") || file.endsWith("ed25519");
            String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(dev.resolve(file)));
            assertEquals(secret, mode.equals("rw-------"), file + " " + mode);
        }
    }

    @Test
    void replacesNothingAndAddsWhatIsMissing() throws Exception {
        // Given
        var unused = DevPki.make(certs, PARTNERS, List.of("vss"));
        Map<String, String> before = files();
        Path lost = dev.resolve("gateway/envelope-ec.crt");
        Path lostToo = dev.resolve("gateway/envelope-rsa.crt");
        X509Certificate old = KeyFiles.certificate(lost);
        Files.delete(lost);
        Files.delete(lostToo);
        Files.delete(dev.resolve("known_hosts"));
        Files.delete(dev.resolve("partners/tax-01/https.crt"));
        Files.delete(dev.resolve("partners/tax-01/https.key"));

        // When
        List<DevPki.Entry> entries = DevPki.make(certs, PARTNERS, List.of("vss", "vss-2"));

        // Then
        List<String> made = entries.stream()
                .filter(DevPki.Entry::made)
                .map(entry -> dev.relativize(entry.file()).toString())
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "central/vss-2/https.crt",
                        "central/vss-2/https.key",
                        "gateway/envelope-ec.crt",
                        "gateway/envelope-rsa.crt",
                        "known_hosts",
                        "partners/tax-01/https.crt",
                        "partners/tax-01/https.key"),
                made);
        Map<String, String> after = files();
        before.keySet().removeAll(made);
        before.forEach((file, bytes) -> assertEquals(bytes, after.get(file), file));
        assertEquals(old.getPublicKey(), KeyFiles.certificate(lost).getPublicKey());
        assertNotEquals(old, KeyFiles.certificate(lost));
        assertEquals(
                KeyFiles.certificate(lost),
                KeyFiles.recipient(dev.resolve("gateway/envelope-ec.key"), lost).certificate());
        assertEquals(
                KeyFiles.certificate(lostToo),
                KeyFiles.recipient(dev.resolve("gateway/envelope-rsa.key"), lostToo)
                        .certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.key", "gateway/receipts.key", "partners/tax-01/ssh_ed25519"})
    void saysSoWhenTheKeyOfACertificateIsLost(String key) throws IOException {
        // Given
        var unused = DevPki.make(certs, PARTNERS, List.of("vss"));
        Files.delete(dev.resolve(key));

        // When, then
        KeyFileException refused = assertThrows(KeyFileException.class, () -> DevPki.make(certs));
        assertTrue(String.valueOf(refused.getMessage()).contains("is missing"), refused.getMessage());
        assertFalse(refused.hint().isEmpty());
    }

    @Test
    void issuesCertificatesForWhatTheyAreUsedFor() throws IOException, GeneralSecurityException {
        // When
        var unused = DevPki.make(certs, PARTNERS, List.of("vss"));

        // Then
        X509Certificate server = KeyFiles.certificate(dev.resolve("gateway/https.crt"));
        X509Certificate client = KeyFiles.certificate(dev.resolve("partners/tax-01/https.crt"));
        X509Certificate receipts = KeyFiles.certificate(dev.resolve("gateway/receipts.crt"));
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.getExtendedKeyUsage());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), client.getExtendedKeyUsage());
        assertNull(receipts.getExtendedKeyUsage());
        assertEquals(
                List.of(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1")),
                List.copyOf(server.getSubjectAlternativeNames()));
        assertEquals(DevAuthority.NAME, client.getIssuerX500Principal().getName());
        client.verify(KeyFiles.certificate(dev.resolve("ca.crt")).getPublicKey());
        assertTrue(client.getNotBefore().toInstant().isBefore(java.time.Instant.now()));
    }

    @Test
    void makesChainsAndKeysThatOpensslTakes() throws IOException {
        // When
        var unused = DevPki.make(certs, PARTNERS, List.of("vss"));

        // Then
        Openssl.run(dev, "verify", "-CAfile", "ca.crt", "-x509_strict", "-purpose", "sslserver", "gateway/https.crt");
        Openssl.run(
                dev, "verify", "-CAfile", "ca.crt", "-x509_strict", "-purpose", "sslclient", "central/vss/https.crt");
        Openssl.run(
                dev, "verify", "-CAfile", "ca.crt", "-x509_strict", "-purpose", "smimesign", "gateway/receipts.crt");
        for (String key : List.of("ca.key", "gateway/envelope-rsa.key", "gateway/envelope-ec.key")) {
            assertTrue(Files.readString(dev.resolve(key)).startsWith("-----BEGIN PRIVATE KEY-----"));
            Openssl.run(dev, "pkey", "-in", key, "-noout", "-check");
        }
    }

    @Test
    void writesSshKeysThatOpensshTakes() throws Exception {
        // When
        var unused = DevPki.make(certs, PARTNERS, List.of("vss"));

        // Then
        Path key = dev.resolve("partners/tax-01/ssh_ed25519");
        String line = Files.readString(Path.of(key + ".pub"));
        assertTrue(line.matches("ssh-ed25519 [A-Za-z0-9+/=]+ tax-01\n"), line);
        assertEquals(line.substring(0, line.lastIndexOf(' ')), SshKeys.publicLine(key));
        String host =
                Files.readString(dev.resolve("gateway/ssh_host_ed25519.pub")).split(" ")[1];
        String known = Files.readString(dev.resolve("known_hosts"));
        assertTrue(known.startsWith("[localhost]:2022,[127.0.0.1]:2022,"), known);
        assertTrue(known.contains(" ssh-ed25519 " + host), known);
    }

    @Test
    void refusesIdsThatLeaveTheFolder() {
        // When, then
        for (String id : List.of("../x", "a/b", "A", "", ".", "x".repeat(64))) {
            assertThrows(IllegalArgumentException.class, () -> DevPki.make(certs, List.of(id), List.of()), id);
        }
    }

    @Test
    void leavesNoHalfFiles() throws IOException {
        // Given
        var unused = DevPki.make(certs, List.of(), List.of());

        // When, then
        assertTrue(files().keySet().stream().noneMatch(file -> file.contains(".making")));
        assertArrayEquals(new String[] {"dev"}, certs.toFile().list());
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(dev)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(dev.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }
}
