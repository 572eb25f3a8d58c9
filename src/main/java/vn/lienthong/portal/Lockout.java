package vn.lienthong.portal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Stops who guesses passwords: after {@code guessesMax} wrong ones of a guesser within the window nothing is looked at
 * until the window has passed. Remembers {@link #GUESSERS_MAX} guessers at most, those of the longest past go first. For
 * many threads.
 */
final class Lockout {
    static final int GUESSERS_MAX = 10_000;

    private final int guessesMax;
    private final long windowMs;
    private final LongSupplier clockMs;
    private final Map<String, Guesses> byGuesser = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Guesses> eldest) {
            return size() > GUESSERS_MAX;
        }
    };

    private record Guesses(int wrong, long since) {}

    /** @param clockMs milliseconds that never go back */
    Lockout(int guessesMax, long windowMs, LongSupplier clockMs) {
        this.guessesMax = guessesMax;
        this.windowMs = windowMs;
        this.clockMs = clockMs;
    }

    synchronized boolean isLocked(String guesser) {
        Guesses guesses = byGuesser.get(guesser);
        return guesses != null && guesses.wrong() >= guessesMax && clockMs.getAsLong() - guesses.since() < windowMs;
    }

    /** Counts a guess before it is looked at, so that many at once count too. */
    synchronized void guess(String guesser) {
        long now = clockMs.getAsLong();
        Guesses before = byGuesser.get(guesser);
        boolean counts = before != null && now - before.since() < windowMs;
        byGuesser.put(
                guesser,
                before != null && counts ? new Guesses(before.wrong() + 1, before.since()) : new Guesses(1, now));
    }

    /** The guess was right. */
    synchronized void forget(String guesser) {
        byGuesser.remove(guesser);
    }
}
