package vn.lienthong.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Fault;

/** Writes answers: bodies with their headers, problems, and what a caller whose body nobody wants gets to read. */
public final class Answers {

    public static final String JSON = "application/json";

    static final String PROBLEM_JSON = "application/problem+json";

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int FAULT_RETRY_AFTER_S = 5;
    private static final int LINGER_MS = 2_000;
    private static final long LINGER_BYTES_MAX = 64L << 20;

    private Answers() {}

    /** Ends the call with a body that is whole in memory. */
    public static Future<Void> end(HttpServerResponse response, int status, String mediaType, Buffer body) {
        return head(response, status, mediaType)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .end(body);
    }

    /** Status and the headers that every answer carries. */
    @CanIgnoreReturnValue
    public static HttpServerResponse head(HttpServerResponse response, int status, String mediaType) {
        return response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    /**
     * The one place where a failure becomes an answer. Partner mistakes carry their problem; anything else is a fault
     * of ours, of which the caller learns an opaque id and the log the rest.
     */
    public static Problem problemOf(Throwable failure) {
        if (failure instanceof ProblemFailure known) {
            return known.problem();
        }
        UUID id = UUID.randomUUID();
        boolean programming = failure instanceof Error
                || (failure instanceof RuntimeException
                        && !(failure instanceof Fault)
                        && !(failure instanceof VertxException));
        LOG.atError().addKeyValue("fault", id).setCause(failure).log("a call ended in a fault");
        return programming
                ? new Problem(ProblemCode.INTERNAL, 0, null, id)
                : new Problem(ProblemCode.STORAGE_UNAVAILABLE, FAULT_RETRY_AFTER_S, null, id);
    }

    /** Answers with the problem, or cuts the stream when an answer has begun already. */
    static void problem(Vertx vertx, HttpServerRequest request, Problem problem) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            var unused = response.reset();
            return;
        }
        Buffer body = problem.body().toBuffer();
        head(response, problem.code().status(), PROBLEM_JSON);
        if (problem.retryAfterS() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterS()));
        }
        if (problem.link() != null) {
            response.putHeader("Link", "<" + problem.link() + ">; rel=\"next\"");
        }
        if (problem.code() == ProblemCode.REQUEST_INVALID && request.version() != HttpVersion.HTTP_2) {
            breakOff(request, body);
            return;
        }
        endUnread(vertx, request, body);
    }

    /** Ends a call whose own body was perhaps not read to its end, or not at all; status and headers are set already. */
    public static void endUnread(Vertx vertx, HttpServerRequest request, Buffer body) {
        if (request.isEnded() || !mayHaveBody(request)) {
            if (!request.isEnded()) {
                request.resume();
            }
            var unused = request.response()
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end(body);
        } else {
            refuseBody(vertx, request, body);
        }
    }

    /**
     * Answers a request whose end is in doubt. Its response never ends, because then Vert.x would take what follows on
     * the connection for the next request.
     */
    public static void breakOff(HttpServerRequest request, Buffer body) {
        request.response()
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .write(body)
                .onComplete(sent -> {
                    var unused = request.connection().close();
                });
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST)
                || request.method().equals(HttpMethod.PUT)
                || request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /**
     * Answers a caller who is still sending. To stop it at once would reset what it sends and could take the answer
     * with it: so the whole answer goes out first, and what still comes is dropped, within bounds. Then HTTP/2 tells it
     * to stop, and on HTTP/1.1 the connection is closed.
     */
    private static void refuseBody(Vertx vertx, HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        AtomicLong dropped = new AtomicLong();
        long timer = vertx.setTimer(LINGER_MS, t -> stop(request));
        Runnable stopNow = () -> {
            if (vertx.cancelTimer(timer)) {
                stop(request);
            }
        };
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.endHandler(ended -> stopNow.run());
        request.handler(piece -> {
            if (dropped.addAndGet(piece.length()) > LINGER_BYTES_MAX) {
                stopNow.run();
            }
        });
        Future<Void> answered;
        if (request.version() == HttpVersion.HTTP_2) {
            answered = response.end(body);
        } else {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                    .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            answered = response.write(body);
        }
        answered.onComplete(sent -> {
            if (!request.isEnded()) {
                request.resume();
            }
        });
    }

    private static void stop(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (request.version() == HttpVersion.HTTP_2) {
            if (!request.isEnded()) {
                var unused = response.reset(0);
            }
        } else if (!response.ended() && !response.closed()) {
            response.end().onComplete(ended -> {
                var unused = request.connection().close();
            });
        }
    }
}
