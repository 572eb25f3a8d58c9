package vn.lienthong.watch;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.http.Answers;

/** The management server: health, metrics and routes, without TLS and therefore for loopback. */
public final class Management {

    /** @param port 0 = any free one */
    public record Options(String host, int port) {}

    /** What it shows. */
    public record Sights(Readiness readiness, PrometheusMeterRegistry registry, RouteViews routes) {}

    private static final Logger LOG = LoggerFactory.getLogger(Management.class);
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int HEADER_BYTES_MAX = 8 << 10;
    private static final int IDLE_TIMEOUT_S = 30;
    private static final int UNAVAILABLE = 503;

    private final Options options;
    private final Sights sights;
    private final HttpServer server;
    private final Router router;
    private final AtomicBoolean started = new AtomicBoolean();

    public Management(Vertx vertx, Options options, Sights sights) {
        this.options = options;
        this.sights = sights;
        this.router = Router.router(vertx);
        get(router, "/health/live", this::live);
        get(router, "/health/ready", this::ready);
        get(router, "/health/started", this::startedYet);
        get(router, "/metrics", this::metrics);
        get(router, "/routes", this::routes);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setMaxHeaderSize(HEADER_BYTES_MAX)
                        .setIdleTimeout(IDLE_TIMEOUT_S)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .requestHandler(router);
    }

    /**
     * Before it is opened: takes an operator's orders too.
     *
     * @param token what an operator shows, at least 16 characters
     */
    public void take(String token, RouteControl routes, DeliveryControl deliveries) {
        OperatorCalls calls = new OperatorCalls(router, token);
        new RouteOrders(routes).addTo(calls);
        new DeliveryOrders(deliveries).addTo(calls);
    }

    public Future<Management> open() {
        return server.listen(options.port(), options.host()).map(this);
    }

    public int port() {
        return server.actualPort();
    }

    /** Everything is up: {@code /health/started} says so from now on. */
    public void started() {
        started.set(true);
    }

    public Future<Void> close() {
        return server.close();
    }

    private static void get(Router router, String path, Function<RoutingContext, Future<Void>> answer) {
        router.route(HttpMethod.GET, path).method(HttpMethod.HEAD).handler(context -> answer.apply(context)
                .onFailure(fault -> {
                    LOG.atWarn().addKeyValue("path", path).setCause(fault).log("a management call failed");
                    if (!context.response().headWritten()) {
                        var unused = state(context, false, null);
                    }
                }));
    }

    private Future<Void> live(RoutingContext context) {
        return state(context, true, null);
    }

    private Future<Void> startedYet(RoutingContext context) {
        return state(context, started.get(), null);
    }

    private Future<Void> ready(RoutingContext context) {
        return sights.readiness().ask().compose(answers -> {
            JsonObject checks = new JsonObject();
            answers.forEach((name, up) -> checks.put(name, word(up)));
            return state(context, started.get() && !answers.containsValue(false), checks);
        });
    }

    private Future<Void> metrics(RoutingContext context) {
        return Answers.end(
                context.response(),
                200,
                METRICS_TYPE,
                Buffer.buffer(sights.registry().scrape()));
    }

    private Future<Void> routes(RoutingContext context) {
        return sights.routes().routes().compose(views -> {
            JsonArray body = new JsonArray();
            views.forEach(view -> body.add(line(view)));
            return Answers.end(context.response(), 200, Answers.JSON, body.toBuffer());
        });
    }

    private static JsonObject line(RouteViews.RouteView view) {
        return new JsonObject()
                .put("route", view.route().id())
                .put("door", view.route().door().wire())
                .put("partner", view.route().partner())
                .put("feed", view.route().feed())
                .put("state", view.state().wire())
                .put("last_attempt", text(view.times().lastAttempt()))
                .put("last_success", text(view.times().lastSuccess()))
                .put("next_deadline", text(view.times().nextDeadline()))
                .put("waiting", view.queue().waiting())
                .put("oldest_waiting_s", view.queue().oldestWaitingS())
                .put("code", view.code());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static Future<Void> state(RoutingContext context, boolean up, @Nullable JsonObject checks) {
        JsonObject body = new JsonObject().put("status", word(up));
        if (checks != null) {
            body.put("checks", checks);
        }
        return Answers.end(context.response(), up ? 200 : UNAVAILABLE, Answers.JSON, body.toBuffer());
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
