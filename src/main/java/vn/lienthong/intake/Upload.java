package vn.lienthong.intake;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;

/**
 * Carries one request body to where it is written, a {@link Landing} for example: gathers the small buffers of the
 * socket into pieces on the event loop and writes the pieces on worker threads, one after the other. When {@link
 * #PIECES_MAX} pieces are on their way the request is paused, and so the sender: memory stays flat whatever the size.
 * Lives on the request's event loop.
 */
public final class Upload {

    /** Takes the pieces in order, on worker threads. */
    @FunctionalInterface
    public interface Sink {
        /** Nothing is kept of the array. */
        void write(byte[] piece, int offset, int length) throws IOException;
    }

    static final int PIECE_BYTES = 256 << 10;
    static final int PIECES_MAX = 4;

    /**
     * @param bytesMax the body is cut here
     * @param windowMs in each stretch of so many milliseconds ...
     * @param windowBytesMin ... so many bytes must come, or the sender keeps a place that others need
     */
    public record Bounds(long bytesMax, long windowMs, long windowBytesMin) {}

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Sink sink;
    private final WorkerExecutor workers;
    private final Bounds bounds;
    private final int pieceBytes;
    private final Promise<Void> landed = Promise.promise();
    private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
    private Future<Void> writes = Future.succeededFuture();
    private int writing;
    private byte @Nullable [] piece;
    private int filled;
    private long received;
    private long windowStart;
    private boolean throttled;
    private boolean paused;
    private boolean over;
    private long timer;

    public Upload(Vertx vertx, HttpServerRequest request, Sink sink, WorkerExecutor workers, Bounds bounds) {
        this.vertx = vertx;
        this.request = request;
        this.sink = sink;
        this.workers = workers;
        this.bounds = bounds;
        this.pieceBytes = (int) Math.min(PIECE_BYTES, bounds.bytesMax());
    }

    /**
     * Asks a sender who waits for it to go on, so all that its head tells is checked before. Completes when every byte has been given to the sink, or fails when the sender went away, sent too much or too
     * slowly, or the sink failed. In both cases nobody writes to the sink any more.
     */
    public Future<Void> receive() {
        boolean waits = "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
        return waits ? request.response().writeContinue().compose(asked -> read()) : read();
    }

    private Future<Void> read() {
        if (request.response().closed()) {
            return Future.failedFuture(Problem.of(ProblemCode.REQUEST_INVALID).failure());
        }
        timer = vertx.setPeriodic(bounds.windowMs(), t -> checkPace());
        request.exceptionHandler(
                gone -> end(Problem.of(ProblemCode.REQUEST_INVALID).failure()));
        request.endHandler(ended -> {
            handOver();
            end(null);
        });
        request.handler(this::take);
        request.resume();
        return landed.future();
    }

    private void take(Buffer buffer) {
        if (over) {
            return;
        }
        received += buffer.length();
        if (received > bounds.bytesMax()) {
            end(Problem.of(ProblemCode.PAYLOAD_TOO_LARGE).failure());
            return;
        }
        int at = 0;
        while (at < buffer.length()) {
            byte[] target = piece;
            if (target == null) {
                target = spare.isEmpty() ? new byte[pieceBytes] : spare.pop();
                piece = target;
            }
            int n = Math.min(target.length - filled, buffer.length() - at);
            buffer.getBytes(at, at + n, target, filled);
            filled += n;
            at += n;
            if (filled == target.length) {
                handOver();
            }
        }
        if (writing >= PIECES_MAX && !over) {
            throttled = true;
            paused = true;
            request.pause();
        }
    }

    /** Gives the gathered piece to the workers, behind those before it. */
    private void handOver() {
        byte[] full = piece;
        int length = filled;
        piece = null;
        filled = 0;
        if (full == null || over) {
            return;
        }
        writing++;
        writes = writes.compose(before -> workers.<Void>executeBlocking(
                () -> {
                    sink.write(full, 0, length);
                    return null;
                },
                false));
        writes.onComplete(written -> {
            writing--;
            if (written.failed()) {
                end(written.cause());
                return;
            }
            spare.push(full);
            // Only what was paused is resumed: a write may be done before the end of the body has been seen to its end,
            // and
            // a request that has ended must not be touched.
            if (paused && !over && writing < PIECES_MAX) {
                paused = false;
                request.resume();
            }
        });
    }

    private void checkPace() {
        boolean ours = throttled || writing >= PIECES_MAX;
        if (!ours && received - windowStart < bounds.windowBytesMin()) {
            end(Problem.of(ProblemCode.REQUEST_TIMEOUT).failure());
        }
        windowStart = received;
        throttled = false;
    }

    /** Ends once, when the last write has: then the sink is free for whoever finishes or discards it. */
    private void end(@Nullable Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        vertx.cancelTimer(timer);
        if (!request.isEnded()) {
            request.pause();
        }
        writes.onComplete(written -> {
            if (failure != null) {
                landed.tryFail(failure);
            } else if (written.failed()) {
                landed.tryFail(written.cause());
            } else {
                landed.tryComplete();
            }
        });
    }
}
