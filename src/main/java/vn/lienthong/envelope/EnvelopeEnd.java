package vn.lienthong.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Tells whether an envelope on the disk has arrived to its end, by walking from length to length without reading what
 * lies between. Uses no key and judges nothing else: what is whole but wrong is for <em>verify</em> to refuse.
 *
 * <p>Bounds: {@value #WINDOW_BYTES} bytes of memory, {@value #DEPTH_MAX} open elements, {@value #ELEMENTS_MAX} elements.
 * Used by one thread.
 */
public final class EnvelopeEnd {
    static final int DEPTH_MAX = 24;
    static final long ELEMENTS_MAX = 1L << 26;

    private static final int WINDOW_BYTES = 4 * 1024;
    private static final int SEQUENCE = 0x30;
    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1F;
    private static final int INDEFINITE = 0x80;
    private static final int LENGTH_OCTETS_MAX = 7;

    /** What the lengths say of the bytes that are here. */
    public enum Finding {
        /** The outermost element ends with the file or before: no further byte would help. */
        WHOLE,
        /** Bytes are missing at the end. */
        CUT,
        /** Not one BER element, or in more pieces than are looked at: appending would not help. */
        BROKEN
    }

    private final FileChannel file;
    private final long bytes;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowStart;
    private long position;

    private EnvelopeEnd(FileChannel file) throws IOException {
        this.file = file;
        this.bytes = file.size();
    }

    /** Looks at the whole file; its position does not matter and stays. */
    public static Finding of(FileChannel file) throws IOException {
        return new EnvelopeEnd(file).walk();
    }

    /**
     * Only elements of indefinite length have to be entered: any other is stepped over. So the open ones are all alike,
     * and their number is all that is remembered.
     */
    private Finding walk() throws IOException {
        int open = 0;
        for (long elements = 0; elements < ELEMENTS_MAX; elements++) {
            int tag = octet();
            if (tag < 0) {
                return Finding.CUT;
            }
            if ((open == 0 && tag != SEQUENCE) || (tag & LONG_TAG) == LONG_TAG) {
                return Finding.BROKEN;
            }
            long length = length();
            if (length == Length.CUT || length == Length.BROKEN) {
                return length == Length.CUT ? Finding.CUT : Finding.BROKEN;
            }
            if (tag == 0) {
                if (length != 0) {
                    return Finding.BROKEN;
                }
                open--;
            } else if (length == Length.INDEFINITE) {
                if ((tag & CONSTRUCTED) == 0 || open == DEPTH_MAX) {
                    return Finding.BROKEN;
                }
                open++;
            } else if (length > bytes - position) {
                return Finding.CUT;
            } else {
                position += length;
            }
            if (open == 0) {
                return Finding.WHOLE;
            }
        }
        return Finding.BROKEN;
    }

    /** What a length may be beside a number of bytes. */
    private static final class Length {
        static final long INDEFINITE = -1;
        static final long CUT = -2;
        static final long BROKEN = -3;

        private Length() {}
    }

    private long length() throws IOException {
        int first = octet();
        if (first < 0) {
            return Length.CUT;
        }
        if (first < INDEFINITE) {
            return first;
        }
        if (first == INDEFINITE) {
            return Length.INDEFINITE;
        }
        int octets = first & 0x7F;
        if (octets > LENGTH_OCTETS_MAX) {
            return Length.BROKEN;
        }
        long length = 0;
        for (int i = 0; i < octets; i++) {
            int octet = octet();
            if (octet < 0) {
                return Length.CUT;
            }
            length = length << Byte.SIZE | octet;
        }
        return length;
    }

    private int octet() throws IOException {
        if (position >= bytes) {
            return -1;
        }
        if (position < windowStart || position >= windowStart + window.limit()) {
            windowStart = position;
            window.clear();
            int got = 0;
            while (got >= 0 && window.hasRemaining()) {
                got = file.read(window, windowStart + window.position());
            }
            window.flip();
            if (!window.hasRemaining()) {
                return -1;
            }
        }
        return window.get((int) (position++ - windowStart)) & 0xFF;
    }
}
