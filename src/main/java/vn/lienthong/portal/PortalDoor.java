package vn.lienthong.portal;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.http.Answers;
import vn.lienthong.http.TlsServer;
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
     * @param uploadsMax files received at once, and ...
     * @param uploadsPerPartnerMax ... of one partner
     * @param tokenCallsMax calls for a token at once, whose callers nobody knows yet, and ...
     * @param tokenCallsPerAddressMax ... from one address
     * @param guessesPerUserMax wrong passwords of one user from one address, and ...
     * @param guessesPerAddressMax ... of one address, after which nothing is looked at for {@code lockout}
     * @param paceWindow a body that brings less than {@code paceBytesMin} in so long is given up
     */
    public record Limits(
            TlsServer.Limits server,
            int uploadsMax,
            int uploadsPerPartnerMax,
            int tokenCallsMax,
            int tokenCallsPerAddressMax,
            Duration tokenLifetime,
            int guessesPerUserMax,
            int guessesPerAddressMax,
            Duration lockout,
            Duration paceWindow,
            long paceBytesMin) {

        public static final Limits DEFAULT = new Limits(
                TlsServer.Limits.DEFAULT,
                24,
                8,
                128,
                32,
                Duration.ofMinutes(30),
                5,
                20,
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                16 << 10);
    }

    private static final String JSON = Answers.JSON + "; charset=utf-8";

    private final Vertx vertx;
    private final PortalCalls calls;
    private final Traffic traffic;
    private final TlsServer server;
    private final Map<String, Call> byPath = new HashMap<>();

    /** @param name of the call in metrics */
    private record Call(String name, BiFunction<HttpServerRequest, FormType, Future<JsonObject>> answer) {}

    /** What the door works with. */
    public record Collaborators(Ledger ledger, Originals originals, Sealer sealer, Reception reception) {}

    /** @throws IllegalArgumentException when two accounts have the same name */
    public PortalDoor(Vertx vertx, Options options, Country country, Collaborators with, Traffic traffic) {
        this.vertx = vertx;
        this.traffic = traffic;
        this.calls = new PortalCalls(
                vertx,
                country,
                new PortalCalls.Collaborators(with.ledger(), with.originals(), with.sealer(), with.reception()),
                options.limits(),
                traffic);
        this.server = new TlsServer(
                vertx,
                new TlsServer.Listen(
                        options.host(), options.port(), options.certificate(), options.key(), options.eventLoops()),
                options.limits().server(),
                new TlsServer.Handlers(this::handle, request -> refuse(request, 400, PortalResult.MALFORMED)));
        byPath.put(key("/api/token/take"), new Call("portal-token", calls::token));
        for (Submission submission : PortalCalls.SUBMISSIONS) {
            byPath.put(
                    key(submission.path()),
                    new Call("portal-submit", (request, form) -> calls.submit(submission, request, form)));
        }
    }

    /** Opens the door; the future fails when the port is taken or a key cannot be read. */
    public Future<PortalDoor> open() {
        return server.open(http -> http.setAlpnVersions(List.of(HttpVersion.HTTP_1_1)))
                .map(opened -> this);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Takes no new connection, lets what is in flight end within the grace, then closes. */
    public Future<Void> close() {
        return server.close().eventually(calls::close);
    }

    private void handle(HttpServerRequest request) {
        request.pause();
        Call call = byPath.get(key(request.path()));
        if (call == null) {
            refuse(request, 404, PortalResult.NO_SUCH_CALL);
            return;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            refuse(request, 405, PortalResult.NO_SUCH_CALL);
            return;
        }
        Future<JsonObject> answer;
        try {
            Optional<FormType> form = formOf(request);
            answer = form.isPresent()
                    ? call.answer().apply(request, form.get())
                    : Future.succeededFuture(PortalResult.NOT_A_FORM.refusal());
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onComplete(done -> {
            if (!request.response().closed()) {
                end(request, call, done.succeeded() ? done.result() : calls.refusalOf(done.cause()));
            }
        });
    }

    private static Optional<FormType> formOf(HttpServerRequest request) {
        return request.getHeader("Content-Encoding") == null
                ? FormType.of(request.getHeader(HttpHeaders.CONTENT_TYPE))
                : Optional.empty();
    }

    /** Letters and programs write {@code Qd4750} and {@code QD4750}; the portal takes both. */
    private static String key(@Nullable String path) {
        return path == null ? "" : path.toLowerCase(Locale.ROOT);
    }

    /** The portal's result stands in the body, and the operator sees it where other doors have the status. */
    private void end(HttpServerRequest request, Call call, JsonObject body) {
        traffic.answered(call.name(), Integer.parseInt(body.getString("maKetQua")));
        Answers.head(request.response(), 200, JSON);
        Answers.endUnread(vertx, request, body.toBuffer());
    }

    /** Answers who calls something else, or what cannot be read as a request: its status tells that too. */
    private void refuse(HttpServerRequest request, int status, PortalResult result) {
        traffic.answered("portal", status);
        Answers.head(request.response(), status, JSON);
        Buffer body = result.refusal().toBuffer();
        if (status == 400) {
            Answers.breakOff(request, body);
        } else {
            Answers.endUnread(vertx, request, body);
        }
    }
}
