package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Home;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.store.NamedRecords;
import vn.lienthong.store.Page;
import vn.lienthong.store.PageRequest;
import vn.lienthong.store.PgStore;
import vn.lienthong.store.Store;
import vn.lienthong.store.Store.BatchKey;
import vn.lienthong.store.Store.Claim;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.yaml.Findings;

/** Whole files of a contract that replaces groups, through check, store and removal into a real store. */
class ReplaceRunIT {
    private static final IdentityKey KEY = new IdentityKey(new byte[16]);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
    private static final String AN = person("001090000001", "100");
    private static final String BINH = person("001090000002", "200");
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: test.settlement
            version: 1.0.0
            status: active
            description: {purpose: A settlement}
            customProperties:
              - property: exchange
                value:
                  format: xml
                  envelope: sealed
                  recordPath: S/L/P
                  version: [number]
                  replaces: [employer, year]
            schema:
              - name: test_settlement
                properties:
                  - {name: employer, physicalName: mst, businessName: Mã, logicalType: string, required: true,
                     primaryKey: true, primaryKeyPosition: 1, classification: open,
                     logicalTypeOptions: {pattern: "[0-9]{4}"},
                     customProperties: [{property: x, value: {path: /S/H/mst}}]}
                  - {name: year, physicalName: nam, businessName: Năm, logicalType: integer, required: true,
                     primaryKey: true, primaryKeyPosition: 2, classification: open,
                     customProperties: [{property: x, value: {path: /S/H/nam}}]}
                  - {name: number, physicalName: lan, businessName: Lần, logicalType: integer, required: true,
                     classification: open, customProperties: [{property: x, value: {path: /S/H/lan}}]}
                  - {name: person, physicalName: so, businessName: Số, logicalType: string, required: true,
                     primaryKey: true, primaryKeyPosition: 3, classification: personal,
                     logicalTypeOptions: {pattern: "[0-9]{12}"}}
                  - {name: income, physicalName: tien, businessName: Tiền, logicalType: integer, required: true,
                     classification: sensitive}
            """;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Vertx vertx = Vertx.vertx();
    private final Lane lane = new Lane("tax-01", "test.settlement");

    @TempDir
    private Path folder = Path.of("");

    private Database database =
            Database.open(vertx, TestServer.freshDatabase(), TestServer.server().secrets());
    private PgStore store =
            PgStore.open(vertx, database, Path.of("target", "replace-" + System.nanoTime() + ".witness"));
    private Contract contract = Contracts.payroll();
    private int laneNo;

    /** What became of a file. */
    private record Outcome(Store.DeliverySum sum, Verdict verdict, RemoveRun.Reading reading) {}

    @BeforeEach
    void adopt() throws Exception {
        Path home = Files.createDirectories(folder.resolve("routes/feeds/test.settlement"));
        Files.writeString(home.resolve("contract.yaml"), CONTRACT);
        Findings findings = new Findings();
        Contract read = vn.lienthong.contract.Contracts.read(Home.of(folder, folder), CodeLists.NONE, findings)
                .feed("test.settlement")
                .orElseThrow(() -> new AssertionError(findings.list()));
        assertFalse(findings.hasErrors(), () -> findings.list().toString());
        contract = read;
        store.adopt(contract);
    }

    @AfterEach
    void close() {
        executor.shutdownNow();
        Worker.await(store.close());
        Worker.await(database.close());
        Worker.await(vertx.close());
    }

    private static String person(String number, String income) {
        return "<P><so>" + number + "</so><tien>" + income + "</tien></P>";
    }

    private static byte[] file(String employer, int number, String... persons) {
        return ("<S><H><mst>" + employer + "</mst><nam>2025</nam><lan>" + number + "</lan></H><L>"
                        + String.join("", persons) + "</L></S>")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static InputStream in(byte[] file) {
        return new ByteArrayInputStream(file);
    }

    private Outcome deliver(byte[] file) throws Exception {
        CheckSetup check =
                new CheckSetup(contract, CodeLists.NONE, RecordCheck.Terms.NONE, DAY, KEY, folder, executor, 2);
        Verdict verdict = CheckRun.run(in(file), check, violations -> {});
        Claim claim = new Claim(Uuid7.next(), lane, ++laneNo, 1, 1);
        BitSet done = store.fence(claim);
        StoreSetup setup = new StoreSetup(contract, KEY, verdict.goesOn(), done, CodeLists.NONE, DAY, executor, 2);
        UUID id = claim.delivery();
        StoreRun.run(in(file), setup, () -> store.newBatch(contract), (batchNo, first, last, batch) -> {
            var unused = store.put(new BatchKey(id, lane, claim.laneNo(), 1, batchNo, first, last), batch);
        });
        try (NamedRecords named = new NamedRecords(folder)) {
            RemoveRun.Reading reading = RemoveRun.run(in(file), check, verdict.goesOn(), named);
            if (reading.removes()) {
                var unused = store.remove(claim, contract, named, Map.of());
            }
            return new Outcome(store.sum(id), verdict, reading);
        }
    }

    private Map<String, Long> held() {
        Page page = Worker.await(store.page(new PageRequest(contract, null, 1_000, 8 << 20, List.of(), Map.of())));
        Map<String, Long> held = new TreeMap<>();
        page.events().forEach(e -> {
            JsonObject event = new JsonObject(e);
            if (event.getString("method").equals("PUT")) {
                JsonObject data = event.getJsonObject("data");
                held.put(data.getString("person"), data.getLong("income"));
            }
        });
        return held;
    }

    @Test
    void anAmendmentDropsWhomItDoesNotName() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        assertEquals(
                1, deliver(file("0202", 0, person("001090000003", "300"))).sum().stored());
        // When
        Outcome amended = deliver(file("0101", 1, person("001090000001", "150")));
        // Then
        assertEquals(
                List.of(1L, 1L), List.of(amended.sum().stored(), amended.sum().removed()));
        assertEquals(Map.of("001090000001", 150L, "001090000003", 300L), held());
    }

    @Test
    void theOriginalAfterItsAmendmentIsStaleAsAWhole() throws Exception {
        // Given
        assertEquals(1, deliver(file("0101", 1, AN)).sum().stored());
        // When
        Outcome late = deliver(file("0101", 0, AN, BINH));
        // Then
        assertEquals(
                List.of(0L, 2L, 0L),
                List.of(late.sum().stored(), late.sum().stale(), late.sum().removed()));
        assertEquals(Map.of("001090000001", 100L), held());
    }

    @Test
    void aRejectedRecordOfAKnownPersonKeepsItsRow() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        // When
        Outcome amended = deliver(file("0101", 1, AN, person("001090000002", "much")));
        // Then
        assertEquals(1, amended.verdict().rejected());
        assertEquals(0, amended.sum().removed());
        assertEquals(0, amended.reading().keptCount());
        assertEquals(200L, held().get("001090000002"));
    }

    @Test
    void aMistypedKeyKeepsTheWholeGroupAndSaysSo() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        // When
        Outcome amended = deliver(file("0101", 1, AN, person("0010900002", "200")));
        // Then
        assertEquals(0, amended.sum().removed());
        assertEquals(1, amended.reading().keptCount());
        Violation kept = amended.reading().kept().get(0);
        assertEquals(List.of("RULE_GROUP_KEPT", 2L), List.of(kept.rule(), kept.record()));
        assertEquals(200L, held().get("001090000002"));
    }

    @Test
    void aGroupThatCannotBeReadKeepsEverything() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        // When
        Outcome nameless = deliver(file("010", 1, AN));
        // Then
        assertFalse(nameless.reading().removes());
        assertEquals(1, nameless.verdict().rejected());
        assertEquals(2, held().size());
    }

    @Test
    void aDuplicateInsideTheFileIsNamedOnce() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        // When
        Outcome amended = deliver(file("0101", 1, AN, AN, BINH));
        // Then
        assertEquals(1, amended.verdict().duplicate());
        assertEquals(0, amended.sum().removed());
    }

    @Test
    void aFileWithoutRecordsEmptiesTheGroupThatItsHeadNames() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        // When
        Outcome none = deliver(file("0101", 1));
        // Then
        assertEquals(0, none.verdict().received());
        assertEquals(2, none.sum().removed());
        assertEquals(Map.of(), held());
    }

    @Test
    void aFileWithoutRecordsWhoseHeadIsWrongRemovesNothing() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 0, AN, BINH)).sum().stored());
        // When
        Outcome wrong = deliver(file("01", 1));
        // Then
        assertEquals(0, wrong.sum().removed());
        assertEquals(2, held().size());
    }

    @Test
    void aLateFileWithoutRecordsRemovesNothing() throws Exception {
        // Given
        assertEquals(2, deliver(file("0101", 2, AN, BINH)).sum().stored());
        // When
        Outcome late = deliver(file("0101", 1));
        // Then
        assertEquals(0, late.sum().removed());
        assertEquals(2, held().size());
    }

    @Test
    void manyRecordsNameTheirRowsFromAFileOnDisk() throws Exception {
        // Given more names than stay in memory, over several chunks
        int persons = 40_000;
        List<String> all = new ArrayList<>();
        for (int p = 0; p < persons; p++) {
            all.add(person(String.format("%012d", 1_090_000_000L + p), "1"));
        }
        assertEquals(
                persons,
                deliver(file("0101", 0, all.toArray(String[]::new))).sum().stored());
        List<String> half = all.subList(0, persons / 2);
        // When
        Outcome amended = deliver(file("0101", 1, half.toArray(String[]::new)));
        // Then
        assertEquals(persons / 2, amended.sum().removed());
        assertTrue(amended.sum().lastPosition() > amended.sum().firstPosition());
        try (var left = Files.list(folder)) {
            assertEquals(
                    List.of("routes"), left.map(p -> p.getFileName().toString()).toList());
        }
    }
}
