package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.ledger.LedgerBench.LANE;
import static vn.lienthong.ledger.LedgerBench.LEASE;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.Door;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.TestServer;

/** The database dies under the ledger: calls fail with a name, nothing acknowledged is lost, later all works again. */
class RestartIT {
    private static final int POSTS = 3_000;

    private static EmbeddedServer start(Path folder) {
        return EmbeddedServer.start(new EmbeddedServer.Settings(folder.resolve("pg"), TestServer.BINARIES, 0));
    }

    private static void kill(EmbeddedServer server) {
        ProcessHandle postmaster = ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
        assertTrue(postmaster.destroyForcibly());
        postmaster.onExit().join();
    }

    /** Its children serve what they have begun before they notice. */
    private static void awaitDown(LedgerBench bench) {
        bench.eventually(() -> {
            try {
                answer(bench.ledger().status(UUID.randomUUID()));
                return false;
            } catch (LedgerUnavailable e) {
                return true;
            }
        });
    }

    @Test
    void failsByNameWhileTheDatabaseIsDownAndWorksAfterwards(@TempDir Path folder) {
        // Given
        try (EmbeddedServer server = start(folder);
                LedgerBench bench = new LedgerBench(server)) {
            Ledger ledger = bench.ledger();
            UUID delivery = bench.put(LANE, "a");
            Ledger.Work work = bench.claim("w");
            kill(server);
            awaitDown(bench);
            // When
            List<Future<?>> calls = List.of(
                    ledger.takeCustody(delivery(LANE, "b")),
                    ledger.findByDigest(LANE, Door.HTTPS, "b"),
                    ledger.status(delivery),
                    ledger.claim("w", LEASE, 5),
                    ledger.renew(work, LEASE),
                    ledger.stageDone(work, new Ledger.StageResult("verify", new JsonObject(), null)),
                    ledger.awaitSettled(delivery, 1_000));
            // Then
            calls.forEach(call -> assertThrows(LedgerUnavailable.class, () -> answer(call)));
            server.revive();
            bench.done(work, "verify");
            answer(ledger.renew(work, LEASE));
            assertTrue(answer(ledger.takeCustody(delivery(LANE, "b"))).first());
            assertEquals(2, answer(ledger.routeActivity()).get(0).waiting());
        }
    }

    @Test
    void keepsEveryCustodyThatItAnsweredOverAKill(@TempDir Path folder) {
        // Given
        try (EmbeddedServer server = start(folder);
                LedgerBench bench = new LedgerBench(server)) {
            Map<Ledger.NewDelivery, Future<Ledger.Custody>> posts = new HashMap<>();
            List<Ledger.NewDelivery> all = new ArrayList<>();
            for (int i = 0; i < POSTS; i++) {
                Ledger.NewDelivery post = delivery(LANE, "content " + i);
                all.add(post);
                posts.put(post, bench.ledger().takeCustody(post));
            }
            // When
            bench.eventually(
                    () -> posts.values().stream().filter(Future::succeeded).count() > 100);
            kill(server);
            awaitDown(bench);
            Ledger.NewDelivery late = delivery(LANE, "late");
            posts.put(late, bench.ledger().takeCustody(late));
            List<Ledger.NewDelivery> acknowledged = new ArrayList<>();
            List<Ledger.NewDelivery> surelyNot = new ArrayList<>();
            posts.forEach((post, answered) -> {
                try {
                    var unused = answer(answered);
                    acknowledged.add(post);
                } catch (LedgerUnavailable e) {
                    if (!e.outcomeUnknown()) {
                        surelyNot.add(post);
                    }
                }
            });
            server.revive();
            // Then
            String ids = acknowledged.stream()
                    .map(post -> "'" + post.head().id() + "'")
                    .collect(Collectors.joining(","));
            assertEquals(
                    acknowledged.size(),
                    bench.count("select count(*) from ledger.receipt where delivery in (" + ids + ")"));
            for (Ledger.NewDelivery post : surelyNot) {
                assertTrue(answer(bench.ledger().status(post.head().id())).isEmpty());
            }
            assertFalse(acknowledged.isEmpty());
            assertTrue(surelyNot.contains(late));
            List<Future<Ledger.Custody>> again =
                    all.stream().map(bench.ledger()::takeCustody).toList();
            again.forEach(post -> assertTrue(answer(post).first()));
            assertEquals(POSTS, bench.count("select count(*) from ledger.delivery"));
            assertEquals(POSTS, bench.count("select max(lane_no) from ledger.delivery"));
        }
    }
}
