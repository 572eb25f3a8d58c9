package vn.lienthong.envelope;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import vn.lienthong.delivery.Fault;

/** The inner content of a verified envelope: exactly as many bytes as were signed, or a {@link Fault}. */
final class VerifiedContent extends FilterInputStream {
    private final InputStream file;
    private long left;

    /** @param file closed with this stream */
    VerifiedContent(InputStream content, long bytes, InputStream file) {
        super(content);
        this.left = bytes;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int got;
        try {
            got = in.read(target, offset, length);
        } catch (EnvelopeRefused e) {
            throw new Fault("a verified envelope no longer opens", e);
        }
        left -= Math.max(got, 0);
        if (left < 0 || (got < 0 && left > 0)) {
            throw new Fault("the content is not as long as it was when it was verified");
        }
        return got;
    }

    @Override
    public long skip(long bytes) throws IOException {
        byte[] thrown = new byte[(int) Math.min(Math.max(bytes, 0), 64 * 1024)];
        return Math.max(read(thrown, 0, thrown.length), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
