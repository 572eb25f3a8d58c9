package vn.lienthong.envelope;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads the elements of one BER value, strictly: one-byte tags, every length in its shortest form or (constructed only)
 * indefinite, every element exactly as long as its parent says. So no bit of a frame is without meaning. Depth at most
 * {@value #DEPTH_MAX}; lengths up to 2^55. Used by one thread.
 */
final class BerReader {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int CONTEXT_0 = 0xA0;
    static final int CONTEXT_1 = 0xA1;

    static final int DEPTH_MAX = 24;

    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1F;
    private static final long INDEFINITE = -1;
    private static final int END_OF_CONTENTS_OCTETS = 2;
    private static final int LENGTH_OCTETS_MAX = 7;
    private static final int NONE = -2;
    private static final long LENGTH_UNKNOWN = Long.MAX_VALUE;

    private final InputStream in;
    private RefusalCode blame;
    private int peeked = NONE;
    private long position;
    private int depth;
    /** Where the open elements end, or INDEFINITE; and the nearest end that is known at all. */
    private final long[] ends = new long[DEPTH_MAX + 1];

    private final long[] limits = new long[DEPTH_MAX + 1];

    /** Of a value whose length is not known before its end. */
    BerReader(InputStream in, RefusalCode blame) {
        this(in, blame, LENGTH_UNKNOWN);
    }

    /**
     * @param blame what a broken frame is called at this layer
     * @param bytes how long the value must be: a definite length that says otherwise is found at once
     */
    BerReader(InputStream in, RefusalCode blame, long bytes) {
        this.in = in;
        this.blame = blame;
        ends[0] = INDEFINITE;
        limits[0] = bytes;
    }

    /** From here on a broken frame is called so. */
    void blame(RefusalCode code) {
        this.blame = code;
    }

    EnvelopeRefused broken(String what) {
        return new EnvelopeRefused(blame, what);
    }

    /** Steps into a constructed element. */
    void enter(int tag) throws IOException {
        expect(tag);
        open(length(true));
    }

    /** The element that was entered must end here. */
    void leave() throws IOException {
        if (ends[depth] == INDEFINITE) {
            for (int i = 0; i < END_OF_CONTENTS_OCTETS; i++) {
                expect(0);
            }
        } else if (position != ends[depth]) {
            throw broken("an element is longer than what it holds");
        }
        depth--;
    }

    /** Whether the entered element has another one inside. */
    boolean more() throws IOException {
        if (ends[depth] != INDEFINITE) {
            return position < ends[depth];
        }
        if (peek() < 0) {
            throw broken("cut short");
        }
        return peek() != 0;
    }

    /** The tag of the next element, which must exist. */
    int nextTag() throws IOException {
        if (!more()) {
            throw broken("an element is missing");
        }
        return peek();
    }

    /** The content of a primitive element. */
    byte[] primitive(int tag, int bytesMax) throws IOException {
        expect(tag);
        return exactly(bounded(length(false), bytesMax));
    }

    /** The next element whole, frame included, with everything inside read as strictly. */
    byte[] element(int bytesMax) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        copy(raw, bytesMax);
        return raw.toByteArray();
    }

    /** Nothing may follow the outermost element. */
    void end() throws IOException {
        if (depth != 0 || peek() >= 0) {
            throw broken("bytes after the end");
        }
    }

    /**
     * An octet string, in one piece or in pieces of any size, as a stream. To be read to its end before anything else.
     */
    InputStream octets(int tag) throws IOException {
        int found = octet();
        if (found == tag) {
            return new Octets(length(false), false);
        }
        if (found != (tag | CONSTRUCTED)) {
            throw broken("an octet string expected");
        }
        open(length(true));
        return new Octets(0, true);
    }

    private void copy(ByteArrayOutputStream raw, int bytesMax) throws IOException {
        int tag = nextTag();
        var unused = octet();
        boolean constructed = (tag & CONSTRUCTED) != 0;
        if ((tag & LONG_TAG) == LONG_TAG || tag == 0) {
            throw broken("a tag that CMS does not have");
        }
        long length = length(constructed);
        raw.write(tag);
        writeLength(raw, length);
        if (!constructed) {
            raw.writeBytes(exactly(bounded(length, bytesMax - raw.size())));
            return;
        }
        if (length > bytesMax - raw.size()) {
            throw broken("an element is too long");
        }
        open(length);
        while (more()) {
            copy(raw, bytesMax);
        }
        leave();
        if (length == INDEFINITE) {
            raw.write(0);
            raw.write(0);
        }
    }

    static void writeLength(ByteArrayOutputStream raw, long length) {
        if (length == INDEFINITE) {
            raw.write(0x80);
        } else if (length < 0x80) {
            raw.write((int) length);
        } else {
            int octets = (Long.SIZE - Long.numberOfLeadingZeros(length) + Byte.SIZE - 1) / Byte.SIZE;
            raw.write(0x80 | octets);
            for (int i = octets - 1; i >= 0; i--) {
                raw.write((int) (length >>> (i * Byte.SIZE)));
            }
        }
    }

    private void expect(int tag) throws IOException {
        if (octet() != tag) {
            throw broken("another element expected");
        }
    }

    private void open(long length) throws IOException {
        if (depth == DEPTH_MAX) {
            throw broken("elements are nested too deep");
        }
        if (depth == 0 && length != INDEFINITE && limits[0] != LENGTH_UNKNOWN && position + length != limits[0]) {
            throw broken("bytes after the end");
        }
        depth++;
        ends[depth] = length == INDEFINITE ? INDEFINITE : position + length;
        limits[depth] = length == INDEFINITE ? limits[depth - 1] : ends[depth];
    }

    private long length(boolean constructed) throws IOException {
        int first = octet();
        long length = first;
        if (first == 0x80) {
            if (!constructed) {
                throw broken("a primitive element of indefinite length");
            }
            return INDEFINITE;
        }
        if (first > 0x80) {
            int octets = first & 0x7F;
            if (octets > LENGTH_OCTETS_MAX) {
                throw broken("a length beyond every bound");
            }
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = length << Byte.SIZE | octet();
            }
            if (length < 0x80 || length >>> ((octets - 1) * Byte.SIZE) == 0) {
                throw broken("a length not in its shortest form");
            }
        }
        if (length > limits[depth] - position) {
            throw broken("an element is longer than its parent");
        }
        return length;
    }

    private int bounded(long length, int bytesMax) throws IOException {
        if (length > bytesMax) {
            throw broken("an element is too long");
        }
        return (int) length;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int done = 0;
        if (length > 0 && peeked >= 0) {
            bytes[done++] = (byte) octet();
        }
        int read = in.readNBytes(bytes, done, length - done);
        position += read;
        if (read < length - done) {
            throw broken("cut short");
        }
        return bytes;
    }

    private int peek() throws IOException {
        if (peeked == NONE) {
            peeked = in.read();
        }
        return peeked;
    }

    private int octet() throws IOException {
        int octet = peek();
        if (octet < 0) {
            throw broken("cut short");
        }
        if (position >= limits[depth]) {
            throw broken("an element is longer than its parent");
        }
        peeked = NONE;
        position++;
        return octet;
    }

    /** Reads on into the next piece until the caller's buffer is full, so that small pieces do not make small reads. */
    private final class Octets extends InputStream {
        private final boolean pieces;
        private long left;
        private boolean ended;

        Octets(long left, boolean pieces) {
            this.left = left;
            this.pieces = pieces;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int done = 0;
            while (done < length && nextPiece()) {
                int wanted = (int) Math.min(left, length - done);
                int got;
                if (peeked >= 0) {
                    target[offset + done] = (byte) octet();
                    got = 1;
                } else {
                    got = in.read(target, offset + done, wanted);
                    if (got < 0) {
                        throw broken("cut short");
                    }
                    position += got;
                }
                done += got;
                left -= got;
            }
            return done == 0 ? -1 : done;
        }

        private boolean nextPiece() throws IOException {
            while (left == 0 && !ended) {
                if (pieces && more()) {
                    expect(OCTETS);
                    left = length(false);
                } else {
                    if (pieces) {
                        leave();
                    }
                    ended = true;
                }
            }
            return !ended;
        }
    }
}
