package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.SyntheticPayroll;

/** A delivery at which the process is killed every time: it is held, the others go on, and its release finishes it. */
class PoisonIT {
    private static final int ROWS = 400_000;
    /** Five without progress, and some before that: a kill may come a moment after a stage was finished. */
    private static final int KILLS_MAX = 12;

    @TempDir
    private Path home = Path.of("");

    @Test
    void holdsWhatEndsTheProcessAgainAndAgain() throws IOException {
        try (GatewayProcess gateway = GatewayProcess.start(home)) {
            // Given
            Path csv = RoadIT.payroll(home, new SyntheticPayroll.Spec("2026-09", ROWS, 9, 0));
            String poison = gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv))
                    .json()
                    .getString("delivery");

            // When
            long claims = claimed(gateway, poison, 0);
            for (int kills = 1; claims > 0; kills++) {
                assertTrue(kills <= KILLS_MAX, "still not held");
                gateway.killAndStartAgain();
                claims = claimed(gateway, poison, claims);
            }

            // Then
            assertEquals(
                    "held",
                    gateway.ask("partners/tax-01", "", "/v1/deliveries/" + poison)
                            .json()
                            .getString("state"));
            Shell.Ended held = gateway.run("delivery", "held");
            assertTrue(held.out().contains("GatewayDied: 5 times in a row"), held.out());
            Path checkins =
                    Path.of("routes/feeds/health.checkins/samples/good.xml").toAbsolutePath();
            String other = gateway.push("hospital-01999", "health.checkins", checkins)
                    .json()
                    .getString("delivery");
            assertEquals("stored", gateway.settled("hospital-01999", other).getString("state"));
            assertEquals(0, gateway.run("delivery", "release", poison).exitCode());
            JsonObject status = gateway.settled("tax-01", poison);
            assertEquals("stored", status.getString("state"), status::encode);
        }
    }

    /** Waits until it is claimed once more than before; -1 when nobody will any more. */
    private static long claimed(GatewayProcess gateway, String delivery, long before) {
        String claims = "select case when state in ('received', 'processing') then lease_epoch else -1 end"
                + " from ledger.delivery where id = '" + delivery + "'";
        long now = gateway.look(claims);
        while (now >= 0 && now <= before) {
            now = gateway.look(claims);
        }
        return now;
    }
}
