package vn.lienthong.sftp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Lane;

/**
 * What partners have begun to push and not yet closed well: {@code <partner>/<feed>/<32 hex digits>.partial}, each with
 * one writer at the most. They outlive the connection and the process, so that the sender can append. For many threads.
 */
final class Partials {
    private static final String SUFFIX = ".partial";
    private static final Pattern FILE = Pattern.compile("[0-9a-f]{32}\\.partial");
    private static final int DIGITS = 32;

    /** Digests of files that may be continued or renamed; one that is lost is computed again. */
    private static final int DIGESTS_REMEMBERED_MAX = 256;

    /**
     * @param filesMax partials of a partner in one feed
     * @param reserveBytes free space below which nothing is begun or goes on
     */
    record Limits(int filesMax, long reserveBytes) {}

    /** A partial that is on the disk. */
    record Kept(String name, Path file, long bytes, Instant at) {}

    private final Path root;
    private final Limits limits;
    private final Set<Path> open = new HashSet<>();
    private final Map<Path, Partial.Digest> digests = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Partial.Digest> eldest) {
            return size() > DIGESTS_REMEMBERED_MAX;
        }
    });

    Partials(Path root, Limits limits) {
        this.root = root.toAbsolutePath().normalize();
        this.limits = limits;
    }

    /** The partials of a lane, at most {@link Limits#filesMax}. */
    List<Kept> list(Lane lane) throws IOException {
        List<Kept> kept = new ArrayList<>();
        for (Path file : files(folder(lane))) {
            kept(file).ifPresent(kept::add);
        }
        return kept;
    }

    Optional<Kept> find(Lane lane, String name) throws IOException {
        return kept(file(lane, name));
    }

    /**
     * Takes the name for its one writer.
     *
     * @param fresh what is there is given up
     * @param bytesMax bound of the whole file
     */
    Partial open(Lane lane, String name, boolean fresh, long bytesMax) throws IOException {
        Path file = file(lane, name);
        claim(file);
        try {
            requireSpace();
            if (fresh) {
                OwnFiles.delete(file);
            }
            Partial.Digest digest = digests.remove(file);
            Optional<Kept> kept = kept(file);
            if (kept.isEmpty() && files(OwnFiles.folder(folder(lane))).size() >= limits.filesMax()) {
                throw SftpRefused.failed("too many unfinished files in this folder: finish or remove some");
            }
            Partial partial =
                    new Partial(this, file, name, kept.map(Kept::bytes).orElse(0L), bytesMax);
            partial.recall(digest);
            return partial;
        } catch (IOException | RuntimeException e) {
            release(file);
            throw e;
        }
    }

    /** Takes a closed partial that is to become a delivery under another name. */
    Partial reopen(Lane lane, String name, long bytesMax) throws IOException {
        Path file = file(lane, name);
        claim(file);
        try {
            Kept kept = kept(file).orElseThrow(SftpRefused::noSuchFile);
            Partial partial = new Partial(this, file, name, kept.bytes(), bytesMax);
            partial.recall(digests.remove(file));
            return partial;
        } catch (IOException | RuntimeException e) {
            release(file);
            throw e;
        }
    }

    void remove(Lane lane, String name) throws IOException {
        Path file = file(lane, name);
        claim(file);
        try {
            if (kept(file).isEmpty()) {
                throw SftpRefused.noSuchFile();
            }
            digests.remove(file);
            OwnFiles.delete(file);
        } finally {
            release(file);
        }
    }

    /**
     * Gives each partial that nobody has touched since then to {@code what}, which may fail to keep it, and deletes it.
     */
    void expire(Instant before, Expiry what) throws IOException {
        for (Path partner : folders(root)) {
            for (Path feed : folders(partner)) {
                Lane lane = new Lane(name(partner), name(feed));
                for (Path file : files(feed)) {
                    expire(lane, file, before, what);
                }
                dropLabels(feed, before);
            }
        }
    }

    /** Labels of files that are gone: the gateway died between the two. */
    private static void dropLabels(Path folder, Instant before) throws IOException {
        try (var entries = Files.list(folder)) {
            for (Path label : entries.filter(OwnFiles::isLabel).toList()) {
                if (!Files.exists(OwnFiles.fileOf(label))
                        && Files.getLastModifiedTime(label).toInstant().isBefore(before)) {
                    Files.deleteIfExists(label);
                }
            }
        }
    }

    /** Told of a partial that is given up. */
    @FunctionalInterface
    interface Expiry {
        void incomplete(Lane lane, String name) throws IOException;
    }

    private void expire(Lane lane, Path file, Instant before, Expiry what) throws IOException {
        synchronized (open) {
            if (!open.add(file)) {
                return;
            }
        }
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            if (facts.lastModifiedTime().toInstant().isBefore(before)) {
                Optional<Kept> kept = kept(file);
                if (kept.isPresent()) {
                    what.incomplete(lane, kept.get().name());
                }
                OwnFiles.delete(file);
            }
        } catch (NoSuchFileException e) {
            // Became a delivery, or was removed, just now.
        } finally {
            release(file);
        }
    }

    void requireSpace() throws IOException {
        Files.createDirectories(root);
        if (Files.getFileStore(root).getUsableSpace() < limits.reserveBytes()) {
            throw SftpRefused.failed("the gateway cannot store files now: try again later");
        }
    }

    /** Of a partial that nobody writes to now. */
    void remember(Path file, Partial.Digest digest) {
        digests.put(file, digest);
    }

    void release(Path file) {
        synchronized (open) {
            open.remove(file);
        }
    }

    private void claim(Path file) throws SftpRefused {
        synchronized (open) {
            if (!open.add(file)) {
                throw SftpRefused.failed("another session is writing to this file");
            }
        }
    }

    private Path folder(Lane lane) {
        return root.resolve(lane.partner()).resolve(lane.feed());
    }

    private Path file(Lane lane, String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return folder(lane).resolve(HexFormat.of().formatHex(hash).substring(0, DIGITS) + SUFFIX);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new Fault("every Java has SHA-256", e);
        }
    }

    private static Optional<Kept> kept(Path file) throws IOException {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return OwnFiles.labelled(file)
                    .map(name -> new Kept(
                            name, file, facts.size(), facts.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private List<Path> files(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(f -> FILE.matcher(name(f)).matches())
                    .limit(limits.filesMax())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static List<Path> folders(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String name(@Nullable Path path) {
        return path == null ? "" : String.valueOf(path.getFileName());
    }
}
