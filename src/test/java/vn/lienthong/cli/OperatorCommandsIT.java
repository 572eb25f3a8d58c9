package vn.lienthong.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Route;
import vn.lienthong.http.TestDoor;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Held;
import vn.lienthong.ledger.Interventions.Noted;
import vn.lienthong.watch.DeliveryControl;
import vn.lienthong.watch.Management;
import vn.lienthong.watch.Readiness;
import vn.lienthong.watch.RouteControl;
import vn.lienthong.watch.RouteViews;

/** The commands for operators at a management port. */
class OperatorCommandsIT {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String ROUTE = "sftp-pull.police-01.police.units";

    @TempDir
    Path home = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final List<String> ordered = new CopyOnWriteArrayList<>();
    private RouteViews.Health health = RouteViews.Health.OK;
    private final Management management = new Management(
            vertx,
            new Management.Options("127.0.0.1", 0),
            new Management.Sights(
                    new Readiness(Map.of()),
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                    () -> Future.succeededFuture(List.of(new RouteViews.RouteView(
                            new Route(Door.SFTP_PULL, "police-01", "police.units"),
                            health,
                            null,
                            new RouteViews.RouteView.Times(null, null, null),
                            new RouteViews.RouteView.Queue(0, 0))))));

    /** Writes down what it is told; only this one route can be paused. */
    private final class Routes implements RouteControl {
        @Override
        public Future<RouteControl.Answer> pause(String route) {
            ordered.add("pause " + route);
            return Future.succeededFuture(
                    route.equals(ROUTE) ? RouteControl.Answer.DONE : RouteControl.Answer.UNKNOWN_ROUTE);
        }

        @Override
        public Future<RouteControl.Answer> resume(String route) {
            return pause(route);
        }

        @Override
        public Future<RouteControl.Answer> poll(String route) {
            return pause(route);
        }
    }

    /** Knows no delivery. */
    private static final class Empty implements DeliveryControl {
        @Override
        public Future<Ordered> order(Action action, UUID delivery, String who) {
            return Future.succeededFuture(new Ordered(delivery, Answer.UNKNOWN, false));
        }

        @Override
        public Future<Optional<Noted>> find(UUID intervention) {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<List<Held>> held() {
            return Future.succeededFuture(List.of());
        }
    }

    @BeforeEach
    void open() throws IOException {
        management.take(TOKEN, new Routes(), new Empty());
        var unused = TestDoor.await(management.open());
        management.started();
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(data.resolve("ports.json"), "{\"management\":" + management.port() + "}\n");
        Files.writeString(data.resolve("operator.token"), TOKEN);
    }

    @AfterEach
    void close() {
        TestDoor.await(management.close());
        TestDoor.await(vertx.close());
    }

    private Said say(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--home";
        all[words.length + 1] = home.toString();
        return Said.by(all);
    }

    @ParameterizedTest
    @CsvSource({"OK,0", "PAUSED,0", "LATE,1", "FAILING,1"})
    void endsWithFindingsForARouteThatNobodyHasPaused(RouteViews.Health state, int exitCode) {
        health = state;

        Said said = say("status");

        assertEquals(exitCode, said.exitCode());
        assertTrue(said.out().startsWith("ready\n"), said.out());
    }

    @Test
    void showsTheTokenWithAnOrderToARoute() {
        assertEquals(0, say("route", "pause", ROUTE).exitCode());
        assertEquals(List.of("pause " + ROUTE), ordered);
    }

    @Test
    void readsTheStatusWithoutTheToken() throws IOException {
        Files.delete(home.resolve("data/operator.token"));

        assertEquals(0, say("status").exitCode());
        assertEquals(
                CommandFailed.PEER_UNREACHABLE, say("route", "pause", ROUTE).exitCode());
    }

    @Test
    void namesTheRouteThatThereIsNot() {
        Said said = say("route", "pause", "nope");

        assertEquals(CommandFailed.USAGE, said.exitCode());
        assertTrue(said.err().contains("there is no route 'nope'"), said.err());
    }

    @Test
    void tellsWhereTheIdOfADeliveryStands() {
        Said said = say("replay", "01a20125-34eb-7634-bd96-a7d3e7e971d4");

        assertEquals(CommandFailed.FINDINGS, said.exitCode());
        assertTrue(said.err().contains("there is none of this id"), said.err());
        assertTrue(said.err().contains("stands in its receipts"), said.err());
    }
}
