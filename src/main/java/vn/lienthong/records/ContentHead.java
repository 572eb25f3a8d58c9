package vn.lienthong.records;

/** What the first bytes of a file tell: a byte-order mark, or an encoding that is not UTF-8. */
final class ContentHead {
    /** So many bytes are enough to tell. */
    static final int BYTES = 4;

    private ContentHead() {}

    /** @return bytes to skip (the UTF-8 mark), or -1 for UTF-16 and UTF-32, with a mark or without */
    static int markLength(byte[] b, int length) {
        if (length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
            return 3;
        }
        if (length >= 2) {
            boolean littleEndianMark = b[0] == (byte) 0xFF && b[1] == (byte) 0xFE;
            boolean bigEndianMark = b[0] == (byte) 0xFE && b[1] == (byte) 0xFF;
            if (littleEndianMark || bigEndianMark || b[0] == 0 || b[1] == 0) {
                return -1;
            }
        }
        return 0;
    }
}
