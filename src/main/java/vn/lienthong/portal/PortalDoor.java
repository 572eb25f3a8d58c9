package vn.lienthong.portal;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.http.Answers;
import vn.lienthong.http.ExactHeaderNames;
import vn.lienthong.http.Traffic;
import vn.lienthong.intake.Reception;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Originals;

/**
 * The HTTPS server with the calls of the insurer's reception portal (letters 3190/BHXH-CNTT and 1245/BHXH-CNTT): a token
 * for user and password, then files as base64 in a form. No client certificate: accounts, source addresses and
 * short-lived tokens stand in for it, which is why this door is off unless an operator opens it.
 */
public final class PortalDoor {

    /** Where and with which keys the door opens; port 0 = any free one. */
    public record Options(String host, int port, Path certificate, Path key, int eventLoops, Limits limits) {}

    /** Who may call, and what there is to hand in; contracts by feed. */
    public record Country(List<Partner> partners, Map<String, Contract> contracts) {}

    /**
     * Bounds of the door.
     *
     * @param uploadsMax files received at once, and password checks with them
     * @param guessesPerUserMax wrong passwords of one user from one address, and ...
     * @param guessesPerAddressMax ... of one address, after which nothing is looked at for {@code lockout}
     * @param paceWindow a body that brings less than {@code paceBytesMin} in so long is given up
     */
    public record Limits(
            int uploadsMax,
            Duration tokenLifetime,
            int guessesPerUserMax,
            int guessesPerAddressMax,
            Duration lockout,
            Duration paceWindow,
            long paceBytesMin) {

        public static final Limits DEFAULT =
                new Limits(16, Duration.ofMinutes(30), 5, 20, Duration.ofMinutes(15), Duration.ofSeconds(30), 16 << 10);
    }

    private static final int HEADER_BYTES_MAX = 16 << 10;
    private static final int REQUEST_LINE_BYTES_MAX = 4 << 10;
    private static final int SOCKET_READ_BYTES = 256 << 10;
    private static final int IDLE_TIMEOUT_S = 180;
    private static final int HANDSHAKE_TIMEOUT_S = 10;
    private static final int BACKLOG = 1_024;
    private static final int SHUTDOWN_GRACE_S = 10;
    private static final String FORM = "application/x-www-form-urlencoded";

    /** Vert.x shares a random port between servers that ask for the same negative number. */
    private static final AtomicInteger RANDOM_PORT = new AtomicInteger(1 << 16);

    private final Vertx vertx;
    private final Options options;
    private final PortalCalls calls;
    private final Traffic traffic;
    private final Map<String, Function<HttpServerRequest, Future<JsonObject>>> byPath = new HashMap<>();
    private volatile int port;
    private volatile @Nullable String deployment;

    /** What the door works with. */
    public record Collaborators(Ledger ledger, Originals originals, Sealer sealer, Reception reception) {}

    /** @throws IllegalArgumentException when an account cannot be read, or two have the same name */
    public PortalDoor(Vertx vertx, Options options, Country country, Collaborators with, Traffic traffic) {
        this.vertx = vertx;
        this.options = options;
        this.traffic = traffic;
        this.calls = new PortalCalls(
                vertx,
                country,
                new PortalCalls.Collaborators(with.ledger(), with.originals(), with.sealer(), with.reception()),
                options.limits(),
                traffic);
        byPath.put("/api/token/take", calls::token);
        for (Submission submission : PortalCalls.SUBMISSIONS) {
            byPath.put(submission.path(), request -> calls.submit(submission, request));
        }
    }

    /** Opens the door; the future fails when the port is taken or a key cannot be read. */
    public Future<PortalDoor> open() {
        int asked = options.port() == 0 ? -RANDOM_PORT.incrementAndGet() : options.port();
        HttpServerOptions http = new HttpServerOptions()
                .setHost(options.host())
                .setPort(asked)
                .setSsl(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(options.certificate().toString())
                        .setKeyPath(options.key().toString()))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setSslHandshakeTimeout(HANDSHAKE_TIMEOUT_S)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout(IDLE_TIMEOUT_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                .setMaxChunkSize(SOCKET_READ_BYTES)
                .setReceiveBufferSize(SOCKET_READ_BYTES)
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setHandle100ContinueAutomatically(true);
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

    /** Takes no new connection, lets what is in flight end within the grace, then closes. */
    public Future<Void> close() {
        String id = deployment;
        deployment = null;
        return (id == null ? Future.<Void>succeededFuture() : vertx.undeploy(id)).eventually(calls::close);
    }

    private void handle(HttpServerRequest request) {
        request.pause();
        var call = byPath.get(request.path());
        if (call == null || request.headers().names().stream().anyMatch(ExactHeaderNames::looksLikeLength)) {
            refuse(request, call == null ? 404 : 400);
            return;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            refuse(request, 405);
            return;
        }
        Future<JsonObject> answer;
        try {
            answer = isForm(request) ? call.apply(request) : Future.failedFuture(new Malformed("not a form"));
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.recover(failure ->
                        Future.succeededFuture(PortalCalls.resultOf(failure).refusal()))
                .onSuccess(body -> end(request, body));
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        int end = type == null ? -1 : type.indexOf(';');
        String plain = type == null ? "" : end < 0 ? type : type.substring(0, end);
        return plain.trim().toLowerCase(Locale.ROOT).equals(FORM) && request.getHeader("Content-Encoding") == null;
    }

    private void end(HttpServerRequest request, JsonObject body) {
        if (request.response().closed()) {
            return;
        }
        traffic.answered("portal", 200);
        boolean unread = !request.isEnded();
        if (unread) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        Answers.end(request.response(), 200, Answers.JSON + "; charset=utf-8", body.toBuffer())
                .onComplete(sent -> {
                    if (unread) {
                        var unused = request.connection().shutdown(1, TimeUnit.SECONDS);
                    }
                });
        if (unread) {
            request.resume();
        }
    }

    private void refuse(HttpServerRequest request, int status) {
        traffic.answered("portal", status);
        request.response().setStatusCode(status).putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.response().end().onComplete(sent -> {
            var unused = request.connection().close();
        });
        request.resume();
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
                    .requestHandler(PortalDoor.this::handle);
            return server.listen().onSuccess(listening -> port = listening.actualPort());
        }

        @Override
        public Future<?> stop() {
            return server == null ? Future.succeededFuture() : server.shutdown(SHUTDOWN_GRACE_S, TimeUnit.SECONDS);
        }
    }
}
