package vn.lienthong.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The HTTPS server for partners and central systems: TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2. A client certificate is
 * asked for; who brings none is told so in a problem body, who brings one of a foreign authority fails the handshake.
 */
public final class HttpsDoor {

    /**
     * Where and with which keys the door opens.
     *
     * @param port 0 = any free one, see {@link #port()}
     * @param certificate PEM chain of the server
     * @param key PEM private key of the server
     * @param clientAuthority PEM certificates that client chains must end in
     * @param eventLoops connections are spread over so many threads
     */
    public record Options(
            String host, int port, Path certificate, Path key, Path clientAuthority, int eventLoops, Limits limits) {}

    /**
     * Bounds of the door itself; those of deliveries and pages are with them.
     *
     * @param idleTimeoutS a connection on which nothing moves is closed; longer than the longest poll, and than the fsync of
     *     the largest delivery
     */
    public record Limits(
            int headerBytesMax,
            int requestLineBytesMax,
            int idleTimeoutS,
            int handshakeTimeoutS,
            int acceptBacklog,
            int http2StreamsMax,
            int callsPerSecondPerPartner,
            int callsBurstPerPartner,
            int shutdownGraceS) {

        public static final Limits DEFAULT = new Limits(16 << 10, 4 << 10, 180, 10, 1_024, 100, 200, 400, 10);
    }

    /** So many bytes are read from a socket, and passed on, in one piece: 8 KiB pieces cost a third of the speed. */
    private static final int SOCKET_READ_BYTES = 256 << 10;

    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 4 << 20;
    private static final String OPENAPI_RESOURCE = "/openapi.yaml";

    /** Vert.x shares a random port between servers that ask for the same negative number. */
    private static final AtomicInteger RANDOM_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final Options options;
    private final Calls calls;
    private final Router router;
    private volatile int port;
    private volatile @Nullable String deployment;

    /** @param offers what can be called: deliveries, feeds */
    public HttpsDoor(Vertx vertx, Options options, Callers callers, Traffic traffic, List<Calls.Offer> offers) {
        this.vertx = vertx;
        this.options = options;
        Limits limits = options.limits();
        RateLimit rate =
                new RateLimit(limits.callsPerSecondPerPartner(), limits.callsBurstPerPartner(), System::nanoTime);
        this.calls = new Calls(vertx, callers, rate, traffic);
        this.router = calls.route(openapi(), offers);
    }

    /** Opens the door; the future fails when the port is taken or a key cannot be read. */
    public Future<HttpsDoor> open() {
        int asked = options.port() == 0 ? -RANDOM_PORT.incrementAndGet() : options.port();
        HttpServerOptions http = serverOptions(options).setPort(asked);
        return vertx.deployVerticle(
                        () -> new Loop(http),
                        new DeploymentOptions()
                                .setThreadingModel(ThreadingModel.EVENT_LOOP)
                                .setInstances(options.eventLoops()))
                .map(id -> {
                    deployment = id;
                    return this;
                });
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Paths and their methods, for the test that holds the document against them. */
    Map<String, Set<String>> offered() {
        return calls.offered();
    }

    /** Takes no new connection, lets what is in flight end within the grace, then closes. */
    public Future<Void> close() {
        String id = deployment;
        deployment = null;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    private static HttpServerOptions serverOptions(Options options) {
        Limits limits = options.limits();
        return new HttpServerOptions()
                .setHost(options.host())
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(options.certificate().toString())
                        .setKeyPath(options.key().toString()))
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(options.clientAuthority().toString()))
                .setClientAuth(ClientAuth.REQUEST)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setSslHandshakeTimeout(limits.handshakeTimeoutS())
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(limits.idleTimeoutS())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(limits.headerBytesMax())
                .setMaxInitialLineLength(limits.requestLineBytesMax())
                .setAcceptBacklog(limits.acceptBacklog())
                .setMaxChunkSize(SOCKET_READ_BYTES)
                .setReceiveBufferSize(SOCKET_READ_BYTES)
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(false)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                        .setMaxConcurrentStreams(limits.http2StreamsMax())
                        .setMaxHeaderListSize(limits.headerBytesMax()));
    }

    private static Buffer openapi() {
        try (InputStream in = HttpsDoor.class.getResourceAsStream(OPENAPI_RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(OPENAPI_RESOURCE + " is missing from the jar");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One event loop's share of the door. */
    private final class Loop extends VerticleBase {
        private final HttpServerOptions http;
        private @Nullable HttpServer server;

        Loop(HttpServerOptions http) {
            this.http = http;
        }

        @Override
        public Future<?> start() {
            server = vertx.createHttpServer(http)
                    .connectionHandler(connection -> ExactHeaderNames.guard(connection, http))
                    .invalidRequestHandler(this::refuseInvalid)
                    .requestHandler(this::handle);
            return server.listen().onSuccess(listening -> port = listening.actualPort());
        }

        @Override
        public Future<?> stop() {
            return server == null
                    ? Future.succeededFuture()
                    : server.shutdown(options.limits().shutdownGraceS(), TimeUnit.SECONDS);
        }

        private void handle(HttpServerRequest request) {
            if (request.headers().names().stream().anyMatch(ExactHeaderNames::looksLikeLength)) {
                calls.refuse(request.pause(), Problem.of(ProblemCode.REQUEST_INVALID));
            } else {
                router.handle(request);
            }
        }

        private void refuseInvalid(HttpServerRequest request) {
            Throwable cause = request.decoderResult().cause();
            ProblemCode code = ProblemCode.REQUEST_INVALID;
            if (cause instanceof TooLongHttpLineException) {
                code = ProblemCode.URI_TOO_LONG;
            } else if (cause instanceof TooLongHttpHeaderException) {
                code = ProblemCode.HEADERS_TOO_LARGE;
            }
            calls.refuse(request, Problem.of(code));
        }
    }
}
