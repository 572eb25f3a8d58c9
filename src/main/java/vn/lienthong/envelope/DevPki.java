package vn.lienthong.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import vn.lienthong.delivery.Fault;
import vn.lienthong.envelope.DevAuthority.Days;
import vn.lienthong.envelope.DevAuthority.Purpose;

/**
 * Makes the throw-away keys of development, demo and tests, in the layout that partners' programs rely on:
 *
 * <pre>
 *   dev/ca.{crt,key}  dev/known_hosts
 *   dev/gateway/{https,receipts,envelope-rsa,envelope-ec}.{crt,key}  dev/gateway/{ssh_host_ed25519,ssh_ed25519}[.pub]
 *   dev/partners/ID/{https,signer}.{crt,key}  dev/partners/ID/ssh_ed25519[.pub]
 *   dev/central/ID/https.{crt,key}
 * </pre>
 *
 * <p>A file that exists is never replaced: sealed originals and receipts need the old keys. What is missing is added; a
 * certificate whose key is lost is an error, because a new key would not fit it. Private keys are PKCS#8 (SSH: OpenSSH
 * format), made with mode 0600 and complete before they get their name.
 */
public final class DevPki {
    public static final List<String> PARTNERS = List.of("tax-01", "planning-01", "police-01", "hospital-01999");
    public static final List<String> CENTRAL = List.of("vss");

    /** Of the SFTP door, in known_hosts. */
    public static final int SFTP_PORT = 2022;

    private static final Duration VALIDITY = Duration.ofDays(730);
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String ORGANISATION = ",O=Lien Thong,C=VN";
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");

    private final Path root;
    private final List<Entry> entries = new ArrayList<>();

    /** A file of the layout, and whether this run made it. */
    public record Entry(Path file, boolean made) {}

    private DevPki(Path root) {
        this.root = root;
    }

    /** The whole layout below {@code certs/dev}, for the ids of {@code INTERFACES}. */
    public static List<Entry> make(Path certs) throws IOException {
        return make(certs, PARTNERS, CENTRAL);
    }

    /** The whole layout below {@code certs/dev}; says of each file whether it was made or kept. */
    public static List<Entry> make(Path certs, List<String> partners, List<String> central) throws IOException {
        Stream.concat(partners.stream(), central.stream()).forEach(DevPki::requireId);
        DevPki pki = new DevPki(certs.resolve("dev"));
        DevAuthority authority = pki.authority();
        pki.gateway(authority);
        for (String id : partners) {
            Path folder = pki.folder("partners", id);
            pki.pair(authority, folder.resolve("https"), Purpose.CLIENT, id, List.of(id + ".lienthong.test"));
            pki.pair(authority, folder.resolve("signer"), Purpose.SIGNER, id + " signer", List.of());
            var unused = pki.sshKey(folder.resolve("ssh_ed25519"), id);
        }
        for (String id : central) {
            Path folder = pki.folder("central", id);
            pki.pair(authority, folder.resolve("https"), Purpose.CLIENT, id, List.of(id + ".lienthong.test"));
        }
        return List.copyOf(pki.entries);
    }

    private void gateway(DevAuthority authority) throws IOException {
        Path folder = folder("gateway", "");
        pair(authority, folder.resolve("https"), Purpose.SERVER, "localhost", THIS_MACHINE);
        pair(authority, folder.resolve("receipts"), Purpose.SIGNER, "Lien Thong gateway receipts", List.of());
        pair(authority, folder.resolve("envelope-rsa"), Purpose.RSA_RECIPIENT, "Lien Thong gateway RSA", List.of());
        pair(authority, folder.resolve("envelope-ec"), Purpose.EC_RECIPIENT, "Lien Thong gateway EC", List.of());
        String hostKey = sshKey(folder.resolve("ssh_host_ed25519"), "gateway");
        // With which we log in at partners' SFTP servers.
        var unused = sshKey(folder.resolve("ssh_ed25519"), "gateway");
        String hosts = "[localhost]:%1$d,[127.0.0.1]:%1$d,[::1]:%1$d,localhost,127.0.0.1,::1".formatted(SFTP_PORT);
        keepOr(root.resolve("known_hosts"), false, (hosts + " " + hostKey + "\n").getBytes(US_ASCII));
    }

    private Path folder(String kind, String id) throws IOException {
        return Files.createDirectories(root.resolve(kind).resolve(id));
    }

    /** An id becomes the name of a folder. */
    private static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an id has lower-case letters, digits and hyphens: " + id);
        }
    }

    private DevAuthority authority() throws IOException {
        var unused = Files.createDirectories(root);
        Path keyFile = root.resolve("ca.key");
        Path certificateFile = root.resolve("ca.crt");
        refuseLostKey(keyFile, certificateFile);
        if (Files.exists(keyFile) && Files.exists(certificateFile)) {
            PrivateKey key = KeyFiles.privateKey(keyFile);
            X509Certificate certificate = KeyFiles.certificate(certificateFile);
            KeyFiles.requirePair(keyFile, key, certificateFile, certificate);
            kept(keyFile);
            kept(certificateFile);
            return new DevAuthority(key, certificate);
        }
        KeyPair pair = keyPair(keyFile, Purpose.SIGNER);
        DevAuthority authority = DevAuthority.create(DevAuthority.NAME, pair);
        keepOr(certificateFile, false, pem("CERTIFICATE", encoded(authority.certificate())));
        return authority;
    }

    private void pair(DevAuthority authority, Path stem, Purpose purpose, String name, List<String> names)
            throws IOException {
        Path keyFile = stem.resolveSibling(stem.getFileName() + ".key");
        Path certificateFile = stem.resolveSibling(stem.getFileName() + ".crt");
        refuseLostKey(keyFile, certificateFile);
        if (Files.exists(certificateFile)) {
            kept(keyFile);
            kept(certificateFile);
            return;
        }
        PublicKey key = keyPair(keyFile, purpose).getPublic();
        X509Certificate certificate =
                authority.issue(purpose, "CN=" + name + ORGANISATION, key, names, Days.fromNow(VALIDITY));
        keepOr(certificateFile, false, pem("CERTIFICATE", encoded(certificate)));
    }

    /** A run that was killed between key and certificate left the key: it is used. */
    private KeyPair keyPair(Path keyFile, Purpose purpose) throws IOException {
        if (Files.exists(keyFile)) {
            kept(keyFile);
            PrivateKey key = KeyFiles.privateKey(keyFile);
            return new KeyPair(publicKey(key), key);
        }
        KeyPair pair = purpose.newKey();
        keepOr(keyFile, true, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return pair;
    }

    private static PublicKey publicKey(PrivateKey key) {
        try {
            if (key instanceof RSAPrivateCrtKey rsa) {
                RSAPublicKeySpec spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
                return KeyFactory.getInstance("RSA").generatePublic(spec);
            }
            return EcPoints.publicKey((ECPrivateKey) key);
        } catch (GeneralSecurityException e) {
            throw new Fault("this JDK does not know its own keys", e);
        }
    }

    /** Returns the public key as one line of OpenSSH. */
    private String sshKey(Path keyFile, String comment) throws IOException {
        Path publicFile = keyFile.resolveSibling(keyFile.getFileName() + ".pub");
        refuseLostKey(keyFile, publicFile);
        if (!Files.exists(keyFile)) {
            keepOr(keyFile, true, pem(SshKeys.PEM_TYPE, SshKeys.newKey()));
        } else {
            kept(keyFile);
        }
        String line = SshKeys.publicLine(keyFile) + " " + comment;
        keepOr(publicFile, false, (line + "\n").getBytes(US_ASCII));
        return line;
    }

    private static void refuseLostKey(Path keyFile, Path publicFile) {
        if (Files.exists(publicFile) && !Files.exists(keyFile)) {
            throw new KeyFileException(
                    publicFile + ": its private key " + keyFile.getFileName() + " is missing",
                    "put the key back, or move " + publicFile + " away for a new pair");
        }
    }

    private void kept(Path file) {
        entries.add(new Entry(file, false));
    }

    /** Complete under another name first: a file with the right name is a whole file. */
    private void keepOr(Path file, boolean secret, byte[] bytes) throws IOException {
        if (Files.exists(file)) {
            kept(file);
            return;
        }
        var mode = PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"));
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), ".making-", "", mode);
        try {
            var written = Files.write(part, bytes);
            entries.add(new Entry(Files.move(written, file), true));
        } finally {
            var unused = Files.deleteIfExists(part);
        }
    }

    private static byte[] encoded(X509Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException("a certificate that cannot be written", e);
        }
    }

    private static byte[] pem(String type, byte[] content) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        }
        return text.toString().getBytes(US_ASCII);
    }
}
