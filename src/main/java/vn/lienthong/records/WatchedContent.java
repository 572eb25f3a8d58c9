package vn.lienthong.records;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an XML or JSON file on their way to the parser: refuses what the parser would have to hold in memory, watches
 * that all is UTF-8, and remembers why reading ended, because a parser's exception does not tell.
 */
final class WatchedContent extends InputStream {

    /** Why the parser got no further. */
    enum Trouble {
        NONE,
        /** One event of the parser would take more bytes than allowed. */
        EVENT_TOO_LARGE,
        /** The file has more bytes than allowed. */
        FILE_TOO_LARGE
    }

    private final InputStream in;
    private final long eventBytesMax;
    private final byte[] head = new byte[ContentHead.BYTES];
    private int headAt;
    private int headLength;
    private long bytesLeft;
    private long eventBytesLeft;
    private long passed;
    private long invalidAt = -1;
    private final byte[] cut = new byte[4];
    private int cutLength;
    private boolean atEnd;
    private Trouble trouble = Trouble.NONE;
    private @Nullable IOException failure;

    WatchedContent(InputStream in, long fileBytesMax, long eventBytesMax) {
        this.in = in;
        this.bytesLeft = fileBytesMax;
        this.eventBytesMax = eventBytesMax;
        this.eventBytesLeft = eventBytesMax;
    }

    /** Reads the first bytes and skips a mark; false when they are not UTF-8, or there are none. */
    boolean open() throws IOException {
        int n;
        while (headLength < head.length && (n = in.read(head, headLength, head.length - headLength)) >= 0) {
            headLength += n;
        }
        headAt = ContentHead.markLength(head, 0, headLength);
        return headAt >= 0 && headAt < headLength;
    }

    /** The parser begins its next event. */
    void beginEvent() {
        eventBytesLeft = eventBytesMax;
    }

    /** The parser has asked for bytes behind the last one. */
    boolean atEnd() {
        return atEnd;
    }

    /** Bytes handed to the parser, without the mark. */
    long passed() {
        return passed;
    }

    Trouble trouble() {
        return trouble;
    }

    /** Place of the first byte that is not UTF-8, counted as the parser counts (without the mark), or -1. */
    long invalidAt() {
        return invalidAt;
    }

    /** Throws what the underlying stream threw, if it did: our fault, not the sender's. */
    void rethrowFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? n : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int n = readSome(b, off, len);
        if (n < 0) {
            atEnd = true;
            if (cutLength > 0 && invalidAt < 0) {
                invalidAt = passed - cutLength;
            }
            return n;
        }
        bytesLeft -= n;
        eventBytesLeft -= n;
        if (bytesLeft < 0) {
            trouble = Trouble.FILE_TOO_LARGE;
        } else if (eventBytesLeft < 0) {
            trouble = Trouble.EVENT_TOO_LARGE;
        }
        if (trouble != Trouble.NONE) {
            throw new IOException("the content is too large");
        }
        if (invalidAt < 0) {
            watch(b, off, off + n);
        }
        passed += n;
        return n;
    }

    private int readSome(byte[] b, int off, int len) throws IOException {
        if (headAt < headLength) {
            int n = Math.min(len, headLength - headAt);
            System.arraycopy(head, headAt, b, off, n);
            headAt += n;
            return n;
        }
        try {
            return in.read(b, off, len);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void watch(byte[] b, int start, int end) {
        int i = start;
        while (cutLength > 0 && i < end) {
            cut[cutLength++] = b[i++];
            int whole = Utf8.sequence(cut, 0, cutLength);
            if (whole == 0) {
                invalidAt = passed + i - start - cutLength;
                return;
            }
            cutLength = whole > 0 ? 0 : cutLength;
        }
        int wrong = Utf8.firstInvalid(b, i, end);
        if (wrong >= 0 && Utf8.sequence(b, wrong, end) < 0) {
            cutLength = end - wrong;
            System.arraycopy(b, wrong, cut, 0, cutLength);
        } else if (wrong >= 0) {
            invalidAt = passed + wrong - start;
        }
    }
}
