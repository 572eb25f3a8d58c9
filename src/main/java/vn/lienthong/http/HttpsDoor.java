package vn.lienthong.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

    /** Bounds of the door itself; those of deliveries and pages are with them. */
    public record Limits(
            TlsServer.Limits server, int http2StreamsMax, int callsPerSecondPerPartner, int callsBurstPerPartner) {

        public static final Limits DEFAULT = new Limits(TlsServer.Limits.DEFAULT, 100, 200, 400);
    }

    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 4 << 20;
    private static final String OPENAPI_RESOURCE = "/openapi.yaml";

    private final Options options;
    private final Calls calls;
    private final TlsServer server;

    /** @param offers what can be called: deliveries, feeds */
    public HttpsDoor(Vertx vertx, Options options, Callers callers, Traffic traffic, List<Calls.Offer> offers) {
        this.options = options;
        Limits limits = options.limits();
        RateLimit rate =
                new RateLimit(limits.callsPerSecondPerPartner(), limits.callsBurstPerPartner(), System::nanoTime);
        this.calls = new Calls(vertx, callers, rate, traffic);
        Router router = calls.route(openapi(), offers);
        this.server = new TlsServer(
                vertx,
                new TlsServer.Listen(
                        options.host(), options.port(), options.certificate(), options.key(), options.eventLoops()),
                limits.server(),
                new TlsServer.Handlers(router, this::refuseInvalid));
    }

    /** Opens the door; the future fails when the port is taken or a key cannot be read. */
    public Future<HttpsDoor> open() {
        return server.open(this::partnersAndHttp2).map(opened -> this);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Paths and their methods, for the test that holds the document against them. */
    Map<String, Set<String>> offered() {
        return calls.offered();
    }

    /** Takes no new connection, lets what is in flight end within the grace, then closes. */
    public Future<Void> close() {
        return server.close();
    }

    /** A certificate is asked for, and the protocol is agreed on in the handshake. */
    private HttpServerOptions partnersAndHttp2(HttpServerOptions http) {
        Limits limits = options.limits();
        return http.setUseAlpn(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(options.clientAuthority().toString()))
                .setClientAuth(ClientAuth.REQUEST)
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                        .setMaxConcurrentStreams(limits.http2StreamsMax())
                        .setMaxHeaderListSize(limits.server().headerBytesMax()));
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
