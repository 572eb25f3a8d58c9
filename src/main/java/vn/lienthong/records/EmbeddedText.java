package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A document inside a document, as the text of one element: base64, wrapped as it may be, or the document itself
 * (escaped, or in CDATA). Decoded as it streams into a buffer with a bound. Used again for each; for one thread.
 */
final class EmbeddedText {
    private static final int BYTES_AT_FIRST = 64 << 10;
    private static final byte WHITE = -1;
    private static final byte PADDING = -2;
    private static final byte FOREIGN = -3;
    private static final char MARK = '\uFEFF';

    private static final byte[] SEXTETS = sextets();

    private enum Form {
        UNKNOWN,
        BASE64,
        PLAIN
    }

    private final int bytesMax;
    private byte[] bytes = new byte[BYTES_AT_FIRST];
    private int length;
    private Form form = Form.UNKNOWN;
    private final StringBuilder plain = new StringBuilder();
    private int group;
    private int inGroup;
    private int padding;
    private boolean broken;

    /** @param bytesMax bound of the decoded document */
    EmbeddedText(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    private static byte[] sextets() {
        byte[] table = new byte[0x80];
        Arrays.fill(table, FOREIGN);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            table[alphabet.charAt(i)] = (byte) i;
        }
        for (char c : " \t\r\n".toCharArray()) {
            table[c] = WHITE;
        }
        table['='] = PADDING;
        return table;
    }

    void begin() {
        length = 0;
        form = Form.UNKNOWN;
        plain.setLength(0);
        group = 0;
        inGroup = 0;
        padding = 0;
        broken = false;
    }

    /** @return false when the document is larger than allowed */
    boolean add(char[] chars, int start, int count) {
        int from = start;
        int end = start + count;
        if (form == Form.UNKNOWN) {
            while (from < end && (chars[from] == MARK || (chars[from] < 0x80 && SEXTETS[chars[from]] == WHITE))) {
                from++;
            }
            if (from == end) {
                return true;
            }
            form = chars[from] == '<' ? Form.PLAIN : Form.BASE64;
        }
        if (form == Form.PLAIN) {
            plain.append(chars, from, end - from);
            return plain.length() <= bytesMax;
        }
        return decode(chars, from, end);
    }

    /** Nothing but white space came. */
    boolean blank() {
        return form == Form.UNKNOWN;
    }

    /** All has come; false when it is not what base64 makes, or larger than allowed. */
    boolean end() {
        if (form == Form.PLAIN) {
            bytes = plain.toString().getBytes(StandardCharsets.UTF_8);
            length = bytes.length;
            return length <= bytesMax;
        }
        if (broken || inGroup == 1 || (inGroup + padding) % 4 != 0) {
            return false;
        }
        if (inGroup > 0) {
            int bits = group << (6 * (4 - inGroup));
            reserve(3);
            bytes[length++] = (byte) (bits >> 16);
            if (inGroup == 3) {
                bytes[length++] = (byte) (bits >> 8);
            }
        }
        return true;
    }

    /** The document; valid until the next one begins. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private boolean decode(char[] chars, int start, int end) {
        reserve((end - start) / 4 * 3 + 6);
        byte[] to = bytes;
        int at = length;
        int i = start;
        while (i < end) {
            if (inGroup == 0 && padding == 0) {
                // Whole groups of four: nearly all of the text.
                for (; i + 4 <= end; i += 4) {
                    int bits = quad(chars, i);
                    if (bits < 0) {
                        break;
                    }
                    to[at++] = (byte) (bits >> 16);
                    to[at++] = (byte) (bits >> 8);
                    to[at++] = (byte) bits;
                }
            }
            if (i < end) {
                at = one(chars[i++], to, at);
            }
        }
        length = at;
        return length <= bytesMax;
    }

    /** 24 bits, or less than 0 when the next four characters are anything but four of the alphabet. */
    private static int quad(char[] chars, int i) {
        char a = chars[i];
        char b = chars[i + 1];
        char c = chars[i + 2];
        char d = chars[i + 3];
        if ((a | b | c | d) >= 0x80) {
            return -1;
        }
        int high = SEXTETS[a] << 18 | SEXTETS[b] << 12;
        return high | SEXTETS[c] << 6 | SEXTETS[d];
    }

    private int one(char c, byte[] to, int at) {
        byte sextet = c < 0x80 ? SEXTETS[c] : FOREIGN;
        if (sextet == WHITE) {
            return at;
        }
        if (sextet == PADDING) {
            padding++;
            broken |= padding > 2;
            return at;
        }
        if (sextet == FOREIGN || padding > 0) {
            broken = true;
            return at;
        }
        group = group << 6 | sextet;
        if (++inGroup < 4) {
            return at;
        }
        to[at] = (byte) (group >> 16);
        to[at + 1] = (byte) (group >> 8);
        to[at + 2] = (byte) group;
        group = 0;
        inGroup = 0;
        return at + 3;
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
        }
    }
}
