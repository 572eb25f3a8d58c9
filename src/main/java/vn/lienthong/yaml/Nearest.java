package vn.lienthong.yaml;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The known word that a mistyped one probably meant. */
public final class Nearest {
    private static final int WORD_CHARS_MAX = 100;

    private Nearest() {}

    /** A hint like {@code did you mean 'feed'?}, or the known words when none is near, or null when none is known. */
    public static @Nullable String hint(String word, Collection<String> known) {
        String nearest = of(word, known);
        if (nearest != null) {
            return "did you mean '" + nearest + "'?";
        }
        return known.isEmpty() ? null : "known: " + String.join(", ", known);
    }

    /** The known word within a third of the letters, or null. */
    public static @Nullable String of(String word, Collection<String> known) {
        if (word.length() > WORD_CHARS_MAX) {
            return null;
        }
        String best = null;
        int bestDistance = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance && distance < candidate.length()) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Edit distance (insert, delete, replace). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[b.length()];
    }
}
