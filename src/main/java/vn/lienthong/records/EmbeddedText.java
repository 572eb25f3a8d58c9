package vn.lienthong.records;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * A document that came as the text of one element: base64, wrapped as it may be, or the document itself (escaped, or in
 * CDATA). Used again for each; for one thread.
 */
final class EmbeddedText {
    private static final Base64.Decoder BASE64 = Base64.getDecoder();
    private static final int GROUP = 4;

    private byte[] bytes = new byte[0];
    private int start;
    private int end;

    /** White space that base64 may be wrapped with. */
    static boolean white(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /**
     * Takes the next document.
     *
     * @param text not blank, begins with other than white space; is packed in place when it is wrapped, and may then be
     *     given again
     * @return false when it is neither a document nor what base64 makes
     */
    boolean decode(byte[] text, int from, int to) {
        if (text[from] == '<') {
            bytes = text;
            start = from;
            end = to;
            return true;
        }
        int packed = pack(text, from, to);
        if ((packed - from) % GROUP != 0) {
            return false;
        }
        try {
            bytes = BASE64.decode(ByteBuffer.wrap(text, from, packed - from)).array();
        } catch (IllegalArgumentException e) {
            return false;
        }
        start = 0;
        end = bytes.length;
        return true;
    }

    /** Takes white space out; returns where the text ends then. */
    private static int pack(byte[] text, int from, int to) {
        int at = from;
        int i = from;
        while (i < to) {
            int gap = Swar.findBlank(text, i, to);
            if (at < i) {
                System.arraycopy(text, i, text, at, gap - i);
            }
            at += gap - i;
            i = gap;
            while (i < to && white(text[i])) {
                i++;
            }
            if (i == gap && i < to) {
                // Another control character: base64 has none, so let the decoder say so.
                text[at++] = text[i++];
            }
        }
        // So that it may be packed again.
        Arrays.fill(text, at, to, (byte) ' ');
        return at;
    }

    /** The array that holds the document, from {@link #start} to {@link #end}. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
