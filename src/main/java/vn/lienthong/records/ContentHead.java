package vn.lienthong.records;

/** What the first bytes of a file tell: a byte-order mark, or an encoding that is not UTF-8. */
final class ContentHead {
    /** So many bytes are enough to tell. */
    static final int BYTES = 4;

    /** The byte-order mark as a character. */
    static final char MARK = '\uFEFF';

    private ContentHead() {}

    /** @return bytes to skip (the UTF-8 mark), or -1 for UTF-16 and UTF-32, with a mark or without */
    static int markLength(byte[] b, int start, int end) {
        int length = end - start;
        if (length >= 3 && b[start] == (byte) 0xEF && b[start + 1] == (byte) 0xBB && b[start + 2] == (byte) 0xBF) {
            return 3;
        }
        if (length >= 2) {
            boolean littleEndianMark = b[start] == (byte) 0xFF && b[start + 1] == (byte) 0xFE;
            boolean bigEndianMark = b[start] == (byte) 0xFE && b[start + 1] == (byte) 0xFF;
            if (littleEndianMark || bigEndianMark || b[start] == 0 || b[start + 1] == 0) {
                return -1;
            }
        }
        return 0;
    }
}
