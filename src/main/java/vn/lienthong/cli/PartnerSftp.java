package vn.lienthong.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.DefaultKnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import vn.lienthong.contract.Home;

/** A partner's SFTP program at our door: pushes under another name, renames, fetches receipts and reports. */
final class PartnerSftp implements AutoCloseable {
    private static final Duration STEP_MAX = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final int LOOKS_MAX = 1_500;
    private static final int PIECE_BYTES = 32 << 10;
    private static final int RECEIPT_BYTES_MAX = 1 << 20;

    private final SshClient ssh;
    private final SftpClient sftp;

    private PartnerSftp(SshClient ssh, SftpClient sftp) {
        this.ssh = ssh;
        this.sftp = sftp;
    }

    /** Logs in with the partner's development key; only the door's own host key is accepted. */
    static PartnerSftp connect(Home home, String partner, int port) throws IOException {
        Path dev = home.certs().resolve("dev");
        SshClient ssh = SshClient.setUpDefaultClient();
        ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        Path knownHosts = Files.createTempFile("known_hosts", "");
        try {
            String line = hostKey(dev.resolve("known_hosts"));
            var written = Files.writeString(knownHosts, "[127.0.0.1]:" + port + " " + line + "\n");
            ssh.setServerKeyVerifier(
                    new DefaultKnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, true, written));
            ssh.start();
            ClientSession session =
                    ssh.connect(partner, "127.0.0.1", port).verify(STEP_MAX).getSession();
            session.addPublicKeyIdentity(
                    key(dev.resolve("partners").resolve(partner).resolve("ssh_ed25519")));
            var in = session.auth().verify(STEP_MAX);
            if (!in.isSuccess()) {
                throw new IOException("the door refused the key");
            }
            return new PartnerSftp(ssh, SftpClientFactory.instance().createSftpClient(session));
        } catch (IOException | GeneralSecurityException e) {
            ssh.stop();
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "no SFTP session with 127.0.0.1:" + port + ": " + e.getMessage(),
                    "is the gateway running? is its sftp door enabled?",
                    e);
        } finally {
            Files.delete(knownHosts);
        }
    }

    /** Key type and key of the door, without the host that the file names: the demo's port may be another. */
    private static String hostKey(Path knownHosts) throws IOException {
        String[] words = Files.readString(knownHosts).strip().split("\\s+", 3);
        String line = words[1] + " " + words[2];
        return PublicKeyEntry.parsePublicKeyEntry(line).toString();
    }

    private static KeyPair key(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return SecurityUtils.loadKeyPairIdentities(null, file::toString, in, null)
                    .iterator()
                    .next();
        }
    }

    /** Puts the file as {@code NAME.part} and renames it: when this returns the gateway has it in custody. */
    void push(String feed, Path file, String name) throws IOException {
        String part = "/" + feed + "/" + name + ".part";
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = sftp.write(part, PIECE_BYTES)) {
            var bytes = in.transferTo(out);
            assert bytes == Files.size(file);
        }
        sftp.rename(part, "/" + feed + "/" + name);
    }

    /** Waits for a file of a folder that begins and ends like that, and returns its name. */
    String await(String folder, String begin, String end) throws IOException {
        for (int i = 0; i < LOOKS_MAX; i++) {
            Optional<String> found = names(folder).stream()
                    .filter(name -> name.startsWith(begin) && name.endsWith(end))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        throw new CommandFailed(
                CommandFailed.FINDINGS, folder + " never showed " + begin + "..." + end, "see the log above");
    }

    List<String> names(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (SftpClient.DirEntry entry : sftp.readDir(folder)) {
            names.add(entry.getFilename());
        }
        return names;
    }

    /** A small file, whole. */
    String read(String path) throws IOException {
        try (InputStream in = sftp.read(path)) {
            return new String(in.readNBytes(RECEIPT_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        sftp.close();
        ssh.stop();
    }
}
