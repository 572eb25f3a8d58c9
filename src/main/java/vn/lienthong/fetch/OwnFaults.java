package vn.lienthong.fetch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A sink that remembers its own failure, so that a full disk of ours is never told as the partner's fault. */
final class OwnFaults implements Find.Sink {
    private final Find.Sink sink;
    private @Nullable IOException fault;

    OwnFaults(Find.Sink sink) {
        this.sink = sink;
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        try {
            sink.write(piece, offset, length);
        } catch (IOException e) {
            fault = e;
            throw e;
        }
    }

    /** Throws it again, if there was one. */
    void rethrow() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }
}
