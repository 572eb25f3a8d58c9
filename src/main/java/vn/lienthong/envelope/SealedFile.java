package vn.lienthong.envelope;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * A sealed original as a stream of segments of {@link #SEGMENT_BYTES}, each hashed whole before a byte of it is handed
 * on. Either the digests are collected, or each is compared with the one that was collected before; a difference is a
 * {@link Fault}. Digests are of the file as it lies on the disk, frame and all, so no change anywhere goes unseen.
 *
 * <p>Memory: {@value #SEGMENTS_AHEAD} segments and the one being read. Used by one thread.
 */
final class SealedFile extends InputStream {
    static final int SEGMENT_BYTES = 4 * 1024 * 1024;

    private static final int SEGMENTS_AHEAD = 2;
    private static final int DIGEST_BYTES = 32;

    /** Not worth waking a thread for. */
    private static final int SMALL_BYTES = 64 * 1024;

    /** A heap buffer goes to the kernel through direct memory that the JDK keeps per thread: keep that small. */
    private static final int READ_BYTES = 256 * 1024;

    private final FileChannel file;
    private final long bytes;
    private final byte @Nullable [] expected;
    private final byte[] digests;
    private final Ahead<Segment> ahead = new Ahead<>();
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private int asked;
    private int taken;
    private byte[] current = {};
    private int next;
    private int limit;

    @SuppressWarnings("ArrayRecordComponent") // Lives for one hand-over between two threads.
    private record Segment(byte[] buffer, int length, byte[] digest) {}

    private SealedFile(Path path, byte @Nullable [] expected) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.bytes = file.size();
        this.expected = expected;
        this.digests = new byte[Math.multiplyExact(segments(bytes), DIGEST_BYTES)];
    }

    /** Collects the digests on the way. */
    static SealedFile digesting(Path path) throws IOException {
        return new SealedFile(path, null);
    }

    /** Compares with digests collected before. */
    static SealedFile checking(Path path, byte[] expected) throws IOException {
        SealedFile file = new SealedFile(path, expected);
        if (file.digests.length != expected.length) {
            file.close();
            throw changed();
        }
        return file;
    }

    /** SHA-256 of every segment, one after the other; complete only after the end was read. */
    byte[] digests() {
        if ((long) taken * SEGMENT_BYTES < bytes) {
            throw new Fault("digests of a file that was not read to its end");
        }
        return digests.clone();
    }

    @Override
    public int read() throws IOException {
        return available() > 0 || nextSegment() ? current[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (available() == 0 && !nextSegment()) {
            return -1;
        }
        int got = Math.min(length, available());
        System.arraycopy(current, next, target, offset, got);
        next += got;
        return got;
    }

    @Override
    public int available() {
        return limit - next;
    }

    @Override
    public void close() throws IOException {
        ahead.stop();
        file.close();
    }

    private boolean nextSegment() throws IOException {
        if (taken == segments(bytes)) {
            return false;
        }
        while (asked < segments(bytes) && ahead.size() <= SEGMENTS_AHEAD) {
            int number = asked++;
            byte[] buffer = free.poll();
            byte[] target = buffer == null ? new byte[(int) Math.min(SEGMENT_BYTES, bytes)] : buffer;
            if (bytes < SMALL_BYTES) {
                ahead.keep(() -> segment(number, target));
            } else {
                ahead.submit(() -> segment(number, target));
            }
        }
        Segment segment = ahead.take();
        int from = taken * DIGEST_BYTES;
        System.arraycopy(segment.digest, 0, digests, from, DIGEST_BYTES);
        if (expected != null
                && !Arrays.equals(digests, from, from + DIGEST_BYTES, expected, from, from + DIGEST_BYTES)) {
            throw changed();
        }
        if (current.length == segment.buffer.length) {
            free.add(current);
        }
        taken++;
        current = segment.buffer;
        next = 0;
        limit = segment.length;
        return true;
    }

    private Segment segment(int number, byte[] buffer) throws IOException {
        long start = (long) number * SEGMENT_BYTES;
        int length = (int) Math.min(SEGMENT_BYTES, bytes - start);
        MessageDigest digest = Digests.sha256();
        for (int done = 0; done < length; ) {
            ByteBuffer part = ByteBuffer.wrap(buffer, done, Math.min(READ_BYTES, length - done));
            int got = file.read(part, start + done);
            if (got < 0) {
                throw new EOFException("the sealed original became shorter while it was read");
            }
            digest.update(buffer, done, got);
            done += got;
        }
        return new Segment(buffer, length, digest.digest());
    }

    private static int segments(long bytes) {
        return Math.toIntExact((bytes + SEGMENT_BYTES - 1) / SEGMENT_BYTES);
    }

    private static Fault changed() {
        return new Fault("the sealed original is not the one that was verified: its digest has changed");
    }
}
