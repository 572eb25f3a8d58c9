package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.await;
import static vn.lienthong.http.TestDoor.json;
import static vn.lienthong.http.TestDoor.send;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Violation;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.ReceiptVerifier;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.TestDoor;
import vn.lienthong.ledger.Ledger.Settlement;
import vn.lienthong.ledger.Ledger.Work;
import vn.lienthong.report.OutcomeReceipts;
import vn.lienthong.report.OutcomeReceipts.Outcome;

/** What a sender is told of his deliveries: status, list, violations, outcome. */
class DeliveryCallsIT {
    private static final String FEED = "calls.plain";
    private static final String LISTED = "calls.listed";
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    @TempDir
    static Path folder = Path.of("");

    private static TestDoor door;
    private static HttpClient client;

    @BeforeAll
    static void open() {
        TestDoor.makeKeys(folder, "tax-01");
        Partner.Sends https = new Partner.Sends(List.of(Door.HTTPS), Map.of(), null);
        Partner partner = new Partner(
                "tax-01",
                "Tax",
                List.of(TestDoor.identity(folder, "tax-01")),
                List.of(),
                List.of(),
                Map.of(FEED, https, LISTED, https),
                Map.of());
        door = new TestDoor(
                folder,
                TestDoor.Choice.of(
                        List.of(
                                TestContracts.contract(FEED, Format.CSV, EnvelopePolicy.PLAIN, 1 << 20),
                                TestContracts.contract(LISTED, Format.CSV, EnvelopePolicy.PLAIN, 1 << 20)),
                        List.of(partner)));
        client = door.client("tax-01");
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void tellsTheStatusOfADeliveryThatHasJustCome() {
        String id = deliver(FEED, "just come");

        JsonObject status = json(send(client, door.request("/v1/deliveries/" + id)));

        assertEquals(
                List.of(
                        "delivery",
                        "partner",
                        "feed",
                        "door",
                        "name",
                        "bytes",
                        "digest",
                        "received_at",
                        "state",
                        "counts",
                        "removed",
                        "balanced",
                        "refusal",
                        "rules",
                        "attempts",
                        "positions",
                        "duplicate_of",
                        "settled_at"),
                List.copyOf(status.fieldNames()));
        assertEquals("received", status.getString("state"));
        assertTrue(status.getBoolean("balanced"));
        assertEquals(
                List.of("received", "stored", "unchanged", "rejected", "duplicate", "stale", "held", "in_flight"),
                List.copyOf(status.getJsonObject("counts").fieldNames()));
        assertEquals(
                404,
                send(client, door.request("/v1/deliveries/" + id + "/receipts/outcome"))
                        .statusCode());
    }

    @Test
    void tellsTheOutcomeToWhoWaitsForIt() {
        // Given a sender that waits
        String id = deliver(FEED, "waited for");
        CompletableFuture<HttpResponse<byte[]>> waiting = client.sendAsync(
                door.request("/v1/deliveries/" + id).header("Prefer", "wait=60").build(),
                HttpResponse.BodyHandlers.ofByteArray());

        // When
        settle(claim(UUID.fromString(id)));

        // Then
        HttpResponse<byte[]> answer = waiting.join();
        assertEquals(
                "wait=60", answer.headers().firstValue("Preference-Applied").orElse(""));
        JsonObject status = json(answer);
        assertEquals("partly-stored", status.getString("state"));
        assertEquals(2, status.getJsonObject("rules").getLong("RULE_PATTERN"));
        // and the outcome receipt is there and verifies
        byte[] body = send(client, door.request("/v1/deliveries/" + id + "/receipts/outcome"))
                .body();
        byte[] signature = send(
                        client,
                        door.request("/v1/deliveries/" + id + "/receipts/outcome")
                                .header("Accept", "application/pkcs7-signature"))
                .body();
        assertTrue(new ReceiptVerifier(door.certificate("ca"))
                .problem(body, signature)
                .isEmpty());
        assertEquals("outcome", new JsonObject(new String(body, StandardCharsets.UTF_8)).getString("type"));
    }

    @Test
    void streamsAllViolationsInOrder() {
        // Given more than two pages of them
        String id = deliver(FEED, "with violations");
        Work work = claim(UUID.fromString(id));
        int count = 2 * DeliveryCalls.Limits.DEFAULT.violationPage() + 7;
        List<Violation> violations = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            violations.add(new Violation(
                    i,
                    i + 1L,
                    "mst_don_vi",
                    "RULE_CHECK_DIGIT",
                    Severity.ERROR,
                    "sai số kiểm tra",
                    "check digit",
                    null));
        }
        await(door.ledger().addViolations(work, violations));

        // When
        HttpResponse<byte[]> answer = send(client, door.request("/v1/deliveries/" + id + "/violations"));

        // Then
        assertEquals(
                "application/x-ndjson",
                answer.headers().firstValue("content-type").orElse(""));
        List<String> lines =
                new String(answer.body(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(count, lines.size());
        for (int i = 0; i < count; i++) {
            assertEquals(i + 1, new JsonObject(lines.get(i)).getLong("record"));
        }
        assertEquals(
                List.of("record", "line", "field", "rule", "severity", "message_vi", "message_en", "hint"),
                List.copyOf(new JsonObject(lines.get(0)).fieldNames()));
    }

    @Test
    void answersADeliveryWithoutViolationsWithNothing() {
        String id = deliver(FEED, "flawless");

        HttpResponse<byte[]> answer = send(client, door.request("/v1/deliveries/" + id + "/violations"));

        assertEquals(200, answer.statusCode());
        assertEquals(0, answer.body().length);
    }

    @Test
    void listsTheCallersDeliveriesPageByPage() {
        // Given
        List<String> delivered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            delivered.add(deliver(LISTED, "listed " + i));
        }

        // When
        List<String> listed = new ArrayList<>();
        String path = "/v1/deliveries?feed=" + LISTED + "&limit=2&state=received";
        while (!path.isEmpty()) {
            HttpResponse<byte[]> page = send(client, door.request(path));
            new JsonArray(new String(page.body(), StandardCharsets.UTF_8))
                    .forEach(status -> listed.add(((JsonObject) status).getString("delivery")));
            Matcher next = NEXT.matcher(page.headers().firstValue("Link").orElse(""));
            path = next.matches() ? next.group(1) : "";
        }

        // Then
        assertEquals(delivered, listed);
        String since = Instant.now().plusSeconds(60).toString();
        assertEquals(
                "[]",
                new String(
                        send(client, door.request("/v1/deliveries?since=" + since))
                                .body(),
                        StandardCharsets.UTF_8));
    }

    @Test
    void knowsNoDeliveryThatNeverWas() {
        for (String id : List.of("01932f7e-0000-7000-8000-000000000001", "1", "x", "1-1-1-1-1")) {
            for (String path : List.of("", "/violations", "/receipts/custody", "/receipts/outcome", "/receipts/x")) {
                assertEquals(
                        404,
                        send(client, door.request("/v1/deliveries/" + id + path))
                                .statusCode());
            }
        }
    }

    private static String deliver(String feed, String content) {
        HttpResponse<byte[]> answer = send(client, door.post(feed, content.getBytes(StandardCharsets.UTF_8)));
        assertEquals(202, answer.statusCode());
        assertFalse(json(answer).getBoolean("duplicate"));
        return json(answer).getString("delivery");
    }

    /** The work of this delivery, whatever else waits. */
    private static Work claim(UUID delivery) {
        while (true) {
            Work work = await(door.ledger().claim("test", LEASE, 5)).orElseThrow();
            if (work.head().id().equals(delivery)) {
                return work;
            }
        }
    }

    private static void settle(Work work) {
        Counts counts = new Counts(10, 7, 1, 2, 0, 0, 0, 0);
        Instant at = Instant.parse("2026-11-21T01:02:03Z");
        OutcomeReceipts receipts = new OutcomeReceipts(new SignedReceipts(
                new CmsReceiptSigner(door.privateKey("gateway/receipts"), door.certificate("gateway/receipts")),
                TestDoor.GATEWAY));
        Receipt receipt = receipts.outcome(
                work.head(),
                new Outcome(State.PARTLY_STORED, counts, 0, null, Map.of("RULE_PATTERN", 2L), null, null, at));
        await(door.ledger()
                .settle(
                        work,
                        new Settlement(
                                State.PARTLY_STORED,
                                counts,
                                0,
                                null,
                                new JsonObject().put("RULE_PATTERN", 2),
                                null,
                                null,
                                receipt,
                                at)));
    }
}
