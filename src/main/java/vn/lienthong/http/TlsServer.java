package vn.lienthong.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A server for HTTP over TLS 1.2 and 1.3 on a few event loops, as every such door opens one: what a stranger may take of
 * it before anybody knows who he is has a bound here.
 */
public final class TlsServer {

    /**
     * Where and with which keys it listens.
     *
     * @param port 0 = any free one, see {@link #port()}
     * @param certificate PEM chain of the server
     * @param key PEM private key of the server
     * @param eventLoops connections are spread over so many threads
     */
    public record Listen(String host, int port, Path certificate, Path key, int eventLoops) {}

    /**
     * Bounds of connections and heads.
     *
     * @param idleTimeoutS a connection on which nothing moves is closed; longer than the longest poll, and than the fsync of
     *     the largest delivery
     * @param connectionsMax open at once; one more is closed after its handshake, and so is ...
     * @param connectionsPerAddressMax ... one more of the same address
     */
    public record Limits(
            int headerBytesMax,
            int requestLineBytesMax,
            int idleTimeoutS,
            int handshakeTimeoutS,
            int acceptBacklog,
            int connectionsMax,
            int connectionsPerAddressMax,
            int shutdownGraceS) {

        /** An address has room for a reader that keeps a connection for each of its long polls. */
        public static final Limits DEFAULT = new Limits(16 << 10, 4 << 10, 180, 10, 1_024, 1_024, 384, 10);
    }

    /**
     * Who answers.
     *
     * @param request a request in good form
     * @param invalid one that is no HTTP, exceeds a bound or leaves in doubt where it ends
     */
    public record Handlers(Handler<HttpServerRequest> request, Handler<HttpServerRequest> invalid) {}

    /** So many bytes are read from a socket, and passed on, in one piece: 8 KiB pieces cost a third of the speed. */
    private static final int SOCKET_READ_BYTES = 256 << 10;

    /** Vert.x shares a random port between servers that ask for the same negative number. */
    private static final AtomicInteger RANDOM_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final Listen listen;
    private final Limits limits;
    private final Handlers handlers;
    private final Places connections;
    private volatile int port;
    private volatile @Nullable String deployment;

    public TlsServer(Vertx vertx, Listen listen, Limits limits, Handlers handlers) {
        this.vertx = vertx;
        this.listen = listen;
        this.limits = limits;
        this.handlers = handlers;
        this.connections = new Places(limits.connectionsMax(), limits.connectionsPerAddressMax());
    }

    /**
     * Begins to listen; the future fails when the port is taken or a key cannot be read.
     *
     * @param more what this door wants beside the options of all
     */
    public Future<Void> open(UnaryOperator<HttpServerOptions> more) {
        HttpServerOptions http = more.apply(options());
        return vertx.deployVerticle(
                        () -> new Loop(http),
                        new DeploymentOptions()
                                .setThreadingModel(ThreadingModel.EVENT_LOOP)
                                .setInstances(listen.eventLoops()))
                .map(id -> {
                    deployment = id;
                    return null;
                });
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Takes no new connection, lets what is in flight end within the grace, then closes. */
    public Future<Void> close() {
        String id = deployment;
        deployment = null;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** Nobody is told to go on with a body before its head was looked at: who reads it says so. */
    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(listen.host())
                .setPort(listen.port() == 0 ? -RANDOM_PORT.incrementAndGet() : listen.port())
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(listen.certificate().toString())
                        .setKeyPath(listen.key().toString()))
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
                .setHandle100ContinueAutomatically(false);
    }

    /** One event loop's share of the server. */
    private final class Loop extends VerticleBase {
        private final HttpServerOptions http;
        private @Nullable HttpServer server;

        Loop(HttpServerOptions http) {
            this.http = http;
        }

        @Override
        public Future<?> start() {
            server = vertx.createHttpServer(http)
                    .connectionHandler(this::admit)
                    .invalidRequestHandler(handlers.invalid())
                    .requestHandler(this::handle);
            return server.listen().onSuccess(listening -> port = listening.actualPort());
        }

        @Override
        public Future<?> stop() {
            return server == null
                    ? Future.succeededFuture()
                    : server.shutdown(limits.shutdownGraceS(), TimeUnit.SECONDS);
        }

        private void admit(HttpConnection connection) {
            String address = String.valueOf(connection.remoteAddress().hostAddress());
            if (connections.take(address)) {
                connection.closeHandler(closed -> connections.giveBack(address));
                ExactHeaderNames.guard(connection, http);
            } else {
                var unused = connection.close();
            }
        }

        private void handle(HttpServerRequest request) {
            if (request.headers().names().stream().anyMatch(ExactHeaderNames::looksLikeLength)) {
                handlers.invalid().handle(request.pause());
            } else {
                handlers.request().handle(request);
            }
        }
    }
}
