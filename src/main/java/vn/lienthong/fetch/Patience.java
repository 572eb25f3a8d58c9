package vn.lienthong.fetch;

import java.time.Duration;

/**
 * How long we wait for a partner.
 *
 * @param step for a connection, a login, the removal of a file
 * @param idle for the next answer or bytes, and for the first second of a transfer
 */
public record Patience(Duration step, Duration idle) {
    public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30));
}
