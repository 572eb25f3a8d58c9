package vn.lienthong.portal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts the wrong passwords of each guesser by account: {@code guessesMax} in all within the window, which begins with
 * the first. Remembers {@link #GUESSERS_MAX} guessers at most, those of the longest past go first. For many threads.
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

    private record Guesses(Map<String, Integer> wrongByAccount, long since) {
        int wrong() {
            return wrongByAccount.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** @param clockMs milliseconds that never go back */
    Lockout(int guessesMax, long windowMs, LongSupplier clockMs) {
        this.guessesMax = guessesMax;
        this.windowMs = windowMs;
        this.clockMs = clockMs;
    }

    /** How often the guesser may still be wrong; 0 = nothing of it is looked at until the window has passed. */
    synchronized int guessesLeft(String guesser) {
        Guesses guesses = byGuesser.get(guesser);
        boolean counts = guesses != null && clockMs.getAsLong() - guesses.since() < windowMs;
        return guesses != null && counts ? Math.max(0, guessesMax - guesses.wrong()) : guessesMax;
    }

    /** The guesser has tried a wrong password of the account. */
    synchronized void wrong(String guesser, String account) {
        long now = clockMs.getAsLong();
        Guesses before = byGuesser.get(guesser);
        Guesses guesses =
                before != null && now - before.since() < windowMs ? before : new Guesses(new HashMap<>(), now);
        guesses.wrongByAccount().merge(account, 1, Integer::sum);
        byGuesser.put(guesser, guesses);
    }

    /** The guesser has proved itself to be the account: forgets its wrong passwords, but not those of other accounts. */
    synchronized void right(String guesser, String account) {
        byGuesser.computeIfPresent(guesser, (g, guesses) -> {
            guesses.wrongByAccount().remove(account);
            return guesses.wrongByAccount().isEmpty() ? null : guesses;
        });
    }
}
