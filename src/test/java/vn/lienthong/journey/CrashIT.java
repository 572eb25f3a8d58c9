package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
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
        JsonArray events = gateway.pull("tax.payroll", 10_000);
        Set<String> records = new HashSet<>();
        Set<Long> positions = new HashSet<>();
        long highest = 0;
        for (int i = 0; i < events.size(); i++) {
            JsonObject event = events.getJsonObject(i);
            records.add(event.getString("subject"));
            long position = Long.parseLong(event.getString("id").split("\\.")[1]);
            positions.add(position);
            highest = Math.max(highest, position);
        }
        assertEquals(ROWS, events.size());
        assertEquals(ROWS, records.size());
        assertEquals(highest, positions.size());
        assertTrue(highest > 1);
    }
}
