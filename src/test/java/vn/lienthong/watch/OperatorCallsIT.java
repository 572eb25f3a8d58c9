package vn.lienthong.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.http.TestDoor;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Held;
import vn.lienthong.ledger.Interventions.Noted;

/** Who may give orders on the management port, and what he is answered. */
class OperatorCallsIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final UUID DELIVERY = UUID.fromString("01a20125-34eb-7634-bd96-a7d3e7e971d4");
    private static final UUID INTERVENTION = UUID.fromString("01a20125-34eb-7634-bd96-a7d3e7e971d5");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> orders = new ArrayList<>();
    private DeliveryControl.Ordered answer = new DeliveryControl.Ordered(INTERVENTION, Answer.DONE, false);
    private final Management management = new Management(
            vertx,
            new Management.Options("127.0.0.1", 0),
            new Management.Sights(
                    new Readiness(Map.of()),
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                    () -> Future.succeededFuture(List.of())));

    /** Routes that write down what they are told; one can be paused, none resumed, none fetched from. */
    private final class Routes implements RouteControl {
        @Override
        public Future<RouteControl.Answer> pause(String route) {
            orders.add("pause " + route);
            return Future.succeededFuture(RouteControl.Answer.DONE);
        }

        @Override
        public Future<RouteControl.Answer> resume(String route) {
            return Future.succeededFuture(RouteControl.Answer.UNKNOWN_ROUTE);
        }

        @Override
        public Future<RouteControl.Answer> poll(String route) {
            return Future.succeededFuture(RouteControl.Answer.NOT_FETCHED);
        }
    }

    /** A desk that writes down what it is told. */
    private final class Desk implements DeliveryControl {
        @Override
        public Future<Ordered> order(Action action, UUID delivery, String who) {
            if (who.equals("trouble")) {
                throw new IllegalStateException("the ledger is down");
            }
            orders.add(action.wire() + " " + delivery + " " + who);
            return Future.succeededFuture(answer);
        }

        @Override
        public Future<Optional<Noted>> find(UUID intervention) {
            Noted noted = new Noted(
                    INTERVENTION,
                    DELIVERY,
                    "replay",
                    "an",
                    Instant.EPOCH,
                    null,
                    new JsonObject().put("state", "stored"));
            return Future.succeededFuture(intervention.equals(INTERVENTION) ? Optional.of(noted) : Optional.empty());
        }

        @Override
        public Future<List<Held>> held() {
            return Future.succeededFuture(List.of(
                    new Held(DELIVERY, "tax-01", "tax.payroll", Instant.EPOCH, "store", 5, "the disk is full", null)));
        }
    }

    @BeforeEach
    void open() {
        management.take(TOKEN, new Routes(), new Desk());
        var unused = TestDoor.await(management.open());
    }

    @AfterEach
    void close() {
        TestDoor.await(management.close());
        TestDoor.await(vertx.close());
    }

    private HttpRequest.Builder request(String path, String authorization) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management.port() + path))
                .header("Authorization", authorization);
    }

    private HttpResponse<String> post(String path, String authorization, String who) throws Exception {
        return send(request(path, authorization)
                .header("X-Operator", who)
                .POST(BodyPublishers.noBody())
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void takesAnOrderFromWhoKnowsTheToken() throws Exception {
        // When
        HttpResponse<String> done = post("/deliveries/" + DELIVERY + "/set-aside", "Bearer " + TOKEN, "an.nguyen");
        // Then
        assertEquals(200, done.statusCode());
        assertEquals(INTERVENTION.toString(), new JsonObject(done.body()).getString("intervention"));
        assertEquals(List.of("set-aside " + DELIVERY + " an.nguyen"), orders);
    }

    @Test
    void passesOrdersOnToTheRoutes() throws Exception {
        String routes = "/routes/sftp-pull.police-01.police.units/";
        assertEquals(200, post(routes + "pause", "Bearer " + TOKEN, "an.nguyen").statusCode());
        assertEquals(404, post(routes + "resume", "Bearer " + TOKEN, "an").statusCode());
        assertEquals(409, post(routes + "poll", "Bearer " + TOKEN, "an").statusCode());
        assertEquals(List.of("pause sftp-pull.police-01.police.units"), orders);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer 0123456789abcdef0123456789abcdee", "Basic x", "0123456789abcdef"})
    void refusesEveryCallOfWhoDoesNot(String authorization) throws Exception {
        assertEquals(
                401,
                post("/deliveries/" + DELIVERY + "/release", authorization, "an")
                        .statusCode());
        for (String word : List.of("pause", "resume", "poll")) {
            assertEquals(
                    401,
                    post("/routes/sftp-pull.police-01.police.units/" + word, authorization, "an")
                            .statusCode());
        }
        assertEquals(
                401,
                send(request("/deliveries/held", authorization).GET().build()).statusCode());
        assertEquals(
                401,
                send(request("/interventions/" + INTERVENTION, authorization)
                                .GET()
                                .build())
                        .statusCode());
        assertEquals(List.of(), orders);
    }

    @Test
    void answersWhatStandsAgainstAnOrder() throws Exception {
        String path = "/deliveries/" + DELIVERY + "/replay";
        answer = new DeliveryControl.Ordered(INTERVENTION, Answer.UNDER_WAY, false);
        assertEquals(409, post(path, "Bearer " + TOKEN, "an").statusCode());
        answer = new DeliveryControl.Ordered(INTERVENTION, Answer.UNKNOWN, false);
        assertEquals(404, post(path, "Bearer " + TOKEN, "an").statusCode());
        answer = new DeliveryControl.Ordered(INTERVENTION, Answer.UNDER_WAY, true);
        assertEquals(503, post(path, "Bearer " + TOKEN, "an").statusCode());
        assertEquals(503, post(path, "Bearer " + TOKEN, "trouble").statusCode());
    }

    @Test
    void refusesANameOrAnIdThatIsNone() throws Exception {
        assertEquals(
                400,
                post("/deliveries/" + DELIVERY + "/replay", "Bearer " + TOKEN, "an <b>")
                        .statusCode());
        assertEquals(
                400,
                post("/routes/sftp-pull.police-01.police.units/pause", "Bearer " + TOKEN, "an <b>")
                        .statusCode());
        assertEquals(
                400, post("/deliveries/none/replay", "Bearer " + TOKEN, "an").statusCode());
        assertEquals(List.of(), orders);
    }

    @Test
    void tellsWhatIsHeldAndHowAReplayEnded() throws Exception {
        // When
        HttpResponse<String> held =
                send(request("/deliveries/held", "Bearer " + TOKEN).GET().build());
        HttpResponse<String> noted = send(request("/interventions/" + INTERVENTION, "Bearer " + TOKEN)
                .GET()
                .build());
        HttpResponse<String> unknown = send(
                request("/interventions/" + DELIVERY, "Bearer " + TOKEN).GET().build());
        // Then
        assertEquals(
                "the disk is full", new JsonArray(held.body()).getJsonObject(0).getString("fault"));
        assertEquals(
                "stored", new JsonObject(noted.body()).getJsonObject("result").getString("state"));
        assertEquals(404, unknown.statusCode());
    }

    @Test
    void wantsATokenThatCannotBeGuessed() {
        assertThrows(IllegalArgumentException.class, () -> management.take("short", new Routes(), new Desk()));
    }
}
