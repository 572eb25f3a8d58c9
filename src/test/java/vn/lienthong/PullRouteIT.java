package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.answer;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.PlanningApi;
import vn.lienthong.contract.ApiPull;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Route;
import vn.lienthong.fetch.ApiServers;
import vn.lienthong.fetch.ApiSource;
import vn.lienthong.fetch.Patience;
import vn.lienthong.ledger.LedgerBench;

/** How a route goes on when its visits do not bring what they should. */
class PullRouteIT {
    private static final String TOKEN = "a-token-of-this-test";
    private static final Duration EVERY = Duration.ofMillis(1);
    /** Doubling a millisecond so often is more than this test can last. */
    private static final int VISITS_BEFORE_LONG_PAUSES = 25;

    private static final int VISITS_MEANWHILE = 2_000;
    private static final long WAIT_S = 60;

    @TempDir
    Path dir = Path.of("");

    @Test
    void comesLaterAndLaterToAnApiWhoseAnswersAreAlwaysTooLarge() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        Files.writeString(dir.resolve("token"), TOKEN);
        AtomicInteger asked = new AtomicInteger();
        Semaphore meanwhile = new Semaphore(0);
        PlanningApi api = Worker.await(PlanningApi.open(vertx, TOKEN));
        api.misbehave(request -> {
            asked.incrementAndGet();
            var unused = request.response().end("more than four bytes");
        });
        URI url = URI.create("http://127.0.0.1:" + api.port() + PlanningApi.PATH);
        ApiPull pull = new ApiPull(url, null, new ApiPull.Bearer(dir.resolve("token")), EVERY, null, null);
        Route route = new Route(Door.API_PULL, "planning-01", "planning.enterprises");
        try (LedgerBench bench = new LedgerBench();
                ApiServers servers = new ApiServers(Patience.DEFAULT);
                PullTimes times = new PullTimes()) {
            ApiSource source = new ApiSource(servers, pull, InstantSource.system());
            PullRoute failing = new PullRoute(
                    new PullRoute.Line(route, source, EVERY, 4),
                    times,
                    bench.ledger().pulls(),
                    InstantSource.system());
            // When
            failing.start(PullRouteIT::read);
            times.timed("elsewhere", EVERY, () -> {
                        meanwhile.release();
                        return new PullTimes.Ended(false, null);
                    })
                    .start(false);
            // Then
            assertTrue(meanwhile.tryAcquire(VISITS_MEANWHILE, WAIT_S, TimeUnit.SECONDS));
            bench.eventually(() -> !codes(bench).isEmpty());
            assertEquals(List.of("TOO_LARGE"), codes(bench));
            assertTrue(asked.get() <= VISITS_BEFORE_LONG_PAUSES, () -> asked + " visits");
            assertNull(answer(bench.ledger().routeActivity()).get(0).lastSuccess());
        }
        Worker.await(api.close());
        Worker.await(vertx.close());
    }

    @Test
    void notesNoFailureWhenTheGatewayStopsMeanwhile() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        Files.writeString(dir.resolve("token"), TOKEN);
        Semaphore reached = new Semaphore(0);
        PlanningApi api = Worker.await(PlanningApi.open(vertx, TOKEN));
        api.publish("{}");
        URI url = URI.create("http://127.0.0.1:" + api.port() + PlanningApi.PATH);
        ApiPull pull = new ApiPull(url, null, new ApiPull.Bearer(dir.resolve("token")), EVERY, null, null);
        Route route = new Route(Door.API_PULL, "planning-01", "planning.enterprises");
        try (LedgerBench bench = new LedgerBench();
                ApiServers servers = new ApiServers(Patience.DEFAULT);
                PullTimes times = new PullTimes(Duration.ofSeconds(2))) {
            ApiSource source = new ApiSource(servers, pull, InstantSource.system());
            PullRoute waiting = new PullRoute(
                    new PullRoute.Line(route, source, EVERY, 4),
                    times,
                    bench.ledger().pulls(),
                    InstantSource.system());
            waiting.start(passage -> {
                reached.release();
                new CountDownLatch(1).await();
            });
            assertTrue(reached.tryAcquire(WAIT_S, TimeUnit.SECONDS));
            // When
            times.close(servers::close);
            // Then
            assertEquals(List.of(), codes(bench));
        }
        Worker.await(api.close());
        Worker.await(vertx.close());
    }

    private static void read(PullPassage passage) throws IOException {
        passage.find().readTo((piece, offset, length) -> {}, passage.bytesMax());
    }

    private static List<String> codes(LedgerBench bench) {
        return answer(bench.ledger().routeActivity()).stream()
                .flatMap(route -> Stream.ofNullable(route.memory().code()))
                .toList();
    }
}
