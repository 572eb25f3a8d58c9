package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text known beforehand, looked for at a place in bytes. Immutable. */
final class Word {
    private static final int STEP = 8;

    private final long[] words;
    private final long lastMask;
    private final int length;

    /** @param text has no character 0 */
    Word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        length = bytes.length;
        byte[] padded = Arrays.copyOf(bytes, (length + STEP - 1) / STEP * STEP);
        words = new long[padded.length / STEP];
        for (int w = 0; w < words.length; w++) {
            words[w] = Swar.word(padded, w * STEP);
        }
        int inLast = length - (words.length - 1) * STEP;
        lastMask = inLast == STEP ? -1L : (1L << (inLast * STEP)) - 1;
    }

    /** In bytes. */
    int length() {
        return length;
    }

    /** @param bytes with a byte 0 behind their content, and {@link Swar#SLACK} more */
    boolean isAt(byte[] bytes, int at) {
        int last = words.length - 1;
        for (int w = 0; w < last; w++) {
            if (Swar.word(bytes, at + w * STEP) != words[w]) {
                return false;
            }
        }
        return last < 0 || (Swar.word(bytes, at + last * STEP) & lastMask) == words[last];
    }
}
