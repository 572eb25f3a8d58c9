package vn.lienthong.store;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Fault;
import vn.lienthong.postgres.DurableFiles;

/**
 * A file outside of the database that remembers how far readers and receipts have seen each feed: after a restore of an
 * older database its positions would be given a second time to other rows, and the file tells. It is written, with
 * fsync, before a position is shown to anybody, never for each batch.
 */
final class Witness {
    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

    private final Path file;
    private final Map<String, Seen> seen;

    /** @param position highest that anybody was shown in this epoch */
    record Seen(String epoch, long position) {}

    private Witness(Path file, Map<String, Seen> seen) {
        this.file = file;
        this.seen = seen;
    }

    /** Reads the file; a missing one knows nothing, a damaged one makes every feed look restored. */
    static Witness open(Path file) {
        Map<String, Seen> seen = new TreeMap<>();
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.exists(file)) {
                Properties properties = new Properties();
                properties.load(new StringReader(Files.readString(file)));
                for (String feed : properties.stringPropertyNames()) {
                    seen.put(feed, parse(properties.getProperty(feed)));
                }
            }
        } catch (IOException e) {
            throw new Fault("the witness of feed positions cannot be read", e);
        }
        return new Witness(file, seen);
    }

    private static Seen parse(String text) {
        int space = text.indexOf(' ');
        try {
            return new Seen(text.substring(0, space), Long.parseLong(text.substring(space + 1)));
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            LOG.warn("a line of the witness of feed positions is damaged; its feed gets a new epoch");
            return new Seen("damaged", Long.MAX_VALUE);
        }
    }

    /** What was shown of a feed, or null. */
    synchronized @Nullable Seen of(String feed) {
        return seen.get(feed);
    }

    synchronized boolean knows(String feed, String epoch, long position) {
        Seen before = seen.get(feed);
        return before != null && before.epoch.equals(epoch) && before.position >= position;
    }

    /** Makes it durable that this position is about to be shown. Blocking; does nothing when it was shown before. */
    synchronized void note(String feed, String epoch, long position) {
        if (knows(feed, epoch, position)) {
            return;
        }
        Map<String, Seen> next = new TreeMap<>(seen);
        next.put(feed, new Seen(epoch, position));
        StringBuilder text =
                new StringBuilder("# feed=epoch position: written by the gateway, keep it with the data\n");
        next.forEach((f, s) -> text.append(f)
                .append('=')
                .append(s.epoch)
                .append(' ')
                .append(s.position)
                .append('\n'));
        try {
            DurableFiles.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Fault("the witness of feed positions cannot be written", e);
        }
        seen.put(feed, new Seen(epoch, position));
    }
}
