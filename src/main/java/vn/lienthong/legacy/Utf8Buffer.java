package vn.lienthong.legacy;

import java.util.Arrays;

/** Bytes of text that is being made. For one thread. */
final class Utf8Buffer {
    private static final int BYTES_AT_FIRST = 256;
    /** Most bytes of one letter of the basic plane. */
    private static final int LETTER_BYTES_MAX = 3;

    private byte[] bytes = new byte[BYTES_AT_FIRST];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** The array that holds the text; valid until something is added. */
    byte[] bytes() {
        return bytes;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Adds a letter of the basic plane. */
    void add(char letter) {
        reserve(LETTER_BYTES_MAX);
        if (letter < 0x80) {
            bytes[length++] = (byte) letter;
        } else if (letter < 0x800) {
            bytes[length++] = (byte) (0xC0 | (letter >> 6));
            bytes[length++] = (byte) (0x80 | (letter & 0x3F));
        } else {
            bytes[length++] = (byte) (0xE0 | (letter >> 12));
            bytes[length++] = (byte) (0x80 | ((letter >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (letter & 0x3F));
        }
    }

    /** Adds a byte as it is. */
    void addByte(int b) {
        reserve(1);
        bytes[length++] = (byte) b;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
    }
}
