package vn.lienthong.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Route;
import vn.lienthong.http.TestDoor;

/** What an operator and a load balancer read on the management port. */
class ManagementIT {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean ledgerUp = new AtomicBoolean(true);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Management management = management(Map.of("ledger", () -> Future.succeededFuture(ledgerUp.get())));

    @BeforeEach
    void open() {
        var unused = TestDoor.await(management.open());
    }

    @AfterEach
    void close() {
        TestDoor.await(management.close());
        TestDoor.await(vertx.close());
    }

    @Test
    void isAliveBeforeItHasStarted() throws Exception {
        assertEquals(200, get("/health/live").statusCode());
        assertEquals(503, get("/health/started").statusCode());
        assertEquals(503, get("/health/ready").statusCode());

        management.started();

        assertEquals(200, get("/health/started").statusCode());
        assertEquals(200, get("/health/ready").statusCode());
    }

    @Test
    void namesTheCheckThatSaysNo() throws Exception {
        management.started();
        ledgerUp.set(false);

        HttpResponse<String> answer = get("/health/ready");

        assertEquals(503, answer.statusCode());
        assertEquals(
                "down", new JsonObject(answer.body()).getJsonObject("checks").getString("ledger"));
    }

    @Test
    void takesACheckThatFailsOrNeverAnswersForANo() throws Exception {
        TestDoor.await(management.close());
        management = management(Map.of(
                "broken", () -> Future.failedFuture("no connection"),
                "thrown",
                        () -> {
                            throw new IllegalStateException("at once");
                        },
                "silent", () -> Promise.<Boolean>promise().future()));
        open();
        management.started();

        HttpResponse<String> answer = get("/health/ready");

        assertEquals(503, answer.statusCode());
        assertEquals(
                Map.of("broken", "down", "thrown", "down", "silent", "down"),
                new JsonObject(answer.body()).getJsonObject("checks").getMap());
    }

    @Test
    void showsEveryRouteWithTheMembersOfTheInterface() throws Exception {
        JsonObject route = new JsonArray(get("/routes").body()).getJsonObject(0);

        assertEquals(
                List.of(
                        "route",
                        "door",
                        "partner",
                        "feed",
                        "state",
                        "last_attempt",
                        "last_success",
                        "next_deadline",
                        "waiting",
                        "oldest_waiting_s",
                        "code"),
                List.copyOf(route.fieldNames()));
        assertEquals("https.tax-01.tax.payroll", route.getString("route"));
        assertEquals("late", route.getString("state"));
        assertEquals("2026-11-21T00:00:00Z", route.getString("last_attempt"));
        assertEquals(2, route.getLong("waiting"));
    }

    @Test
    void isScraped() throws Exception {
        new Meters(registry).answered("deliver", 202);

        HttpResponse<String> answer = get("/metrics");

        assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/plain"));
        assertTrue(answer.body().contains("lienthong_calls_total{call=\"deliver\",status=\"202\"} 1.0"));
    }

    @Test
    void knowsNothingElse() throws Exception {
        assertEquals(404, get("/").statusCode());
        assertEquals(404, get("/v1/feeds").statusCode());
    }

    private Management management(Map<String, java.util.function.Supplier<Future<Boolean>>> checks) {
        RouteViews routes = () -> Future.succeededFuture(List.of(new RouteViews.RouteView(
                new Route(Door.HTTPS, "tax-01", "tax.payroll"),
                RouteViews.Health.LATE,
                null,
                new RouteViews.RouteView.Times(Instant.parse("2026-11-21T00:00:00Z"), null, null),
                new RouteViews.RouteView.Queue(2, 9))));
        return new Management(
                vertx,
                new Management.Options("127.0.0.1", 0),
                new Management.Sights(new Readiness(checks), registry, routes));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management.port() + path))
                .timeout(java.time.Duration.of(TestDoor.WAIT_S, TimeUnit.SECONDS.toChronoUnit()))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
