package vn.lienthong.sftp;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.delivery.Violation;
import vn.lienthong.intake.DeliveryJson;

/**
 * Reports to partners of the SFTP door: {@code <partner>/<delivery>.ndjson}, one line a violation, as
 * {@code GET /v1/deliveries/{id}/violations} says it, after a line for the refusal where there is one. Written whole
 * and durably, kept for a while. For many threads; blocking.
 */
public final class Reports {
    /** Reports in one listing, the newest. */
    static final int LISTED_MAX = 1_000;

    static final String SUFFIX = ".ndjson";

    private static final Pattern FILE = Pattern.compile("[0-9a-f-]{36}\\.ndjson");

    private final Path root;

    /** @param root a folder of this room alone */
    public Reports(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Violations in order: an empty page ends them. */
    @FunctionalInterface
    public interface Pages {
        List<Violation> next();
    }

    /** What a report is about. */
    public record Subject(String partner, UUID delivery, @Nullable String name) {}

    /** Writes the report, in place of an earlier one about the same delivery. */
    public void write(Subject subject, @Nullable Refusal refusal, Pages pages) throws IOException {
        Path folder = OwnFiles.folder(root.resolve(subject.partner()));
        Path file = folder.resolve(subject.delivery() + SUFFIX);
        Path draft = folder.resolve(subject.delivery() + SUFFIX + ".new");
        Files.deleteIfExists(draft);
        OwnFiles.label(file, subject.name() == null ? "unnamed" : subject.name());
        try (FileChannel channel = OwnFiles.create(draft);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            if (refusal != null) {
                line(out, violation(refusal));
            }
            for (List<Violation> page = pages.next(); !page.isEmpty(); page = pages.next()) {
                for (Violation violation : page) {
                    line(out, violation);
                }
            }
            out.flush();
            channel.force(true);
        }
        var unused = Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        OwnFiles.sync(folder);
    }

    /** A file that never came to its end: no delivery was made of it, so the report has an id of its own. */
    void incomplete(String partner, String name) throws IOException {
        write(new Subject(partner, Uuid7.next(), name), Refusal.of(RefusalCode.FILE_INCOMPLETE), List::of);
    }

    /** Removes reports older than so much, and what a killed run left. */
    void expire(Duration age) throws IOException {
        Instant before = Instant.now().minus(age);
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> partners = Files.list(root)) {
            for (Path partner : partners.filter(Files::isDirectory).toList()) {
                expire(partner, before);
            }
        }
    }

    private static void expire(Path folder, Instant before) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (var each = files.iterator(); each.hasNext(); ) {
                Path file = each.next();
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // Somebody else was first.
                }
            }
        }
    }

    /** The newest reports of a partner: ids grow with time. */
    List<Facts.Entry> list(String partner) throws IOException {
        PriorityQueue<Path> newest = new PriorityQueue<>(Comparator.comparing(Reports::fileName));
        try (Stream<Path> files = Files.list(root.resolve(partner))) {
            for (var each = files.iterator(); each.hasNext(); ) {
                Path file = each.next();
                if (FILE.matcher(fileName(file)).matches()) {
                    newest.add(file);
                    if (newest.size() > LISTED_MAX) {
                        newest.remove();
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        List<Facts.Entry> entries = new ArrayList<>();
        newest.stream()
                .sorted(Comparator.comparing(Reports::fileName).reversed())
                .forEach(file -> {
                    try {
                        entries.add(new Facts.Entry(shownAs(file), facts(file)));
                    } catch (IOException e) {
                        // Expired while it was listed.
                    }
                });
        return entries;
    }

    /** @param shown the name in the partner's view */
    Facts find(String partner, String shown) throws IOException {
        return facts(file(partner, shown));
    }

    SeekableByteChannel open(String partner, String shown) throws IOException {
        return FileChannel.open(file(partner, shown), StandardOpenOption.READ);
    }

    private Path file(String partner, String shown) throws IOException {
        int idChars = 36;
        int from = shown.length() - SUFFIX.length() - idChars;
        if (from < 1 || !FILE.matcher(shown.substring(from)).matches()) {
            throw SftpRefused.noSuchFile();
        }
        Path file = root.resolve(partner).resolve(shown.substring(from));
        if (!Files.isRegularFile(file) || !shownAs(file).equals(shown)) {
            throw SftpRefused.noSuchFile();
        }
        return file;
    }

    private static String shownAs(Path file) throws IOException {
        return OwnFiles.labelled(file).orElseThrow(SftpRefused::noSuchFile) + "." + fileName(file);
    }

    private static Facts facts(Path file) throws IOException {
        return new Facts(
                Facts.Kind.FILE_TO_READ,
                Files.size(file),
                Files.getLastModifiedTime(file).toInstant());
    }

    private static Violation violation(Refusal refusal) {
        return new Violation(
                refusal.record(),
                0,
                null,
                refusal.code().name(),
                Severity.ERROR,
                refusal.hintVi(),
                refusal.hintEn(),
                null);
    }

    private static void line(OutputStream out, Violation violation) throws IOException {
        out.write(DeliveryJson.violation(violation).encode().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }
}
