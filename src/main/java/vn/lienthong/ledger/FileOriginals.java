package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sealed originals as files {@code <yyyyMMdd>/<00..ff>/<32 hex digits>.sealed} below one folder, mode 0600 in folders
 * of mode 0700. Names are random and never the sender's. A million deliveries a day make 4,000 files a folder.
 *
 * <pre>
 * drafts/  being received; what an earlier run left here was never acknowledged
 * lock     held as long as this process may write
 * </pre>
 */
public final class FileOriginals implements Originals, AutoCloseable {
    private static final String DRAFTS = "drafts";
    private static final Pattern NAME = Pattern.compile("[0-9]{8}/[0-9a-f]{2}/[0-9a-f]{32}\\.sealed");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    /** Two days of folders. */
    private static final int FOLDERS_REMEMBERED_MAX = 512;

    private static final int RANDOM_BYTES = 16;

    private final Vertx vertx;
    private final Path root;
    private final long reserveBytes;
    private final SecureRandom random = new SecureRandom();
    /** Drafts of this run start with it; all others are left-overs. */
    private final String run = hex();

    /** Folders whose names are known to be on disk. */
    private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();

    private @Nullable FileChannel lock;

    /** @param reserveBytes free space below which no original is begun: what is under way still has to end */
    public FileOriginals(Vertx vertx, Path root, long reserveBytes) {
        this.vertx = vertx;
        this.root = root.toAbsolutePath().normalize();
        this.reserveBytes = reserveBytes;
    }

    @Override
    public Draft begin() throws IOException {
        try {
            own();
            long free = Files.getFileStore(root).getUsableSpace();
            if (free < reserveBytes) {
                throw new StorageUnavailable("less space is free than is kept in reserve for originals", null);
            }
            Path file = root.resolve(DRAFTS).resolve(run + "-" + hex());
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new OriginalDraft(file, FileChannel.open(file, options, FILE), this);
        } catch (StorageUnavailable e) {
            throw e;
        } catch (IOException e) {
            throw new StorageUnavailable("a sealed original could not be begun", e);
        }
    }

    @Override
    public String adopt(Path sealed) throws IOException {
        try {
            own();
            try (FileChannel channel = FileChannel.open(sealed, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            return moveIn(sealed);
        } catch (StorageUnavailable e) {
            throw e;
        } catch (IOException e) {
            throw new StorageUnavailable("a sealed file could not be made an original", e);
        }
    }

    @Override
    public void giveBack(String name, Path home) throws IOException {
        try {
            move(path(name), home);
        } catch (IOException e) {
            throw new StorageUnavailable("a sealed file could not be given back", e);
        }
    }

    @Override
    public Path path(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a sealed original");
        }
        return root.resolve(name);
    }

    @Override
    public void remove(String name) throws IOException {
        try {
            boolean unused = Files.deleteIfExists(path(name));
        } catch (IOException e) {
            throw new StorageUnavailable("a sealed original could not be removed", e);
        }
    }

    @Override
    public Future<Long> bytesFree() {
        return vertx.executeBlocking(() -> Files.getFileStore(root).getUsableSpace(), false);
    }

    @Override
    public void sweep() throws IOException {
        own();
        List<Path> drafts;
        try (var entries = Files.list(root.resolve(DRAFTS))) {
            drafts = entries.filter(f -> !String.valueOf(f.getFileName()).startsWith(run + "-"))
                    .toList();
        }
        for (Path draft : drafts) {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes the folders and takes the lock: two processes would sweep each other's drafts. */
    private synchronized void own() throws IOException {
        if (lock != null) {
            return;
        }
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root, FOLDER);
        }
        makeFolder(root.resolve(DRAFTS));
        FileChannel channel = FileChannel.open(
                root.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
        if (!isLocked(channel)) {
            channel.close();
            throw new StorageUnavailable("another gateway writes to the folder of sealed originals", null);
        }
        lock = channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock got = channel.tryLock();
            return got != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Gives a complete draft its final name, durably; when it fails, the draft has its old one. */
    String moveIn(Path draft) throws IOException {
        String id = hex();
        String name = LocalDate.now(ZoneOffset.UTC).format(DAY) + "/" + id.substring(0, 2) + "/" + id + ".sealed";
        Path kept = root.resolve(name);
        Path folder = parent(kept);
        if (!durableFolders.contains(folder)) {
            makeFolder(parent(folder));
            makeFolder(folder);
            if (durableFolders.size() >= FOLDERS_REMEMBERED_MAX) {
                durableFolders.clear();
            }
            boolean unused = durableFolders.add(folder);
        }
        move(draft, kept);
        try {
            sync(folder);
        } catch (IOException e) {
            // Whoever brought it decides what becomes of it.
            move(kept, draft);
            throw e;
        }
        return name;
    }

    private static void move(Path from, Path to) throws IOException {
        var unused = Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Synced even where another thread was first: that one may not have come to it yet. */
    private static void makeFolder(Path folder) throws IOException {
        try {
            var unused = Files.createDirectory(folder, FOLDER);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        sync(parent(folder));
    }

    private static Path parent(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("a sealed original needs a folder");
        }
        return folder;
    }

    /** Makes new names in the folder durable. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private String hex() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Lets another process have the folder. Drafts that are still open are left for its sweep. */
    @Override
    public synchronized void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }
}
