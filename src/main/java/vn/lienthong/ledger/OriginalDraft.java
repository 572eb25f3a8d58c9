package vn.lienthong.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An original on its way to disk. After the first failure it takes nothing more: what could not be written once is
 * never kept.
 */
final class OriginalDraft implements Originals.Draft {
    private static final Logger LOG = LoggerFactory.getLogger(OriginalDraft.class);
    /** Small writes are gathered up to this, larger ones cut to it: the JDK keeps a buffer of that size a thread. */
    private static final int WRITE_BYTES_MAX = 64 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final FileOriginals originals;
    private final Stream out = new Stream();
    private @Nullable ByteBuffer gathered;
    private boolean ended;

    OriginalDraft(Path file, FileChannel channel, FileOriginals originals) {
        this.file = file;
        this.channel = channel;
        this.originals = originals;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public String keep() throws IOException {
        open();
        ended = true;
        try {
            drain();
            channel.force(true);
            channel.close();
            return originals.moveIn(file);
        } catch (IOException e) {
            remove();
            throw new StorageUnavailable("a sealed original could not be kept", e);
        }
    }

    @Override
    public void discard() {
        if (!ended) {
            ended = true;
            remove();
        }
    }

    private void open() throws StorageUnavailable {
        if (ended) {
            throw new StorageUnavailable("this sealed original has ended", null);
        }
    }

    private void drain() throws IOException {
        if (gathered != null) {
            gathered.flip();
            write(gathered);
            gathered.clear();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var unused = channel.write(bytes);
        }
    }

    private void append(byte[] bytes, int offset, int length) throws IOException {
        if (gathered == null) {
            gathered = ByteBuffer.allocate(WRITE_BYTES_MAX);
        }
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int n = Math.min(end - from, WRITE_BYTES_MAX);
            if (n == WRITE_BYTES_MAX && gathered.position() == 0) {
                write(ByteBuffer.wrap(bytes, from, n));
            } else {
                n = Math.min(n, gathered.remaining());
                gathered.put(bytes, from, n);
            }
            from += n;
            if (!gathered.hasRemaining()) {
                drain();
            }
        }
    }

    private void remove() {
        try {
            channel.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("a draft could not be removed; the sweep at the next start will", e);
        }
    }

    /** {@code close} of a stream that wraps it does not end the draft. */
    private final class Stream extends OutputStream {
        private final byte[] single = new byte[1];

        @Override
        public void write(int b) throws IOException {
            single[0] = (byte) b;
            write(single, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            open();
            try {
                append(bytes, offset, length);
            } catch (IOException e) {
                ended = true;
                remove();
                throw new StorageUnavailable("a sealed original could not be written", e);
            }
        }
    }
}
