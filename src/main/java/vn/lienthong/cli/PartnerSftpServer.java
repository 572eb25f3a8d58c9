package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import vn.lienthong.delivery.Fault;

/**
 * The SFTP server of a partner from which we fetch, for demo and tests: one folder, one user with one key, on loopback,
 * with a new host key at each start.
 */
public final class PartnerSftpServer implements AutoCloseable {
    private static final int IO_THREADS = 2;
    private static final int P256_BITS = 256;

    private final SshServer server;
    private final KeyPair hostKey;
    private final Path folder;

    private PartnerSftpServer(SshServer server, KeyPair hostKey, Path folder) {
        this.server = server;
        this.hostKey = hostKey;
        this.folder = folder;
    }

    /**
     * Starts it on a free port.
     *
     * @param folder what clients see as {@code /}
     * @param clientKey the public key file of whoever may come in
     */
    public static PartnerSftpServer start(Path folder, Path clientKey) throws IOException {
        return start(folder, clientKey, new SftpSubsystemFactory.Builder().build());
    }

    /** The same with a subsystem of one's own, for servers that misbehave. */
    public static PartnerSftpServer start(Path folder, Path clientKey, SftpSubsystemFactory subsystem)
            throws IOException {
        KeyPair hostKey = newKey();
        PublicKey client = publicKey(clientKey);
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, client));
        server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
        server.setSubsystemFactories(List.of(subsystem));
        CoreModuleProperties.NIO_WORKERS.set(server, IO_THREADS);
        server.start();
        return new PartnerSftpServer(server, hostKey, folder);
    }

    private static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", P256_BITS);
        } catch (GeneralSecurityException e) {
            throw new Fault("every Java has P-256", e);
        }
    }

    private static PublicKey publicKey(Path file) throws IOException {
        try {
            return AuthorizedKeyEntry.parseAuthorizedKeyEntry(
                            Files.readString(file).strip())
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no public key", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** What a partner sends to the operator by a safe way: a line for known_hosts. */
    public String knownHosts() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n";
    }

    /** Lays a file ready as a careful partner does: complete under another name first, then a done-file beside it. */
    public void lay(String name, byte[] content) throws IOException {
        Path part = Files.write(folder.resolve(name + ".part"), content);
        var unused = Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        var done = Files.write(folder.resolve(name + ".done"), new byte[0]);
        assert Files.exists(done);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
