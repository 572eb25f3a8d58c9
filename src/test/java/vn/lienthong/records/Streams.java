package vn.lienthong.records;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Streams that behave badly. */
final class Streams {
    private Streams() {}

    /** Gives the beginning and then fails. */
    static InputStream failingAfter(String begin) {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk");
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                throw new IOException("disk");
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(begin.getBytes(StandardCharsets.UTF_8)), failing);
    }

    /** Gives the same letter for ever, and counts. */
    static final class Endless extends InputStream {
        private final byte filler;
        private long given;

        Endless() {
            this((byte) 'x');
        }

        Endless(byte filler) {
            this.filler = filler;
        }

        long given() {
            return given;
        }

        @Override
        public int read() {
            given++;
            return filler;
        }

        @Override
        public int read(byte[] b, int off, int len) {
            Arrays.fill(b, off, off + len, filler);
            given += len;
            return len;
        }
    }
}
