package vn.lienthong.feeds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.json;
import static vn.lienthong.http.TestDoor.send;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
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
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.TestDoor;
import vn.lienthong.store.Store;

/** Pulling a feed: pages, rights, long polls, cursors that are no good. */
class EventPagesIT {
    private static final String FEED = "pages.open";
    private static final String GROWING = "pages.growing";
    private static final String EMPTY = "pages.empty";
    private static final String CROWDED = "pages.crowded";
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
    private static final int RECORDS = 25;

    @TempDir
    static Path folder = Path.of("");

    private static TestDoor door;
    private static HttpClient vss;

    @BeforeAll
    static void open() {
        TestDoor.makeKeys(folder, "tax-01", "vss", "province-01");
        Partner.Receives all = new Partner.Receives(List.of(), Map.of());
        Partner.Receives some = new Partner.Receives(List.of("id", "province"), Map.of("province", List.of("01")));
        List<Contract> contracts = List.of(contract(FEED), contract(GROWING), contract(EMPTY), contract(CROWDED));
        Partner sender = new Partner(
                "tax-01",
                "Tax",
                List.of(TestDoor.identity(folder, "tax-01")),
                List.of(),
                List.of(),
                Map.of(FEED, new Partner.Sends(List.of(Door.HTTPS), Map.of(), null)),
                Map.of());
        door = new TestDoor(
                folder,
                TestDoor.Choice.of(
                                contracts,
                                List.of(
                                        sender,
                                        reader("vss", Map.of(FEED, all, GROWING, all, EMPTY, all, CROWDED, all)),
                                        reader("province-01", Map.of(FEED, some))))
                        .with(new EventPages.Limits(2, 8 << 20, 1)));
        vss = door.client("vss");
        put(contracts.get(0), RECORDS);
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void leadsThroughTheWholeFeedByItsLinks() {
        // Given
        List<String> seen = new ArrayList<>();
        String path = events(FEED, "limit=10");

        // When
        for (int page = 0; page < 4; page++) {
            HttpResponse<byte[]> answer = send(vss, door.request(path));
            assertEquals(200, answer.statusCode());
            assertEquals("application/cloudevents-batch+json", type(answer));
            new JsonArray(text(answer)).forEach(event -> seen.add(((JsonObject) event).getString("id")));
            path = next(answer);
        }

        // Then every event came once, in order, and the end is an empty page that leads to itself
        assertEquals(RECORDS, seen.size());
        assertEquals(RECORDS, seen.stream().distinct().count());
        assertEquals("[]", text(send(vss, door.request(path))));
        assertEquals(path, next(send(vss, door.request(path))));
        assertTrue(path.contains("after=" + seen.get(RECORDS - 1)), path);
    }

    @Test
    void writesCloudEventsWithTheCanonicalFields() {
        JsonObject event = new JsonArray(text(send(vss, door.request(events(FEED, "limit=1"))))).getJsonObject(0);

        assertEquals("1.0", event.getString("specversion"));
        assertEquals("/v1/feeds/" + FEED, event.getString("source"));
        assertEquals("vn.lienthong." + FEED + ".v1", event.getString("type"));
        assertEquals("PUT", event.getString("method"));
        assertEquals(
                java.util.Set.of("id", "name", "province"),
                event.getJsonObject("data").fieldNames());
    }

    @Test
    void writesOneEventALineWhenAsked() {
        HttpResponse<byte[]> answer =
                send(vss, door.request(events(FEED, "")).header("Accept", "application/x-ndjson"));

        assertEquals("application/x-ndjson", type(answer));
        List<String> lines = text(answer).lines().toList();
        assertEquals(RECORDS, lines.size());
        assertTrue(text(answer).endsWith("}\n"));
        lines.forEach(line -> assertEquals("1.0", new JsonObject(line).getString("specversion")));
    }

    @Test
    void offersNothingElse() {
        assertEquals(
                406,
                send(vss, door.request(events(FEED, "")).header("Accept", "text/html"))
                        .statusCode());
    }

    @Test
    void showsAReaderOnlyHisFieldsAndRows() {
        JsonArray events =
                new JsonArray(text(send(door.client("province-01"), door.request(events(FEED, "limit=1000")))));

        assertFalse(events.isEmpty());
        assertTrue(events.size() < RECORDS);
        for (Object event : events) {
            JsonObject data = ((JsonObject) event).getJsonObject("data");
            assertEquals(java.util.Set.of("id", "province"), data.fieldNames());
            assertEquals("01", data.getString("province"));
        }
    }

    @Test
    void hidesAFeedFromWhoMayNotReadIt() {
        assertEquals(
                404, send(door.client("tax-01"), door.request(events(FEED, ""))).statusCode());
        assertEquals(
                404,
                send(door.client("province-01"), door.request(events(EMPTY, "")))
                        .statusCode());
        assertEquals(404, send(vss, door.request(events("pages.unknown", ""))).statusCode());
    }

    @Test
    void listsToEachCallerWhatHeMaySee() {
        JsonArray mine = new JsonArray(text(send(door.client("tax-01"), door.request("/v1/feeds"))));

        assertEquals(1, mine.size());
        JsonObject feed = mine.getJsonObject(0);
        assertEquals(FEED, feed.getString("feed"));
        assertTrue(feed.getBoolean("sends"));
        assertFalse(feed.getBoolean("receives"));
        assertEquals(4, new JsonArray(text(send(vss, door.request("/v1/feeds")))).size());
        HttpResponse<byte[]> contract = send(vss, door.request("/v1/feeds/" + FEED + "/contract"));
        assertEquals("application/yaml", type(contract));
        assertEquals(contract(FEED).yaml(), text(contract));
        assertEquals(
                404,
                send(door.client("tax-01"), door.request("/v1/feeds/" + EMPTY + "/contract"))
                        .statusCode());
    }

    @Test
    void refusesParametersOutsideTheirBounds() {
        for (String query : List.of(
                "limit=0",
                "limit=10001",
                "limit=x",
                "timeout=61",
                "timeout=-1",
                "after=x",
                "after=1.2.3",
                "after=a&after=b")) {
            HttpResponse<byte[]> answer = send(vss, door.request(events(FEED, query)));
            assertEquals(400, answer.statusCode(), query);
            assertEquals("parameter-invalid", json(answer).getString("code"), query);
        }
    }

    @Test
    void sendsAReaderOfAnotherEpochToTheStart() {
        for (String cursor : List.of("00000000.1.1", epoch() + ".999999.1")) {
            HttpResponse<byte[]> answer = send(vss, door.request(events(FEED, "after=" + cursor)));

            assertEquals(410, answer.statusCode());
            assertEquals("feed-epoch-changed", json(answer).getString("code"));
            assertEquals("/v1/feeds/" + FEED + "/events", next(answer));
            assertEquals(next(answer), json(answer).getJsonObject("links").getString("events"));
        }
    }

    @Test
    void answersAnEmptyFeedAtOnceAndAWaitForItInTime() {
        HttpResponse<byte[]> empty = send(vss, door.request(events(EMPTY, "")));
        HttpResponse<byte[]> waited = send(vss, door.request(events(EMPTY, "timeout=1")));

        assertEquals("[]", text(empty));
        assertEquals("[]", text(waited));
        assertTrue(next(empty).startsWith("/v1/feeds/" + EMPTY + "/events"), next(empty));
        assertFalse(next(empty).contains("after="), next(empty));
        assertTrue(next(waited).contains("timeout=1"), next(waited));
    }

    @Test
    void wakesAWaitingReaderWithTheNews() {
        // Given a reader that waits
        CompletableFuture<HttpResponse<byte[]>> waiting = vss.sendAsync(
                door.request(events(GROWING, "timeout=60")).build(), HttpResponse.BodyHandlers.ofByteArray());

        // When
        put(contract(GROWING), 3);

        // Then
        assertEquals(3, new JsonArray(text(waiting.join())).size());
    }

    @Test
    void boundsTheReadersThatWait() {
        // Given room for one
        List<CompletableFuture<HttpResponse<byte[]>>> readers = new ArrayList<>();

        // When two wait
        for (int i = 0; i < 2; i++) {
            readers.add(vss.sendAsync(
                    door.request(events(CROWDED, "timeout=60")).build(), HttpResponse.BodyHandlers.ofByteArray()));
        }
        CompletableFuture.anyOf(readers.get(0), readers.get(1)).join();

        // Then one is told to come again, and the other gets its news
        boolean firstIsOut = readers.get(0).isDone();
        HttpResponse<byte[]> out = readers.get(firstIsOut ? 0 : 1).join();
        assertEquals(503, out.statusCode());
        assertEquals("busy", json(out).getString("code"));
        assertTrue(out.headers().firstValue("Retry-After").isPresent());
        put(contract(CROWDED), 1);
        assertEquals(1, new JsonArray(text(readers.get(firstIsOut ? 1 : 0).join())).size());
    }

    private static Contract contract(String feed) {
        return TestContracts.contract(feed, Format.CSV, EnvelopePolicy.SEALED, 1 << 20);
    }

    private static Partner reader(String id, Map<String, Partner.Receives> receives) {
        return new Partner(id, id, List.of(TestDoor.identity(folder, id)), List.of(), List.of(), Map.of(), receives);
    }

    private static String events(String feed, String query) {
        return "/v1/feeds/" + feed + "/events" + (query.isEmpty() ? "" : "?" + query);
    }

    private static String epoch() {
        return TestDoor.await(door.store().head(FEED)).epoch();
    }

    /** One batch, as the store stage puts it. */
    private static void put(Contract contract, int records) {
        Store store = door.store();
        UUID delivery = Uuid7.next();
        Lane lane = new Lane("tax-01", contract.feed());
        BitSet unused = store.fence(new Store.Claim(delivery, lane, 1, 1, 1));
        Store.Batch batch = store.newBatch(contract);
        for (int i = 1; i <= records; i++) {
            byte[] identity = new byte[16];
            identity[0] = (byte) i;
            identity[1] = (byte) contract.feed().hashCode();
            batch.beginRecord(i, identity, 0);
            batch.beginRow(0);
            text(batch, "id-" + i);
            text(batch, "name " + i);
            text(batch, i % 3 == 0 ? "01" : "79");
            batch.endRow();
            batch.endRecord();
        }
        Store.BatchCounts counts = store.put(new Store.BatchKey(delivery, lane, 1, 1, 1, 1, records), batch);
        assertEquals(records, counts.stored());
    }

    private static void text(Store.Batch batch, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        batch.text(utf8, 0, utf8.length);
    }

    private static String next(HttpResponse<byte[]> answer) {
        Matcher matcher = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
        assertTrue(matcher.matches(), "a link to what follows");
        return matcher.group(1);
    }

    private static String type(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("content-type").orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
