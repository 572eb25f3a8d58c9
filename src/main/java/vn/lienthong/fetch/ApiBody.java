package vn.lienthong.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer on its way from the HTTP client to the thread that reads it: one portion is asked for at a time,
 * so a fast server waits for us, and we wait for a slow one only so long.
 */
final class ApiBody implements Flow.Subscriber<List<ByteBuffer>> {
    private static final int PORTIONS_MAX = 2;
    private static final int PIECE_BYTES = 16 << 10;

    private sealed interface Portion {}

    private record Bytes(List<ByteBuffer> buffers) implements Portion {}

    private record End(@Nullable Throwable fault) implements Portion {}

    private final BlockingQueue<Portion> portions = new ArrayBlockingQueue<>(PORTIONS_MAX);
    private final Patience patience;
    private volatile Flow.@Nullable Subscription subscription;

    ApiBody(Patience patience) {
        this.patience = patience;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        put(new Bytes(buffers));
    }

    @Override
    public void onError(Throwable fault) {
        put(new End(fault));
    }

    @Override
    public void onComplete() {
        put(new End(null));
    }

    /** Never full: one portion is asked for at a time, and after it there is only the end. */
    private void put(Portion portion) {
        if (!portions.offer(portion)) {
            cancel();
        }
    }

    /** Reads the body to its end and returns its bytes; {@link FetchCode#CUT_SHORT} when it broke off. */
    long to(Find.Sink sink, long bytesMax) throws IOException {
        Pace pace = new Pace(patience);
        byte[] piece = new byte[PIECE_BYTES];
        try {
            while (true) {
                Portion portion = portions.poll(patience.idle().toMillis(), TimeUnit.MILLISECONDS);
                if (portion == null) {
                    throw new FetchFailed(FetchCode.TOO_SLOW);
                }
                if (portion instanceof End end) {
                    if (end.fault() != null) {
                        throw new FetchFailed(FetchCode.CUT_SHORT, end.fault());
                    }
                    return pace.bytes();
                }
                for (ByteBuffer buffer : ((Bytes) portion).buffers()) {
                    if (pace.bytes() + buffer.remaining() > bytesMax) {
                        throw new FetchFailed(FetchCode.TOO_LARGE);
                    }
                    pace.advance(buffer.remaining());
                    pour(buffer, piece, sink);
                }
                Flow.Subscription more = subscription;
                if (more != null) {
                    more.request(1);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchFailed(FetchCode.GATEWAY_FAULT, e);
        } finally {
            cancel();
        }
    }

    private static void pour(ByteBuffer buffer, byte[] piece, Find.Sink sink) throws IOException {
        while (buffer.hasRemaining()) {
            int length = Math.min(piece.length, buffer.remaining());
            buffer.get(piece, 0, length);
            sink.write(piece, 0, length);
        }
    }

    /** Closes the connection when the body has not ended. */
    void cancel() {
        Flow.Subscription left = subscription;
        if (left != null) {
            left.cancel();
        }
    }
}
