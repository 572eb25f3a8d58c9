package vn.lienthong.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that comes with the gateway (DESIGN 8): its data live in one folder, it listens on loopback only, it
 * ends with the gateway. Durable settings are not taken on trust: {@link Database#open} asks the server for them.
 *
 * <p>A postmaster that an earlier gateway left alive (kill -9 of the JVM) is stopped first. One folder has one gateway:
 * a lock file, which the operating system frees whatever happens, keeps a second one out.
 */
public final class EmbeddedServer implements AutoCloseable {
    /** The database that ledger and store share. */
    public static final String DATABASE = "lienthong";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
    private static final String ADMIN = "lienthong_admin";
    private static final int INITDB_TIMEOUT_S = 120;
    /** Long, because recovery after a crash replays up to max_wal_size first. */
    private static final int START_TIMEOUT_S = 300;

    private static final int STOP_TIMEOUT_S = 30;
    private static final int WATCH_MS = 1_000;
    private static final int PROGRAM_OUTPUT_CHARS_MAX = 2_000;

    private final Settings settings;
    private final ServerAccount account;
    private final ServerFolder folder;
    private final FileChannel lockChannel;
    private final ServerBinaries binaries;
    private final Secrets secrets;
    private volatile int port;
    private volatile boolean closed;

    /**
     * @param folder of this server alone, made when missing
     * @param binaries where PostgreSQL's programs are unpacked, may be shared by gateways
     * @param port on 127.0.0.1; 0 = a free one, kept for later runs as long as it stays free
     */
    public record Settings(Path folder, Path binaries, int port) {}

    private EmbeddedServer(Settings settings, ServerAccount account, ServerFolder folder, FileChannel lockChannel)
            throws IOException {
        this.settings = settings;
        this.account = account;
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.binaries = ServerBinaries.unpack(
                account == ServerAccount.OTHER_USER ? OtherUserFolder.BINARIES : settings.binaries());
        this.secrets = folder.hasCluster() ? Secrets.read(folder.secrets()) : Secrets.create(folder.secrets(), ADMIN);
    }

    /** Starts the server and returns when it takes connections. Blocking. */
    public static EmbeddedServer start(Settings settings) {
        return start(settings, ServerAccount.detect());
    }

    /** A server of ours that lives now, started by another process. */
    public record Running(ServerAddress address, Secrets secrets) {}

    /** The server of that folder that lives now, whoever has started it; for a second look at a running gateway. */
    public static Optional<Running> running(Settings settings) {
        try {
            if (!Files.isDirectory(settings.folder())) {
                return Optional.empty();
            }
            ServerFolder folder = placed(ServerFolder.open(settings.folder()), ServerAccount.detect());
            if (folder.livePostmaster().isEmpty() || !folder.saysReady()) {
                return Optional.empty();
            }
            return Optional.of(new Running(addressAt(folder.rememberedPort()), Secrets.read(folder.secrets())));
        } catch (IOException e) {
            throw new CannotStart(
                    "the folder " + settings.folder() + " cannot be read", "run it as the user of the gateway", e);
        }
    }

    /** Whether a server was ever made in that folder. */
    public static boolean exists(Settings settings) {
        try {
            return Files.isDirectory(settings.folder())
                    && placed(ServerFolder.open(settings.folder()), ServerAccount.detect())
                            .hasCluster();
        } catch (IOException e) {
            return false;
        }
    }

    static EmbeddedServer start(Settings settings, ServerAccount account) {
        FileChannel lock = null;
        try {
            ServerFolder folder = ServerFolder.open(settings.folder());
            refuseForeignFolder(folder);
            lock = lock(folder);
            EmbeddedServer server = new EmbeddedServer(settings, account, placed(folder, account), lock);
            server.prepare();
            server.startPostmaster(server.choosePort());
            return server;
        } catch (IOException e) {
            release(lock);
            throw new CannotStart(
                    "the embedded PostgreSQL in " + settings.folder() + " cannot start: " + e.getMessage(),
                    "look at the free space and the rights of the folder",
                    e);
        } catch (CannotStart e) {
            release(lock);
            throw e;
        }
    }

    private static ServerFolder placed(ServerFolder folder, ServerAccount account) throws IOException {
        return account == ServerAccount.OTHER_USER ? OtherUserFolder.standIn(folder) : folder;
    }

    private static void refuseForeignFolder(ServerFolder folder) throws IOException {
        Path cluster = folder.cluster();
        if (Files.exists(cluster)) {
            Object owner = Files.getAttribute(cluster, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            Object me = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (!owner.equals(me)) {
                throw new CannotStart(
                        cluster + " belongs to user " + owner + ", the gateway runs as " + me,
                        "run it as the user who made the folder, or give the folder to this one with chown -R");
            }
        }
    }

    private static FileChannel lock(ServerFolder folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("this process holds the lock already", e);
        }
        channel.close();
        throw new CannotStart(
                "another gateway uses " + folder.root(),
                "stop it first, or give this one a folder of its own (--home)");
    }

    private static void release(@Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.warn("the lock file did not close; the system frees it with the process", e);
        }
    }

    private void prepare() throws IOException {
        stopOrphan();
        if (!folder.hasCluster()) {
            makeCluster();
        }
    }

    private void startPostmaster(int wantedPort) throws IOException {
        folder.removeStalePidFile();
        port = wantedPort;
        folder.writeSettings(port);
        if (account == ServerAccount.OTHER_USER) {
            OtherUserFolder.giveAway(folder);
        }
        Files.deleteIfExists(folder.startLog());
        run(
                START_TIMEOUT_S,
                List.of("pg_ctl", "start", "-w", "-t", "" + START_TIMEOUT_S),
                List.of(
                        "-D",
                        folder.cluster().toString(),
                        "-l",
                        folder.startLog().toString()));
        if (!folder.saysReady()) {
            throw new CannotStart("PostgreSQL started but takes no connections", "look at " + folder.startLog());
        }
        folder.rememberPort(port);
        LOG.atInfo()
                .addKeyValue("port", port)
                .addKeyValue("account", account)
                .log("embedded PostgreSQL takes connections");
    }

    private void stopOrphan() throws IOException {
        Optional<ProcessHandle> orphan = folder.livePostmaster();
        if (orphan.isPresent()) {
            LOG.warn("a PostgreSQL of an earlier run still lives in this folder and is stopped first");
            stopPostmaster(orphan.get());
        }
    }

    private void makeCluster() throws IOException {
        ServerBinaries.removeTree(folder.unfinishedCluster());
        Path password = folder.root().resolve("initdb.password");
        DurableFiles.replace(password, secrets.adminPassword().getBytes(StandardCharsets.US_ASCII));
        try {
            if (account == ServerAccount.OTHER_USER) {
                OtherUserFolder.giveAway(folder);
            }
            run(
                    INITDB_TIMEOUT_S,
                    List.of("initdb", "-U", ADMIN, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "-k"),
                    List.of(
                            "--pwfile=" + password,
                            "-D",
                            folder.unfinishedCluster().toString()));
        } finally {
            Files.deleteIfExists(password);
        }
        var unused = Files.move(folder.unfinishedCluster(), folder.cluster());
        DurableFiles.syncFolder(folder.root());
    }

    private int choosePort() throws IOException {
        if (settings.port() != 0) {
            if (!isFree(settings.port())) {
                throw new CannotStart(
                        "port " + settings.port() + " of 127.0.0.1 is in use",
                        "choose another port for the embedded PostgreSQL, or 0 for a free one");
            }
            return settings.port();
        }
        int remembered = folder.rememberedPort();
        if (remembered != 0 && isFree(remembered)) {
            return remembered;
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs one of PostgreSQL's programs under the account; its output goes to the exception when it fails. */
    private void run(int timeoutS, List<String> program, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(binaries.program(program.get(0))));
        command.addAll(program.subList(1, program.size()));
        command.addAll(arguments);
        Path output = Files.createTempFile(folder.root(), "program-", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(account.command(command))
                    .directory(folder.root().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LD_"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            if (!process.waitFor(timeoutS + 5L, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotStart(
                        program.get(0) + " did not end within " + timeoutS + " s", "look at " + folder.startLog());
            }
            if (process.exitValue() != 0) {
                throw new CannotStart(
                        program.get(0) + " failed: " + tail(output) + tail(folder.startLog()),
                        "the server's own log is in " + folder.root().resolve("log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart(program.get(0) + " was interrupted", "start again", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        String text = Files.readString(file).strip();
        return text.length() <= PROGRAM_OUTPUT_CHARS_MAX
                ? text
                : text.substring(text.length() - PROGRAM_OUTPUT_CHARS_MAX);
    }

    private void stopPostmaster(ProcessHandle postmaster) throws IOException {
        List<String> stop = List.of("pg_ctl", "stop", "-w", "-t", "" + STOP_TIMEOUT_S, "-m");
        for (String mode : List.of("fast", "immediate")) {
            List<String> command = new ArrayList<>(stop);
            command.add(mode);
            try {
                run(STOP_TIMEOUT_S, command, List.of("-D", folder.cluster().toString()));
            } catch (CannotStart e) {
                LOG.atWarn().addKeyValue("mode", mode).log("PostgreSQL did not stop in time", e);
            }
            if (folder.isLeftBy(postmaster)) {
                return;
            }
        }
        throw new CannotStart(
                "the PostgreSQL in " + folder.root() + " does not stop",
                "end process " + postmaster.pid() + " by hand");
    }

    /** Where it listens. */
    public ServerAddress address() {
        return addressAt(port);
    }

    private static ServerAddress addressAt(int port) {
        return new ServerAddress("127.0.0.1", port, DATABASE, ServerAddress.Tls.DISABLE, null);
    }

    /** Passwords of its logins, for {@link Database#open}. */
    public Secrets secrets() {
        return secrets;
    }

    /** Number of the postmaster's process, empty when it has died. */
    public Optional<Long> pid() {
        try {
            return folder.livePostmaster().map(ProcessHandle::pid);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * A postmaster that dies (out of memory, kill -9) comes back by itself, on the same port. Its own children must end
     * first, so the first tries may fail.
     * From now on; {@link #close} ends it. Call it once.
     */
    public void keepAlive() {
        Thread watcher = new Thread(
                () -> {
                    while (!closed) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(WATCH_MS));
                        revive();
                    }
                },
                "postgres-watch");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Starts the postmaster again when it has died, without waiting for the watcher to notice. Blocking. */
    public synchronized void revive() {
        try {
            if (!closed && folder.livePostmaster().isEmpty()) {
                LOG.error("the embedded PostgreSQL has died and is started again");
                startPostmaster(port);
            }
        } catch (IOException | CannotStart e) {
            LOG.warn("the embedded PostgreSQL did not come back yet", e);
        }
    }

    /** Fast shutdown: open transactions roll back, everything committed is on disk. Blocking, bounded. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Optional<ProcessHandle> postmaster = folder.livePostmaster();
            if (postmaster.isPresent()) {
                stopPostmaster(postmaster.get());
            }
        } catch (IOException | CannotStart e) {
            LOG.warn("the embedded PostgreSQL did not stop; the next start will stop it", e);
        } finally {
            release(lockChannel);
        }
    }
}
