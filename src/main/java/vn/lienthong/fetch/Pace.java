package vn.lienthong.fetch;

import java.time.Duration;

/** How long a transfer may take: a time to begin, and then a slow but steady pace. For one thread. */
final class Pace {
    /** Less than that over a whole transfer keeps a place that others need. */
    static final long BYTES_PER_S_MIN = 4 << 10;

    private final Duration idle;
    private final long startedNs = System.nanoTime();
    private long bytes;

    Pace(Patience patience) {
        idle = patience.idle();
    }

    /** Counts, and fails when the transfer is behind its time. */
    void advance(int received) throws FetchFailed {
        bytes += received;
        long allowedNs =
                idle.toNanos() + Duration.ofSeconds(bytes / BYTES_PER_S_MIN).toNanos();
        if (System.nanoTime() - startedNs > allowedNs) {
            throw new FetchFailed(FetchCode.TOO_SLOW);
        }
    }

    long bytes() {
        return bytes;
    }
}
