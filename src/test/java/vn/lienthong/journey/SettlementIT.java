package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.SyntheticSettlement;

/** An employer's settlement and its amendment: openssl seals, OpenSSH's sftp pushes, central follows the feed. */
class SettlementIT {
    private static final String FEED = "tax.settlement";
    private static final int LOOKS_MAX = 300;

    @TempDir
    private static Path home = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayProcess.start(home);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String sftp(String batch) throws IOException {
        Path commands = Files.writeString(Files.createTempFile(home, "batch", ".txt"), batch);
        Path dev = home.resolve("certs/dev");
        Path hosts = home.resolve("known_hosts");
        String[] words = Files.readString(dev.resolve("known_hosts")).strip().split(" ", 2);
        Files.writeString(hosts, "[127.0.0.1]:" + gateway.port("sftp") + " " + words[1] + "\n");
        return gateway.shell()
                .sh("sftp -q -b " + commands + " -P " + gateway.port("sftp") + " -i " + dev
                        + "/partners/tax-01/ssh_ed25519 -o IdentitiesOnly=yes -o StrictHostKeyChecking=yes"
                        + " -o UserKnownHostsFile=" + hosts + " tax-01@127.0.0.1 2>&1");
    }

    /** Pushes a settlement under its name and returns its outcome, as it lies in the partner's account. */
    private static JsonObject push(String name, SyntheticSettlement.Spec spec) throws IOException {
        Path xml = home.resolve(name + ".xml");
        try (OutputStream out = Files.newOutputStream(xml)) {
            assertFalse(SyntheticSettlement.write(spec, out).isEmpty());
        }
        Path sealed = Files.move(
                gateway.sealWithOpenssl("tax-01", xml),
                home.resolve(name + ".p7m"),
                StandardCopyOption.REPLACE_EXISTING);
        sftp("put " + sealed + " /" + FEED + "/" + name + ".p7m.part\nrename /" + FEED + "/" + name + ".p7m.part /"
                + FEED + "/" + name + ".p7m\n");
        for (int i = 0; i < LOOKS_MAX; i++) {
            List<String> found = sftp("ls -1 /receipts\n")
                    .lines()
                    .filter(line -> line.contains(name + ".p7m.") && line.endsWith(".outcome.json"))
                    .toList();
            if (!found.isEmpty()) {
                Path outcome = home.resolve(name + ".outcome.json");
                sftp("get " + found.get(0).strip() + " " + outcome + "\n");
                return new JsonObject(Files.readString(outcome));
            }
        }
        throw new AssertionError("no outcome of " + name + ":\n" + gateway.log());
    }

    @Test
    void anAmendmentThatDropsAPersonLeavesADeleteAndTheOriginalNeverBringsItBack() throws IOException {
        // Given
        SyntheticSettlement.Spec first = SyntheticSettlement.Spec.first(2025, 12, 3, 77);
        SyntheticSettlement.Spec amended =
                new SyntheticSettlement.Spec(2025, 1, 12, 3, 77, Set.of(4), Set.of(6), Set.of());
        SyntheticSettlement.Spec late = new SyntheticSettlement.Spec(2025, 0, 12, 3, 77, Set.of(), Set.of(9), Set.of());

        // When
        JsonObject original = push("L00", first);
        JsonObject correction = push("L01", amended);
        JsonObject straggler = push("L00-again", late);

        // Then
        assertEquals("stored", original.getString("state"), original.encode());
        assertEquals(15, original.getJsonObject("counts").getLong("stored"));
        assertEquals(14, correction.getJsonObject("counts").getLong("stored"), correction.encode());
        assertEquals(1, correction.getLong("removed"));
        assertEquals(15, straggler.getJsonObject("counts").getLong("stale"), straggler.encode());
        JsonArray events = gateway.pull(FEED, 10);
        Map<String, JsonObject> held = new HashMap<>();
        int deletes = 0;
        for (Object one : events) {
            JsonObject event = (JsonObject) one;
            if ("DELETE".equals(event.getString("method"))) {
                deletes++;
                assertFalse(event.containsKey("data"), event.encode());
                held.remove(event.getString("subject"));
            } else {
                held.put(event.getString("subject"), event.getJsonObject("data"));
            }
        }
        assertEquals(1, deletes);
        assertEquals(14, held.size());
        assertTrue(held.values().stream().allMatch(data -> data.getInteger("amendment_number") == 1));
    }

    @Test
    void totalsThatAreNotTheSumOfThePeopleRefuseTheFile() throws IOException {
        Path xml = home.resolve("totals.xml");
        try (OutputStream out = Files.newOutputStream(xml)) {
            assertFalse(SyntheticSettlement.write(SyntheticSettlement.Spec.first(2024, 3, 0, 78), out)
                    .isEmpty());
        }
        String text = Files.readString(xml);
        int at = text.indexOf("<ct28>", text.indexOf("</BKeCTietCNhan>\n<ct28>")) + "<ct28>".length();
        Files.writeString(xml, text.substring(0, at) + "9" + text.substring(at));

        GatewayProcess.Answer custody = gateway.push("tax-01", FEED, gateway.sealWithOpenssl("tax-01", xml));
        JsonObject status = gateway.settled("tax-01", custody.json().getString("delivery"));

        assertEquals("refused", status.getString("state"), status.encode());
        assertEquals("CONTROL_TOTAL_MISMATCH", status.getJsonObject("refusal").getString("code"));
        assertEquals(3, status.getJsonObject("counts").getLong("rejected"));
    }
}
