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
    private static final int KILLS = 4;

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
            for (int kill = 1; kill <= KILLS; kill++) {
                untilUnderWay(gateway, delivery, kill);
                gateway.killAndStartAgain();
            }

            // Then
            JsonObject status = gateway.settled("tax-01", delivery);
            assertEquals("stored", status.getString("state"), status::encode);
            assertEquals(ROWS, status.getJsonObject("counts").getLong("stored"));
            positionsAreDenseAndRowsAreThereOnce(gateway);
        }
    }

    /** Kill 1 comes at once, the others when batches have been stored. */
    private static void untilUnderWay(GatewayProcess gateway, String delivery, int kill) {
        boolean under = kill == 1;
        while (!under) {
            JsonObject status = gateway.ask("partners/tax-01", "", "/v1/deliveries/" + delivery)
                    .json();
            String first = gateway.ask(
                            "central/vss", "-H 'Accept: application/x-ndjson'", "/v1/feeds/tax.payroll/events?limit=1")
                    .body();
            under = !first.isBlank() || status.getValue("settled_at") != null;
        }
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
