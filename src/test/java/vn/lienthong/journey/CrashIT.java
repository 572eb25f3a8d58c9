package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.SyntheticPayroll;

/** kill -9 while a large file is under way: it finishes by itself, every row once, positions 1..n. */
class CrashIT {
    private static final int ROWS = 400_000;
    /** More than a delivery may have without progress. */
    private static final int KILLS = 7;

    @TempDir
    private Path home = Path.of("");

    @Test
    void finishesAfterEveryKillAndStoresEveryRowOnce() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(home)) {
            // Given
            Path csv = RoadIT.payroll(home, new SyntheticPayroll.Spec("2026-08", ROWS, 8, 0));
            GatewayProcess.Answer custody =
                    gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv));
            assertEquals(202, custody.status(), custody.body());
            String delivery = custody.json().getString("delivery");

            // When
            long[] batchesSeen = {-1};
            for (int kill = 1; kill <= KILLS; kill++) {
                untilUnderWay(gateway, delivery, batchesSeen);
                gateway.killAndStartAgain();
            }

            // Then
            assertTrue(gateway.look("select max(lease_epoch) from ledger.delivery") >= KILLS - 1, "killed too late");
            JsonObject status = gateway.settled("tax-01", delivery);
            assertEquals("stored", status.getString("state"), status::encode);
            assertEquals(ROWS, status.getJsonObject("counts").getLong("stored"));
            positionsAreDenseAndRowsAreThereOnce(gateway);
        }
    }

    /** Kill 1 comes at once, each other one when more batches have been stored than at the one before. */
    private static void untilUnderWay(GatewayProcess gateway, String delivery, long[] batchesSeen) {
        String batches = "select case when settled_at is null then (select count(*) from store.batch b"
                + " where b.position is not null and b.delivery = d.id) else " + Integer.MAX_VALUE + " end"
                + " from ledger.delivery d where d.id = '" + delivery + "'";
        long now = gateway.look(batches);
        while (now <= batchesSeen[0]) {
            now = gateway.look(batches);
        }
        batchesSeen[0] = now;
    }

    private static void positionsAreDenseAndRowsAreThereOnce(GatewayProcess gateway) {
        Set<String> records = new HashSet<>();
        Set<Long> positions = new HashSet<>();
        long[] events = new long[1];
        gateway.eachEvent("tax.payroll", 10_000, event -> {
            events[0]++;
            records.add(event.getString("subject"));
            positions.add(Long.parseLong(event.getString("id").split("\\.")[1]));
        });
        long highest = positions.stream().mapToLong(Long::longValue).max().orElse(0);
        assertEquals(ROWS, events[0]);
        assertEquals(ROWS, records.size());
        assertEquals(highest, positions.size());
        assertTrue(highest > 1);
    }
}
