package vn.lienthong.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Contract;

/** The way out: events, cursors, scopes, and readers who never stop polling (DESIGN 5.7, 5.8). */
class PageIT {
    private static StoreFixture fixture;

    @BeforeAll
    static void open(@TempDir Path folder) {
        fixture = new StoreFixture(folder);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static Contract adopted(Contract contract) {
        fixture.store.adopt(contract);
        return contract;
    }

    private static Cursor cursor(JsonObject event) {
        return Cursor.parse(event.getString("id")).orElseThrow();
    }

    @Test
    void writesAnEventAsTheInterfaceSays() {
        // Given
        Contract c = adopted(Samples.payroll("page.event"));
        var sender = fixture.sender(c, "tax-01", 1);
        sender.payroll(7, 7, 900);
        // When
        Page page = StoreFixture.get(fixture.store.page(StoreFixture.request(c, null, 10)));
        // Then
        String epoch = StoreFixture.get(fixture.store.head("page.event")).epoch();
        String text = page.events().get(0).toString();
        String time = new JsonObject(text).getString("time");
        assertTrue(time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"), time);
        assertEquals(
                "{\"specversion\":\"1.0\",\"id\":\"" + epoch + ".1.1\",\"source\":\"/v1/feeds/page.event\","
                        + "\"type\":\"vn.lienthong.page.event.v1\",\"subject\":\"" + Samples.id(7) + "\",\"time\":\""
                        + time
                        + "\",\"datacontenttype\":\"application/json\",\"method\":\"PUT\",\"delivery\":\""
                        + sender.delivery
                        + "\",\"data\":{\"period\":\"2026-10\",\"employer_tax_code\":\"0100000000\",\"employer_name\":"
                        + "\"Công ty TNHH Sao Mai 0007\",\"person_id\":\"000000000007\",\"si_number\":null,"
                        + "\"full_name\":\"NGUYỄN THỊ HỒNG 0007\",\"birth_date\":\"1985-03-12\",\"sex\":\"M\","
                        + "\"province_code\":\"01\",\"commune_code\":\"00123\",\"contract_from\":\"2024-01-01\","
                        + "\"contract_to\":null,\"salary_vnd\":900,\"taxable_income_vnd\":899,"
                        + "\"insurance_deducted_vnd\":90}}",
                text);
        assertEquals(new Cursor(epoch, 1, 1), page.next());
    }

    @Test
    void nestsChildTablesAndWritesEveryType() {
        // Given
        Contract c = adopted(Samples.visits("page.visits"));
        fixture.sender(c, "hospital-01999", 1).put(b -> {
            Samples.visit(b, 1, 123_456_789_012_345_678L, 2);
            Samples.visit(b, 2, 5, 0);
        });
        // When
        Map<String, String> data = new HashMap<>();
        for (var event : StoreFixture.get(fixture.store.page(StoreFixture.request(c, null, 10)))
                .events()) {
            String text = event.toString();
            data.put(new JsonObject(text).getString("subject"), text.substring(text.indexOf("\"data\":")));
        }
        // Then
        assertEquals(
                "\"data\":{\"visit_id\":\"V1\",\"facility\":\"79002\",\"arrived_at\":\"2025-10-25T22:27:00\",\"cost\":"
                        + "1234567890123456.78,\"XML2\":[{\"line_no\":1,\"drug\":\"thuốc \\\"1\\\"\",\"price\":-0.05,"
                        + "\"given_on\":\"2025-10-26\"},{\"line_no\":2,\"drug\":\"thuốc \\\"2\\\"\",\"price\":-0.05,"
                        + "\"given_on\":\"2025-10-26\"}]}}",
                data.get(Samples.id(1).toString()));
        assertEquals(
                "\"data\":{\"visit_id\":\"V2\",\"facility\":\"01001\",\"arrived_at\":\"2025-10-25T22:27:00\","
                        + "\"cost\":0.05,\"XML2\":[]}}",
                data.get(Samples.id(2).toString()));
    }

    @Test
    void tellsADeletionWithoutData() {
        // Given
        Contract c = adopted(Samples.payroll("page.deleted"));
        fixture.sender(c, "tax-01", 1).payroll(1, 1, 5);
        fixture.tell("update store.page_deleted set deleted = true");
        // When
        JsonObject event = fixture.events(c, null, 10).get(0);
        // Then
        assertEquals("DELETE", event.getString("method"));
        assertFalse(event.containsKey("data"));
        assertEquals(Samples.id(1).toString(), event.getString("subject"));
    }

    @Test
    void withholdsFieldsKeysToo() {
        // Given
        Contract c = adopted(Samples.visits("page.withheld"));
        fixture.sender(c, "hospital-01999", 1).put(b -> Samples.visit(b, 1, 1, 1));
        // When
        Page page = StoreFixture.get(
                fixture.store.page(new PageRequest(c, null, 10, 8 << 20, List.of("cost", "facility"), Map.of())));
        // Then
        assertEquals(
                "{\"facility\":\"79002\",\"cost\":0.01}",
                new JsonObject(page.events().get(0)).getJsonObject("data").encode());
    }

    @Test
    void isEmptyAtTheHeadAndGivesTheCursorBack() {
        // Given
        Contract c = adopted(Samples.payroll("page.head"));
        // When
        Page start = StoreFixture.get(fixture.store.page(StoreFixture.request(c, null, 10)));
        fixture.sender(c, "tax-01", 1).payroll(1, 5, 5);
        Cursor last = Objects.requireNonNull(StoreFixture.get(fixture.store.page(StoreFixture.request(c, null, 10)))
                .next());
        Page end = StoreFixture.get(fixture.store.page(StoreFixture.request(c, last, 10)));
        // Then
        assertTrue(start.events().isEmpty());
        assertNull(start.next());
        assertTrue(end.events().isEmpty());
        assertEquals(last, end.next());
    }

    @Test
    void resumesFromAnyEventWithoutGapOrDouble() {
        // Given
        Contract c = adopted(Samples.payroll("page.resume"));
        var sender = fixture.sender(c, "tax-01", 1);
        sender.payroll(1, 40, 5);
        sender.payroll(41, 45, 5);
        sender.payroll(46, 90, 5);
        List<JsonObject> all = fixture.events(c, null, 1_000);
        // When, Then
        assertEquals(90, all.size());
        for (int i = 0; i < all.size(); i++) {
            List<JsonObject> rest = fixture.events(c, cursor(all.get(i)), 7);
            assertEquals(all.subList(i + 1, all.size()), rest);
        }
    }

    @Test
    void endsAPageAtItsLimitOfBytes() {
        // Given
        Contract c = adopted(Samples.payroll("page.bytes"));
        fixture.sender(c, "tax-01", 1).payroll(1, 3_000, 5);
        int bytesMax = 100_000;
        List<JsonObject> all = new ArrayList<>();
        Cursor at = null;
        while (true) {
            // When
            Page page =
                    StoreFixture.get(fixture.store.page(new PageRequest(c, at, 10_000, bytesMax, List.of(), Map.of())));
            if (page.events().isEmpty()) {
                break;
            }
            // Then
            long bytes = page.events().stream().mapToLong(e -> e.length()).sum();
            long last = page.events().get(page.events().size() - 1).length();
            assertTrue(bytes - last < bytesMax);
            page.events().forEach(e -> all.add(new JsonObject(e)));
            at = page.next();
        }
        assertEquals(
                3_000, all.stream().map(e -> e.getString("subject")).distinct().count());
        assertEquals(3_000, all.size());
    }

    @Test
    void showsOnlyRowsInScopeAndStillMovesOn() {
        // Given
        Contract c = adopted(Samples.visits("page.scope"));
        var sender = fixture.sender(c, "hospital-01999", 1);
        // Even numbers are of facility 01001; the first 450 batches hold odd ones only.
        for (int i = 0; i < 450; i++) {
            int odd = 2 * i + 1;
            var unused = sender.put(b -> Samples.visit(b, odd, 1, 0));
        }
        sender.put(b -> Samples.visit(b, 2, 1, 0));
        // When
        PageRequest request =
                new PageRequest(c, null, 5, 8 << 20, List.of("cost"), Map.of("facility", List.of("01001", "x'y")));
        Page page = StoreFixture.get(fixture.store.page(request));
        // Then
        assertEquals(1, page.events().size());
        assertEquals(Samples.id(2).toString(), new JsonObject(page.events().get(0)).getString("subject"));
        Page none = StoreFixture.get(fixture.store.page(
                new PageRequest(c, null, 5, 8 << 20, List.of(), Map.of("facility", List.of("00000")))));
        assertTrue(none.events().isEmpty());
        assertEquals(451, Objects.requireNonNull(none.next()).position());
    }

    @Test
    void refusesACursorOfAnotherEpochOrAheadOfTheStore() {
        // Given
        Contract c = adopted(Samples.payroll("page.epoch"));
        fixture.sender(c, "tax-01", 1).payroll(1, 5, 5);
        String epoch = StoreFixture.get(fixture.store.head("page.epoch")).epoch();
        Cursor mine = new Cursor(epoch, 1, 2);
        // When
        Page ahead = StoreFixture.get(fixture.store.page(StoreFixture.request(c, new Cursor(epoch, 2, 1), 10)));
        String next = epoch.equals("00000000") ? "00000001" : "00000000";
        fixture.tell("update store.feed set epoch = '" + next + "' where feed = 'page.epoch'");
        Page old = StoreFixture.get(fixture.store.page(StoreFixture.request(c, mine, 10)));
        // Then
        assertEquals(Page.Problem.FEED_EPOCH_CHANGED, ahead.problem());
        assertEquals(Page.Problem.FEED_EPOCH_CHANGED, old.problem());
        assertEquals(next, StoreFixture.get(fixture.store.head("page.epoch")).epoch());
        assertEquals(5, fixture.events(c, null, 10).size());
    }

    @Test
    void givesAReaderWhoPollsAllTheWhileExactlyTheFinalState() throws Exception {
        // Given
        Contract c = adopted(Samples.payroll("page.poll"));
        int writers = 4;
        int rounds = 25;
        AtomicInteger running = new AtomicInteger(writers);
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
        List<Future<?>> done = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int me = w;
            done.add(threads.submit(() -> {
                Random random = new Random(me);
                try {
                    for (int round = 1; round <= rounds; round++) {
                        // Overlapping stretches: new rows, changed rows, rows of other lanes.
                        long first = random.nextInt(3_000);
                        var unused = fixture.sender(c, "p-" + me, round)
                                .payroll(first, first + random.nextInt(400), random.nextInt(1_000_000));
                    }
                } finally {
                    running.decrementAndGet();
                }
            }));
        }
        // When
        List<JsonObject> seen = new ArrayList<>();
        Cursor at = null;
        while (true) {
            boolean ended = running.get() == 0;
            Page page = StoreFixture.get(fixture.store.page(StoreFixture.request(c, at, 97)));
            page.events().forEach(e -> seen.add(new JsonObject(e)));
            at = page.next();
            if (page.events().isEmpty() && ended) {
                break;
            }
        }
        for (Future<?> one : done) {
            Object unused = one.get();
        }
        threads.shutdown();
        // Then
        Map<String, Long> held = StoreFixture.salaries(seen);
        Map<String, Long> full = StoreFixture.salaries(fixture.events(c, null, 10_000));
        assertEquals(full, held);
        assertEquals(String.valueOf(full.size()), fixture.ask("select count(*) from store.page_poll"));
        assertEquals(
                fixture.ask("select sum(salary_vnd) from store.page_poll"),
                String.valueOf(held.values().stream().mapToLong(Long::longValue).sum()));
    }

    @Test
    void sweepsBatchesThatOwnNoRowAndLosesNothing() {
        // Given
        Contract c = adopted(Samples.payroll("page.sweep"));
        fixture.sender(c, "tax-01", 1).payroll(1, 50, 1);
        fixture.sender(c, "tax-01", 2).payroll(1, 50, 2);
        fixture.sender(c, "tax-01", 3).payroll(1, 10, 3);
        // When
        fixture.store.sweep();
        // Then
        assertEquals(
                "2,3",
                fixture.ask("select string_agg(position::text, ',' order by position) from store.batch where feed ="
                        + " 'page.sweep' and live"));
        assertEquals(50, fixture.events(c, null, 7).size());
        assertEquals("3", fixture.ask("select max(position) from store.batch where feed = 'page.sweep'"));
    }

    @Test
    void wakesAWaiterWhenTheFeedGrowsAndLetsItGoAfterItsTime() {
        // Given
        Contract c = adopted(Samples.payroll("page.wait"));
        var waiting = fixture.store.awaitBeyond("page.wait", 0, 600_000);
        assertFalse(waiting.isComplete());
        // When
        fixture.sender(c, "tax-01", 1).payroll(1, 1, 1);
        // Then
        StoreFixture.get(waiting);
        StoreFixture.get(fixture.store.awaitBeyond("page.wait", 0, 600_000));
        StoreFixture.get(fixture.store.awaitBeyond("page.wait", 1, 50));
    }

    @Test
    void wakesAWaiterForABatchOfAnotherProcess() {
        // Given
        Contract c = adopted(Samples.payroll("page.other"));
        var waiting = fixture.store.awaitBeyond("page.other", 0, 600_000);
        // When
        fixture.tell("update store.feed set position = 1 where feed = 'page.other'");
        // Then
        StoreFixture.get(waiting);
        assertEquals("page.other", c.feed());
    }
}
