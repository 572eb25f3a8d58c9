package vn.lienthong.legacy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How well bytes read as Vietnamese in one legacy encoding.
 *
 * <p>Text of another language that is taken for Vietnamese is lost, legacy text that is not recognised is only sent
 * back: so every byte must mean something, four of five words with a letter beyond ASCII must be syllables, and one
 * of them must stand out from what other languages write, or there must be several. Where the text can be read as it
 * stands, a word that is a Vietnamese syllable already is no such evidence.
 */
final class Evidence {
    /** Words that together are enough, when none of them is telling by itself. */
    static final int WORDS_ENOUGH = 2;

    private static final int SHARE_OF = 5;
    private static final int SHARE = 4;
    private static final int LETTERS_FROM = 0xA1;

    private final LegacyForm form;
    private final boolean readable;
    private final Utf8Buffer word = new Utf8Buffer();
    private final LegacyTable.Tally tally = new LegacyTable.Tally();
    private int words;
    private int syllables;
    /** Syllables that were none before they were decoded. */
    private int gained;

    private boolean telling;

    private Evidence(LegacyForm form, boolean readable) {
        this.form = form;
        this.readable = readable;
    }

    /**
     * The encoding in which the bytes of a file that is no UTF-8 read as Vietnamese, if there is exactly one.
     *
     * @param cut the last word may go on behind the end
     */
    static Optional<LegacyForm> ofFile(byte[] b, int start, int end, boolean cut) {
        return form(b, start, end, cut, false);
    }

    /**
     * The same of a value that can be read as it stands.
     *
     * @param b its letters in Latin-1
     */
    static Optional<LegacyForm> ofValue(byte[] b) {
        return form(b, 0, b.length, false, true);
    }

    private static Optional<LegacyForm> form(byte[] b, int start, int end, boolean cut, boolean readable) {
        LegacyForm found = null;
        for (LegacyForm form : Set.of(LegacyForm.TCVN3, LegacyForm.VNI)) {
            if (new Evidence(form, readable).read(b, start, end, cut)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = form;
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean read(byte[] b, int start, int end, boolean cut) {
        int i = start;
        while (i < end) {
            int from = i;
            boolean marked = false;
            while (i < end && isLetter(b[i])) {
                marked |= b[i] < 0;
                i++;
            }
            if (i == from) {
                i++;
            } else if (marked && !(cut && i == end)) {
                take(b, from, i);
            }
        }
        boolean enough = telling || gained >= WORDS_ENOUGH;
        return tally.meaningless == 0 && words > 0 && syllables * SHARE_OF >= words * SHARE && enough;
    }

    private void take(byte[] b, int from, int to) {
        word.clear();
        tally.newWord();
        var unused = form.table().decode(b, from, to, true, word, tally);
        words++;
        if (!isSyllable(new String(word.bytes(), 0, word.length(), StandardCharsets.UTF_8))) {
            return;
        }
        syllables++;
        if (readable && isSyllable(new String(b, from, to - from, StandardCharsets.ISO_8859_1))) {
            return;
        }
        gained++;
        for (int i = from; i < to && !telling; i++) {
            telling = b[i] < 0 && form.telling(b, i, from, to);
        }
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b & 0xFF) >= LETTERS_FROM;
    }

    /** Whether every word of a composed text that has a letter beyond ASCII is a Vietnamese syllable. */
    static boolean isVietnamese(String text) {
        int from = 0;
        boolean marked = false;
        for (int i = 0; i <= text.length(); i++) {
            boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
            if (letter) {
                marked |= text.charAt(i) >= 0x80;
                continue;
            }
            if (marked && !isSyllable(text.substring(from, i))) {
                return false;
            }
            from = i + 1;
            marked = false;
        }
        return true;
    }

    private static boolean isSyllable(@Nullable String word) {
        return word != null && Syllables.isSyllable(word.toLowerCase(Locale.ROOT));
    }
}
