package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Fault;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.store.Store.BatchCounts;

/** kill -9 of the database in the middle of batches: everything that was answered is there, and nothing twice. */
class CrashIT {
    private static final int BATCHES = 60;
    private static final int ROWS = 2_000;
    private static final int KILLS = 3;

    @Test
    void losesNothingAndStoresNothingTwiceWhenTheServerIsKilledInTheMiddle(@TempDir Path folder) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(
                        new EmbeddedServer.Settings(folder.resolve("pg"), TestServer.BINARIES, 0));
                StoreFixture fixture = new StoreFixture(folder, server.address(), server)) {
            // Given
            server.keepAlive();
            Contract c = Samples.payroll("crash.feed");
            fixture.store.adopt(c);
            StoreFixture.Sender sender = fixture.sender(c, "tax-01", 1);
            AtomicInteger next = new AtomicInteger();
            AtomicInteger answered = new AtomicInteger();
            ExecutorService workers = Executors.newFixedThreadPool(2);
            List<Future<Long>> done = new ArrayList<>();
            for (int w = 0; w < 2; w++) {
                done.add(workers.submit(() -> {
                    long stored = 0;
                    for (int b = next.incrementAndGet(); b <= BATCHES; b = next.incrementAndGet()) {
                        stored += putUntilAnswered(sender, b).stored();
                        answered.incrementAndGet();
                    }
                    return stored;
                }));
            }
            // When
            for (int kill = 1; kill <= KILLS; kill++) {
                while (answered.get() < kill * BATCHES / (KILLS + 1)) {
                    LockSupport.parkNanos(1_000_000);
                }
                server.pid().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            long stored = 0;
            for (Future<Long> one : done) {
                stored += one.get();
            }
            workers.shutdown();
            // Then
            assertEquals((long) BATCHES * ROWS, stored);
            assertEquals(
                    BATCHES + " 1 " + BATCHES,
                    fixture.ask(
                            "select count(*) || ' ' || min(position) || ' ' ||" + " max(position) from store.batch"));
            assertEquals(stored, fixture.store.sum(sender.delivery).stored());
            assertEquals(String.valueOf(stored), fixture.ask("select count(*) from store.crash_feed"));
            Map<String, Integer> seen = new HashMap<>();
            for (JsonObject e : fixture.events(c, null, 10_000)) {
                int unused = seen.merge(e.getString("subject"), 1, Integer::sum);
            }
            assertEquals(stored, seen.size());
            assertTrue(seen.values().stream().allMatch(n -> n == 1));
        }
    }

    /** What the ledger does: a fault is tried again later. */
    private static BatchCounts putUntilAnswered(StoreFixture.Sender sender, int number) {
        Fault last = null;
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                return sender.put(
                        number,
                        b -> StoreFixture.lines(b, (long) number * ROWS, (long) number * ROWS + ROWS - 1, 1, 0));
            } catch (Fault e) {
                last = e;
            }
        }
        throw new AssertionError(last);
    }
}
