package vn.lienthong.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once from the archive in the jar into a folder named by version. Gateways that start
 * at the same time each unpack for themselves; the first rename wins and the others use its folder.
 *
 * @param folder holds {@code bin}, {@code lib}, {@code share}
 */
record ServerBinaries(Path folder) {
    static final String VERSION = "18.6.0";
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    static ServerBinaries unpack(Path parent) throws IOException {
        Path folder = parent.resolve("postgresql-" + VERSION);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(parent);
            removeOldTrials(parent);
            Path trial = Files.createTempDirectory(
                    parent,
                    "unpack-" + ProcessHandle.current().pid() + "-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            try {
                extract(trial);
                var unused = Files.move(trial, folder, StandardCopyOption.ATOMIC_MOVE);
                DurableFiles.syncFolder(parent);
            } catch (AtomicMoveNotSupportedException e) {
                throw e;
            } catch (FileAlreadyExistsException e) {
                removeTree(trial);
            } catch (FileSystemException e) {
                removeTree(trial);
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        }
        return new ServerBinaries(folder);
    }

    /** What a killed start left; a folder of a process that still lives is not touched. */
    private static void removeOldTrials(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String[] parts = String.valueOf(entry.getFileName()).split("-");
                if (parts.length == 3
                        && parts[0].equals("unpack")
                        && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
                    removeTree(entry);
                }
            }
        }
    }

    private static void extract(Path target) throws IOException {
        try (InputStream archive = ServerBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (archive == null) {
                throw new CannotStart(
                        "there is no embedded PostgreSQL for this machine in the program",
                        "it is made for Linux on x86-64; give the URL of an external PostgreSQL");
            }
            TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)));
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                Path path = target.resolve(e.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive names a path outside of its folder");
                }
                place(tar, e, path);
            }
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry e, Path path) throws IOException {
        if (e.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (e.isSymbolicLink()) {
            var unused = Files.createSymbolicLink(path, Path.of(e.getLinkName()));
        } else {
            try (var out = Files.newOutputStream(path)) {
                var unused = tar.transferTo(out);
            }
            boolean program = (e.getMode() & 0100) != 0;
            var unused = Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    static void removeTree(Path root) throws IOException {
        if (Files.exists(root)) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(root)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        }
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }
}
