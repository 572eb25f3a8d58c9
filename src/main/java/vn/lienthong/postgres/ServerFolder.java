package vn.lienthong.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The embedded server's folder: {@code lock}, {@code secrets.properties}, {@code port}, {@code start.log},
 * {@code log/} and {@code cluster/} (PostgreSQL's own data).
 */
record ServerFolder(Path root) {
    /** A postmaster that is up has written this many lines; the last is its state. */
    private static final int PID_FILE_LINES = 8;

    private static final int LEAVE_MS_MAX = 5_000;
    private static final int LEAVE_LOOK_MS = 10;
    private static final String CONFIG = "/vn/lienthong/postgres/postgresql.conf";

    static ServerFolder open(Path root) throws IOException {
        Files.createDirectories(root);
        var unused = Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        return new ServerFolder(root.toRealPath());
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path secrets() {
        return root.resolve("secrets.properties");
    }

    Path cluster() {
        return root.resolve("cluster");
    }

    /** Where initdb works: renamed to {@link #cluster()} when it is whole. */
    Path unfinishedCluster() {
        return root.resolve("cluster.new");
    }

    Path startLog() {
        return root.resolve("start.log");
    }

    boolean hasCluster() {
        return Files.exists(cluster().resolve("PG_VERSION"));
    }

    /** The port of earlier runs, 0 when there is none. */
    int rememberedPort() throws IOException {
        Path file = root.resolve("port");
        try {
            return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    void rememberPort(int port) throws IOException {
        DurableFiles.replace(root.resolve("port"), Integer.toString(port).getBytes(StandardCharsets.US_ASCII));
    }

    /** Our settings replace the ones that initdb made: what is not in the file is PostgreSQL's default. */
    void writeSettings(int port) throws IOException {
        try (var text = ServerFolder.class.getResourceAsStream(CONFIG)) {
            if (text == null) {
                throw new IOException(CONFIG + " is missing in the program");
            }
            String settings = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            DurableFiles.replace(
                    cluster().resolve("postgresql.conf"),
                    (settings + "\nport = " + port + "\n").getBytes(StandardCharsets.UTF_8));
            DurableFiles.replace(
                    cluster().resolve("pg_hba.conf"),
                    "host all all 127.0.0.1/32 scram-sha-256\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * The postmaster of this folder that lives now: the process of {@code postmaster.pid}, when it really works in this
     * folder. After a crash of the machine the number may belong to any other program.
     */
    Optional<ProcessHandle> livePostmaster() throws IOException {
        Path file = cluster().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        try {
            long pid = lines.isEmpty() ? -1 : Long.parseLong(lines.get(0).strip());
            return ProcessHandle.of(pid).filter(this::worksHere);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A process that has ended and that nobody has reaped yet has no working folder any more. */
    boolean worksHere(ProcessHandle process) {
        try {
            return Path.of("/proc/" + process.pid() + "/cwd").toRealPath().equals(cluster());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits until a postmaster that was told to stop has left: it removes its number before it ends. False when it is
     * still here after {@value #LEAVE_MS_MAX} ms. Blocking.
     */
    boolean isLeftBy(ProcessHandle postmaster) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVE_MS_MAX);
        while (worksHere(postmaster)) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LEAVE_LOOK_MS));
        }
        return true;
    }

    /** Only under the lock, and only when {@link #livePostmaster()} is empty. */
    void removeStalePidFile() throws IOException {
        Files.deleteIfExists(cluster().resolve("postmaster.pid"));
    }

    /** True when the postmaster has written that it takes connections. */
    boolean saysReady() throws IOException {
        Path file = cluster().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() >= PID_FILE_LINES
                && lines.get(PID_FILE_LINES - 1).strip().equals("ready");
    }
}
