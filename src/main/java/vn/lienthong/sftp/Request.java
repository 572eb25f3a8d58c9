package vn.lienthong.sftp;

import java.io.IOException;

/**
 * The packet that is being read, no byte of which is read as something else and none of the next: whatever a request did
 * with its packet, {@link #end} reads past the rest. For one thread.
 */
final class Request {
    /** What OpenSSH takes too. */
    static final int BYTES_MAX = 256 << 10;

    private static final int FIELD_BYTES_MAX = 4 << 10;

    private final Inlet in;
    private long left;

    Request(Inlet in) {
        this.in = in;
    }

    /** Waits for the next packet; its first byte is its type. */
    int begin() throws IOException {
        left = in.number();
        if (left < 1 || left > BYTES_MAX) {
            throw new IOException("a packet of this length is not taken");
        }
        left--;
        return in.octet();
    }

    void end() throws IOException {
        in.forward(left, (piece, offset, length) -> {});
        left = 0;
    }

    long number() throws IOException {
        need(Integer.BYTES);
        return in.number();
    }

    long longNumber() throws IOException {
        need(Long.BYTES);
        return in.longNumber();
    }

    /** A short string of bytes. */
    byte[] field() throws IOException {
        long length = number();
        if (length > FIELD_BYTES_MAX) {
            throw SftpRefused.malformed("a field is too long");
        }
        need(length);
        return in.bytes((int) length);
    }

    Place place() throws IOException {
        return Place.of(field());
    }

    /** The data at the end of a packet, handed on in pieces as they come. */
    void forward(long length, Inlet.Sink sink) throws IOException {
        if (length > left) {
            throw SftpRefused.malformed("the data is shorter than it says");
        }
        in.forward(length, (piece, offset, n) -> {
            left -= n;
            sink.take(piece, offset, n);
        });
    }

    private void need(long bytes) throws IOException {
        if (bytes > left) {
            throw SftpRefused.malformed("a packet is too short");
        }
        left -= bytes;
    }
}
