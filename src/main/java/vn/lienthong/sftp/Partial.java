package vn.lienthong.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;
import vn.lienthong.envelope.EnvelopeEnd;
import vn.lienthong.intake.CmsSniff;
import vn.lienthong.intake.Reception;

/**
 * One file being pushed: written from its end on only, hashed as it comes. Nothing is written before the first bytes say
 * that it is an envelope, so plaintext that somebody sends by mistake never reaches the disk. After its first failure it
 * takes nothing more. For one thread; give it to {@link #release} in any case.
 */
final class Partial {
    /** The free space is looked at again after so many bytes. */
    private static final long SPACE_LOOK_BYTES = 64L << 20;

    private static final int READ_BYTES = 256 << 10;

    /**
     * SHA-256 of the first bytes of a file.
     *
     * @param bytes how many
     */
    record Digest(MessageDigest sha256, long bytes) {}

    private final Partials partials;
    private final Path file;
    private final String name;
    private final long bytesMax;
    private final byte[] head = new byte[CmsSniff.HEAD_BYTES];
    private int headBytes;
    private long bytes;
    private @Nullable Digest digest;
    private @Nullable FileChannel channel;
    private long spaceLookAt;
    private @Nullable SftpRefused failure;

    Partial(Partials partials, Path file, String name, long bytes, long bytesMax) {
        this.partials = partials;
        this.file = file;
        this.name = name;
        this.bytes = bytes;
        this.bytesMax = bytesMax;
        this.digest = bytes == 0 ? new Digest(sha256(), 0) : null;
        this.spaceLookAt = bytes + SPACE_LOOK_BYTES;
    }

    /** Bytes taken so far, those of earlier connections included. */
    long bytes() {
        return bytes;
    }

    /** What was hashed while it was written, if it was written in one go. */
    void recall(@Nullable Digest remembered) {
        if (remembered != null && remembered.bytes() == bytes) {
            digest = remembered;
        }
    }

    /** Refuses a write that does not begin where the file ends, or would make it too large. */
    void requireNext(long offset, long length) throws SftpRefused {
        if (failure != null) {
            throw failure;
        }
        if (offset != bytes) {
            throw fail(SftpRefused.failed("files are written from the end on, without gaps"));
        }
        if (length > bytesMax - bytes) {
            throw fail(SftpRefused.failed("the file is larger than the contract of this feed allows"));
        }
    }

    void write(byte[] piece, int offset, int length) throws IOException {
        int start = offset;
        int left = length;
        try {
            if (channel == null && bytes - headBytes == 0) {
                int taken = Math.min(left, head.length - headBytes);
                System.arraycopy(piece, start, head, headBytes, taken);
                headBytes += taken;
                bytes += taken;
                start += taken;
                left -= taken;
                if (headBytes < head.length) {
                    return;
                }
                begin();
            }
            if (left > 0) {
                put(piece, start, left);
                bytes += left;
            }
            if (bytes >= spaceLookAt) {
                spaceLookAt = bytes + SPACE_LOOK_BYTES;
                partials.requireSpace();
            }
        } catch (SftpRefused e) {
            throw fail(e);
        } catch (IOException e) {
            var unused = fail(SftpRefused.failed("the gateway cannot store files now: try again later"));
            throw e;
        }
    }

    /** The file whole and hashed, ready for custody; it is closed then. Fails when something is missing. */
    Reception.Arrival complete() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (bytes == headBytes && channel == null) {
            throw SftpRefused.failed("the file is empty or far too short for an envelope");
        }
        try (FileChannel read = FileChannel.open(file, StandardOpenOption.READ)) {
            EnvelopeEnd.Finding end = EnvelopeEnd.of(read);
            if (end == EnvelopeEnd.Finding.CUT) {
                throw SftpRefused.failed("the envelope is not complete: append the rest (reput), or send it again");
            }
            Digest hashed = hashed(read);
            digest = null;
            closeChannel();
            return new Reception.Arrival(file, bytes, hashed.sha256().digest());
        }
    }

    /** Its writer has closed it, and it stays unfinished: whoever comes next may append, or rename it. */
    void keep() throws SftpRefused {
        if (failure != null) {
            throw failure;
        }
        if (bytes == headBytes && channel == null) {
            throw SftpRefused.failed("the file is empty or far too short for an envelope");
        }
    }

    /** The file is a delivery now. */
    void taken() throws IOException {
        OwnFiles.delete(file);
    }

    /** Lets the next writer have it; what is on the disk stays. */
    void release() {
        try {
            closeChannel();
        } catch (IOException e) {
            // Nothing was promised of what this file holds.
        } finally {
            Digest running = digest;
            if (failure == null && running != null && running.bytes() > 0 && running.bytes() == bytes) {
                partials.remember(file, running);
            }
            partials.release(file);
        }
    }

    private void begin() throws IOException {
        if (!CmsSniff.isEnvelope(head, headBytes)) {
            throw SftpRefused.failed("this is no envelope (CMS, DER): seal the file for the gateway first");
        }
        OwnFiles.label(file, name);
        channel = OwnFiles.create(file);
        put(head, 0, headBytes);
    }

    private void put(byte[] piece, int offset, int length) throws IOException {
        FileChannel out = channel;
        if (out == null) {
            out = FileChannel.open(file, StandardOpenOption.WRITE).position(bytes);
            channel = out;
        }
        ByteBuffer buffer = ByteBuffer.wrap(piece, offset, length);
        while (buffer.hasRemaining()) {
            var unused = out.write(buffer);
        }
        Digest running = digest;
        if (running != null) {
            running.sha256().update(piece, offset, length);
            digest = new Digest(running.sha256(), running.bytes() + length);
        }
    }

    /** What was not hashed as it came, is now: a file that was continued. */
    private Digest hashed(FileChannel read) throws IOException {
        Digest running = digest;
        if (running != null && running.bytes() == bytes) {
            return running;
        }
        MessageDigest sha256 = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        long done = 0;
        while (read.read(buffer.clear(), done) > 0) {
            sha256.update(buffer.array(), 0, buffer.position());
            done += buffer.position();
        }
        if (done != bytes) {
            throw new IOException("a partial has another length than was written");
        }
        return new Digest(sha256, done);
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    private SftpRefused fail(SftpRefused why) {
        failure = why;
        return why;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new Fault("every Java has SHA-256", e);
        }
    }
}
