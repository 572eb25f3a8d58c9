package vn.lienthong.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one channel on their way from the thread of the network to the thread that answers. The channel's window
 * bounds what lies here: the sender may send more only for what was read, which {@link Window} is told.
 *
 * <p>One thread adds, one reads.
 */
final class Inlet {
    static final int PIECE_BYTES = 64 << 10;

    private static final int SPARE_MAX = 4;

    /** Lets the sender send so much more. */
    @FunctionalInterface
    interface Window {
        void release(long bytes) throws IOException;
    }

    /** Takes bytes out of a piece; nothing is kept of the array. */
    @FunctionalInterface
    interface Sink {
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final class Piece {
        final byte[] bytes = new byte[PIECE_BYTES];
        int length;
    }

    private final Window window;
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private final ArrayDeque<Piece> spare = new ArrayDeque<>();
    private boolean ended;

    /** Of the reader alone. */
    private @Nullable Piece current;

    private int next;

    Inlet(Window window) {
        this.window = window;
    }

    void add(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        synchronized (waiting) {
            if (ended) {
                return;
            }
            while (left > 0) {
                Piece last = waiting.peekLast();
                if (last == null || last.length == PIECE_BYTES) {
                    last = spare.isEmpty() ? new Piece() : spare.pop();
                    waiting.addLast(last);
                }
                int n = Math.min(left, PIECE_BYTES - last.length);
                System.arraycopy(bytes, from, last.bytes, last.length, n);
                last.length += n;
                from += n;
                left -= n;
            }
            waiting.notifyAll();
        }
    }

    /** Nothing comes any more; what is here is still read. */
    void end() {
        synchronized (waiting) {
            ended = true;
            waiting.notifyAll();
        }
    }

    /** Whether a read would go on without waiting. */
    boolean hasMore() {
        Piece piece = current;
        if (piece != null && next < piece.length) {
            return true;
        }
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }

    int octet() throws IOException {
        Piece piece = piece();
        return piece.bytes[next++] & 0xFF;
    }

    /** An unsigned 32-bit number, as the protocol has them. */
    long number() throws IOException {
        long number = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            number = number << Byte.SIZE | octet();
        }
        return number;
    }

    long longNumber() throws IOException {
        return number() << Integer.SIZE | number();
    }

    byte[] bytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        int[] at = {0};
        forward(length, (piece, offset, n) -> {
            System.arraycopy(piece, offset, bytes, at[0], n);
            at[0] += n;
        });
        return bytes;
    }

    /** Hands so many bytes on, in pieces as they lie here. */
    void forward(long length, Sink sink) throws IOException {
        long left = length;
        while (left > 0) {
            Piece piece = piece();
            int n = (int) Math.min(left, piece.length - next);
            int from = next;
            next += n;
            left -= n;
            sink.take(piece.bytes, from, n);
        }
    }

    /** The piece with the next byte; waits for it. */
    private Piece piece() throws IOException {
        Piece piece = current;
        if (piece != null && next < piece.length) {
            return piece;
        }
        if (piece != null) {
            int read = piece.length;
            current = null;
            giveBack(piece);
            window.release(read);
        }
        piece = take();
        current = piece;
        next = 0;
        return piece;
    }

    private void giveBack(Piece piece) {
        synchronized (waiting) {
            if (spare.size() < SPARE_MAX && !waiting.isEmpty()) {
                piece.length = 0;
                spare.push(piece);
            }
        }
    }

    private Piece take() throws IOException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                if (ended) {
                    throw new EOFException("the channel has ended");
                }
                spare.clear();
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new EOFException("the door closes");
                }
            }
            return waiting.removeFirst();
        }
    }
}
