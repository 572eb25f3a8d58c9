package vn.lienthong.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Files of this room, mode 0600 in folders of mode 0700. On the disk a file is called by digits of ours; the partner's
 * name for it stands in a label beside it, because a file system of another locale could not even spell it.
 */
final class OwnFiles {
    private static final String LABEL = ".name";
    private static final int LABEL_BYTES_MAX = 1_024;
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private OwnFiles() {}

    /** Makes the folder and those above it that are missing. */
    static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                var unused = folder(parent);
            }
            try {
                var unused = Files.createDirectory(folder, FOLDER);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
        }
        return folder;
    }

    /** A new file to write to. */
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE);
    }

    static void label(Path file, String name) throws IOException {
        Path label = labelOf(file);
        Path draft = label.resolveSibling(label.getFileName() + ".new");
        Files.deleteIfExists(draft);
        try (FileChannel channel = create(draft)) {
            ByteBuffer bytes = ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                var unused = channel.write(bytes);
            }
            channel.force(true);
        }
        var unused = Files.move(draft, label, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The partner's name for the file, when it has one. */
    static Optional<String> labelled(Path file) throws IOException {
        try (var in = Files.newInputStream(labelOf(file))) {
            return Optional.of(new String(in.readNBytes(LABEL_BYTES_MAX), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Deletes the file and then its label; harmless when they are gone. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(labelOf(file));
    }

    /** Makes new names in the folder durable. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static boolean isLabel(Path file) {
        return String.valueOf(file.getFileName()).endsWith(LABEL);
    }

    /** What a label stands beside. */
    static Path fileOf(Path label) {
        String name = String.valueOf(label.getFileName());
        return label.resolveSibling(name.substring(0, name.length() - LABEL.length()));
    }

    private static Path labelOf(Path file) {
        return file.resolveSibling(file.getFileName() + LABEL);
    }
}
