package vn.lienthong.xmlsig;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The two canonical forms as bytes on their way to their targets. As long as both forms are the same there is one
 * target; where they first differ it is copied, and from there each form has its own.
 */
final class TwinOutput {
    /** What becomes of canonical bytes. */
    interface Target {
        void take(byte[] bytes, int length);

        /** A target that has taken the same bytes so far. */
        Target copy();
    }

    private static final int BUFFER_BYTES = 32 << 10;
    /** Longest form of one character. */
    private static final int CHARACTER_BYTES_MAX = 6;

    private static final byte[] ESCAPED_IN_TEXT = ascii("&<>\r");
    private static final byte[] ESCAPED_IN_ATTRIBUTE = ascii("&<\"\t\n\r");
    private static final byte[] ESCAPED_IN_INSTRUCTION = ascii("\r");

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final Target inclusive;
    private @Nullable Target exclusive;
    private int length;
    private char highSurrogate;

    TwinOutput(Target target) {
        inclusive = target;
    }

    /** One for each of these characters, zero for the others. */
    private static byte[] ascii(String characters) {
        byte[] table = new byte[0x80];
        for (int i = 0; i < characters.length(); i++) {
            table[characters.charAt(i)] = 1;
        }
        return table;
    }

    /** Target of the inclusive form; all has been taken. */
    Target inclusive() {
        flush();
        return inclusive;
    }

    /** Target of the exclusive form, the inclusive form's own where both are the same; all has been taken. */
    Target exclusive() {
        flush();
        return exclusive != null ? exclusive : inclusive;
    }

    void put(char ascii) {
        if (length == buffer.length) {
            flush();
        }
        buffer[length++] = (byte) ascii;
    }

    void put(byte[] bytes) {
        int from = 0;
        while (from < bytes.length) {
            if (length == buffer.length) {
                flush();
            }
            int n = Math.min(bytes.length - from, buffer.length - length);
            System.arraycopy(bytes, from, buffer, length, n);
            length += n;
            from += n;
        }
    }

    void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    void text(char[] chars, int from, int to) {
        escape(chars, from, to, ESCAPED_IN_TEXT);
    }

    void attributeValue(String value) {
        escape(value.toCharArray(), 0, value.length(), ESCAPED_IN_ATTRIBUTE);
    }

    void instruction(String text) {
        escape(text.toCharArray(), 0, text.length(), ESCAPED_IN_INSTRUCTION);
    }

    /** Writes something else into each form. */
    void differ(String intoInclusive, String intoExclusive) {
        flush();
        Target other = exclusive != null ? exclusive : inclusive.copy();
        exclusive = other;
        byte[] bytes = intoInclusive.getBytes(StandardCharsets.UTF_8);
        inclusive.take(bytes, bytes.length);
        bytes = intoExclusive.getBytes(StandardCharsets.UTF_8);
        other.take(bytes, bytes.length);
    }

    private void flush() {
        if (length == 0) {
            return;
        }
        inclusive.take(buffer, length);
        if (exclusive != null) {
            exclusive.take(buffer, length);
        }
        length = 0;
    }

    private void escape(char[] chars, int from, int to, byte[] escaped) {
        int at = from;
        while (at < to) {
            if (buffer.length - length < CHARACTER_BYTES_MAX) {
                flush();
            }
            int stop = Math.min(to, at + (buffer.length - length) / CHARACTER_BYTES_MAX);
            at = plain(chars, at, stop, escaped);
            if (at < stop) {
                character(chars[at++], escaped);
            }
        }
    }

    /** Copies as long as a character is its own byte; returns where that ends. */
    private int plain(char[] chars, int from, int to, byte[] escaped) {
        byte[] b = buffer;
        int out = length;
        int at = from;
        // Four at a time: this loop sees every character of the file.
        for (; at + 4 <= to; at += 4) {
            char c0 = chars[at];
            char c1 = chars[at + 1];
            char c2 = chars[at + 2];
            char c3 = chars[at + 3];
            if ((c0 | c1 | c2 | c3) >= 0x80 || (escaped[c0] | escaped[c1] | escaped[c2] | escaped[c3]) != 0) {
                break;
            }
            b[out] = (byte) c0;
            b[out + 1] = (byte) c1;
            b[out + 2] = (byte) c2;
            b[out + 3] = (byte) c3;
            out += 4;
        }
        for (; at < to && chars[at] < 0x80 && escaped[chars[at]] == 0; at++) {
            b[out++] = (byte) chars[at];
        }
        length = out;
        return at;
    }

    private void character(char c, byte[] escaped) {
        byte[] b = buffer;
        if (c < 0x80) {
            if (escaped[c] != 0) {
                reference(c);
            } else {
                b[length++] = (byte) c;
            }
        } else if (c < 0x800) {
            b[length++] = (byte) (0xC0 | (c >> 6));
            b[length++] = (byte) (0x80 | (c & 0x3F));
        } else if (Character.isHighSurrogate(c)) {
            // Its other half may come with the next piece of text.
            highSurrogate = c;
        } else if (Character.isLowSurrogate(c)) {
            int point = Character.toCodePoint(highSurrogate, c);
            b[length++] = (byte) (0xF0 | (point >> 18));
            b[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
            b[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            b[length++] = (byte) (0x80 | (point & 0x3F));
        } else {
            b[length++] = (byte) (0xE0 | (c >> 12));
            b[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            b[length++] = (byte) (0x80 | (c & 0x3F));
        }
    }

    private void reference(char c) {
        String reference =
                switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> "&quot;";
                    case '\t' -> "&#x9;";
                    case '\n' -> "&#xA;";
                    default -> "&#xD;";
                };
        for (int i = 0; i < reference.length(); i++) {
            buffer[length++] = (byte) reference.charAt(i);
        }
    }
}
