package vn.lienthong.records;

import java.io.ByteArrayInputStream;

/** A stream that gives so many bytes at a time and no more. */
final class Drip extends ByteArrayInputStream {
    private final int most;

    Drip(byte[] content, int most) {
        super(content);
        this.most = most;
    }

    @Override
    public synchronized int read(byte[] b, int off, int len) {
        return super.read(b, off, Math.min(len, most));
    }
}
