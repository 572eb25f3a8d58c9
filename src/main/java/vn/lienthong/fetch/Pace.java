package vn.lienthong.fetch;

import java.time.Duration;

/** How long a transfer may take: a time to begin, and then a slow but steady pace. For one thread. */
final class Pace {
    /** Of connecting, logging in and each single answer. */
    static final Duration STEP_MAX = Duration.ofSeconds(10);
    /** Nothing at all may come for so long. */
    static final Duration IDLE_MAX = Duration.ofSeconds(30);
    /** Less than that over a whole transfer keeps a place that others need. */
    static final long BYTES_PER_S_MIN = 4 << 10;

    private final long startedNs = System.nanoTime();
    private long bytes;

    /** Counts, and fails when the transfer is behind its time. */
    void advance(int received) throws FetchFailed {
        bytes += received;
        long allowedNs = IDLE_MAX.toNanos() + Duration.ofSeconds(bytes / BYTES_PER_S_MIN).toNanos();
        if (System.nanoTime() - startedNs > allowedNs) {
            throw new FetchFailed(FetchCode.TOO_SLOW);
        }
    }

    long bytes() {
        return bytes;
    }
}
