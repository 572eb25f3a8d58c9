package vn.lienthong.sftp;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import vn.lienthong.delivery.Fault;

/**
 * The only place of this room that waits for an answer of the reactive world: the protocol answers a client's requests
 * one after the other, so each session has a thread that may wait.
 */
final class SftpBridge {
    /** Longer than the ledger itself waits before it gives up. */
    static final long ANSWER_MS_MAX = 120_000;

    private SftpBridge() {}

    static <T> T await(Future<T> answer) throws IOException {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait");
        }
        try {
            return answer.toCompletionStage().toCompletableFuture().get(ANSWER_MS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new Fault("the ledger's answer failed", e.getCause());
        } catch (TimeoutException e) {
            throw new Fault("the ledger did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the door closes");
        }
    }
}
