package vn.lienthong.contract;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers that we fetch from a partner's API with GET: the block {@code api-pull} of a partner file. Names secrets by
 * their files only.
 *
 * @param trust PEM file with the certificates that the server's chain must end in; null = http to this machine
 * @param auth how we prove who we are there, or null
 * @param every pause between two visits
 * @param paging how we go on where the last visit ended, or null: each visit asks the same
 * @param ok what the body must say, or null
 */
public record ApiPull(
        URI url, @Nullable Path trust, @Nullable Auth auth, Duration every, @Nullable Paging paging, @Nullable Ok ok) {

    /** How a request proves where it comes from. */
    public sealed interface Auth {}

    /** {@code Authorization: Bearer} with the first line of the file. */
    public record Bearer(Path token) implements Auth {}

    /** A signature over the request with a shared secret, the first line of the file. */
    public record Signed(String keyId, Path secret) implements Auth {}

    /** How we go on. */
    public sealed interface Paging {}

    /**
     * The answer names the next page.
     *
     * @param parameter of the query
     * @param path members from the root of the body to the next cursor, or empty
     * @param header that holds the next cursor, or null; one of both is there
     */
    public record Cursor(String parameter, List<String> path, @Nullable String header) implements Paging {
        public Cursor {
            path = List.copyOf(path);
        }
    }

    /**
     * We ask for what changed from one moment to another.
     *
     * @param overlap so much of the last window is asked for again: clocks differ, and writers are late
     * @param since start of the first window
     */
    public record Window(String from, String to, Duration overlap, Instant since) implements Paging {}

    /** A member of the body that must have one of these values, whatever the status of the answer is. */
    public record Ok(List<String> path, List<String> values) {
        public Ok {
            path = List.copyOf(path);
            values = List.copyOf(values);
        }
    }
}
