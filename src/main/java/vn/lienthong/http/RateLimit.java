package vn.lienthong.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * A token bucket for each caller: {@code burst} calls at once, {@code callsPerSecond} in the long run. Callers are
 * registered partners, so their number bounds the buckets.
 */
public final class RateLimit {

    private static final double NANOS_PER_SECOND = 1e9;

    private final int callsPerSecond;
    private final int burst;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** @param nanos a clock that never goes back, for example {@code System::nanoTime} */
    public RateLimit(int callsPerSecond, int burst, LongSupplier nanos) {
        if (callsPerSecond < 1 || burst < 1) {
            throw new IllegalArgumentException("callsPerSecond and burst must be at least 1");
        }
        this.callsPerSecond = callsPerSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    /** Takes one call of the caller's share; false when there is none left. */
    public boolean admits(String caller) {
        return buckets.computeIfAbsent(caller, c -> new Bucket(burst, nanos.getAsLong()))
                .take();
    }

    private final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }

        synchronized boolean take() {
            long now = nanos.getAsLong();
            tokens = Math.min(burst, tokens + (now - filledAt) / NANOS_PER_SECOND * callsPerSecond);
            filledAt = now;
            if (tokens < 1) {
                return false;
            }
            tokens -= 1;
            return true;
        }
    }
}
