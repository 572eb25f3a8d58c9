package vn.lienthong.portal;

import java.io.IOException;
import java.util.Arrays;
import vn.lienthong.intake.Upload;

/**
 * Decodes base64 (RFC 4648 section 4) as it comes: white space is layout, padding ends it, anything else is {@link
 * Malformed}. Memory stays flat.
 */
final class Base64Stream {
    private static final int PIECE_BYTES = 48 << 10;
    private static final int GROUP = 4;
    private static final int BITS = 6;
    private static final byte FOREIGN = -1;
    private static final byte LAYOUT = -2;
    private static final byte PADDING = -3;
    private static final byte[] VALUES = values();

    private final String field;
    private final Upload.Sink sink;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int filled;
    private int group;
    private int inGroup;
    private int padding;

    /** @param field whose value this is */
    Base64Stream(String field, Upload.Sink sink) {
        this.field = field;
        this.sink = sink;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, FOREIGN);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        for (char layout : " \t\r\n".toCharArray()) {
            values[layout] = LAYOUT;
        }
        values['='] = PADDING;
        return values;
    }

    /** The next character. */
    void take(int character) throws IOException {
        byte value = VALUES[character & 0xff];
        if (value == LAYOUT) {
            return;
        }
        if (value == FOREIGN || (padding > 0 && value != PADDING)) {
            throw new Malformed("not base64", field);
        }
        if (value == PADDING) {
            padding++;
            if (inGroup < 2 || inGroup + padding > GROUP) {
                throw new Malformed("not base64", field);
            }
            return;
        }
        group = (group << BITS) | value;
        if (++inGroup == GROUP) {
            emit(group >> 16);
            emit(group >> 8);
            emit(group);
            group = 0;
            inGroup = 0;
        }
    }

    /** All characters are here. */
    void end() throws IOException {
        if (inGroup > 0) {
            if (inGroup + padding != GROUP) {
                throw new Malformed("base64 is cut", field);
            }
            int bits = group << (BITS * padding);
            emit(bits >> 16);
            if (padding == 1) {
                emit(bits >> 8);
            }
            int unused = padding == 1 ? bits & 0xff : bits & 0xffff;
            if (unused != 0) {
                throw new Malformed("not base64", field);
            }
        } else if (padding > 0) {
            throw new Malformed("not base64", field);
        }
        flush();
    }

    private void emit(int value) throws IOException {
        piece[filled++] = (byte) value;
        if (filled == piece.length) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (filled > 0) {
            sink.write(piece, 0, filled);
            filled = 0;
        }
    }
}
