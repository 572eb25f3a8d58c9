package vn.lienthong.legacy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;

/**
 * What the bytes of one encoding mean: a letter each, or a base letter and a mark behind it. ASCII means itself.
 * Immutable once {@link Builder built}.
 */
final class LegacyTable {
    /** Written for a byte that means nothing: no UTF-8 text has it, so that every reader refuses what it stands in. */
    static final int MEANINGLESS = 0xFF;

    private static final int BYTES = 256;
    private static final char NONE = 0;
    /** Dashes, dots and quotation marks of Windows code pages, which the fonts of the time kept. */
    private static final String SIGNS = "\u0085\u2026\u0091\u2018\u0092\u2019\u0093\u201C\u0094\u201D\u0095\u2022"
            + "\u0096\u2013\u0097\u2014\u00A0\u00A0";

    private final char[] single;
    /** By first byte; null where no mark can follow. */
    private final char[][] pairs;
    /** From this byte on, single letters have a tone; two of them in a row are no Vietnamese. */
    private final int tonedFrom;

    private LegacyTable(char[] single, char[][] pairs, int tonedFrom) {
        this.single = single;
        this.pairs = pairs;
        this.tonedFrom = tonedFrom;
    }

    /** Collects what bytes mean. */
    static final class Builder {
        private final char[] single = new char[BYTES];
        private final char[][] pairs = new char[BYTES][];
        private int tonedFrom = BYTES;

        Builder() {
            for (char c = 1; c < 0x80; c++) {
                single[c] = c;
            }
            alone(SIGNS);
        }

        /** Bytes that are letters: the byte as a Latin-1 character, then its letter, and so on. */
        @CanIgnoreReturnValue
        Builder alone(String bytesAndLetters) {
            for (int i = 0; i < bytesAndLetters.length(); i += 2) {
                single[bytesAndLetters.charAt(i)] = bytesAndLetters.charAt(i + 1);
            }
            return this;
        }

        /** Marks behind a base letter: mark and letter, and so on, bytes written as Latin-1 characters. */
        Builder behind(char base, String marksAndLetters) {
            char[] row = new char[BYTES];
            for (int i = 0; i < marksAndLetters.length(); i += 2) {
                row[marksAndLetters.charAt(i)] = marksAndLetters.charAt(i + 1);
            }
            pairs[base] = row;
            return this;
        }

        /** The first byte of the letters with a tone. */
        Builder tonedFrom(int first) {
            tonedFrom = first;
            return this;
        }

        LegacyTable build() {
            char[][] copy = new char[BYTES][];
            for (int b = 0; b < BYTES; b++) {
                copy[b] = pairs[b] == null ? new char[0] : Arrays.copyOf(pairs[b], BYTES);
            }
            return new LegacyTable(single.clone(), copy, tonedFrom);
        }
    }

    /** What decoding has met. */
    static final class Tally {
        /** Letters made of bytes that are not ASCII. */
        long letters;
        /** Bytes that mean nothing where they stand. */
        long meaningless;
        /** The last byte was a letter with a tone. */
        private boolean toned;

        /** What comes does not stand behind what was. */
        void newWord() {
            toned = false;
        }
    }

    /**
     * Adds the letters of some bytes.
     *
     * @param last nothing follows; else a base letter at the end is left, because its mark may come
     * @return where the bytes begin that were left
     */
    int decode(byte[] in, int start, int end, boolean last, Utf8Buffer to, Tally tally) {
        int i = start;
        while (i < end) {
            int b = in[i] & 0xFF;
            char[] row = pairs[b];
            if (row.length > 0 && i + 1 == end && !last) {
                return i;
            }
            char marked = row.length > 0 && i + 1 < end ? row[in[i + 1] & 0xFF] : NONE;
            if (marked != NONE) {
                to.add(marked);
                tally.letters++;
                tally.toned = false;
                i += 2;
                continue;
            }
            decodeSingle(b, to, tally);
            i++;
        }
        return i;
    }

    private void decodeSingle(int b, Utf8Buffer to, Tally tally) {
        char letter = single[b];
        boolean toned = b >= tonedFrom;
        if ((letter == NONE && b != 0) || (toned && tally.toned)) {
            to.addByte(MEANINGLESS);
            tally.meaningless++;
        } else {
            to.add(letter);
            tally.letters += b < 0x80 ? 0 : 1;
        }
        tally.toned = toned;
    }
}
