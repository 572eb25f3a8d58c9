package vn.lienthong.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** OpenSSH's own server with {@code internal-sftp}, as the account that runs the bench, on loopback only. */
final class PeerSshd implements AutoCloseable {
    private static final int START_TIMEOUT_S = 20;
    private static final int STOP_TIMEOUT_S = 10;
    private static final int POLL_MS = 50;

    private final Process process;
    private final int port;

    private PeerSshd(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where sshd usually is: it must be called by its whole path. */
    static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "sshd").toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with a configuration of its own; the development keys of tax-01 open it. */
    static PeerSshd start(Path sshd, Path home) throws IOException, InterruptedException {
        int port = freePort();
        Path dev = home.resolve("certs/dev");
        Path config = home.resolve("sshd.conf");
        Files.writeString(
                config,
                """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s
                PidFile none
                AuthorizedKeysFile %s
                StrictModes no
                PasswordAuthentication no
                UsePAM no
                Subsystem sftp internal-sftp
                """
                        .formatted(
                                port,
                                dev.resolve("gateway/ssh_host_ed25519"),
                                dev.resolve("partners/tax-01/ssh_ed25519.pub")));
        Path log = home.resolve("sshd.log");
        Process process = new ProcessBuilder(List.of(sshd.toString(), "-f", config.toString(), "-D", "-e"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PeerSshd peer = new PeerSshd(process, port);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        while (!answers(port)) {
            if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                peer.close();
                throw new CommandFailed(
                        CommandFailed.PEER_UNREACHABLE,
                        "sshd did not start: " + Files.readString(log).strip(),
                        "it has to run as this account with this configuration: " + config);
            }
        }
        return peer;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), POLL_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        ChildProcess.end(process, STOP_TIMEOUT_S);
    }
}
