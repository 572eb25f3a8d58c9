package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.store.PageRequest;
import vn.lienthong.store.PgStore;
import vn.lienthong.store.Store;
import vn.lienthong.store.Store.BatchCounts;
import vn.lienthong.validate.RecordCheck;

/** Nested files from the bytes to the event: check, store, page, with a real store. */
class NestedRunIT {
    private static final String PARTNER = "planning-01";

    @TempDir
    private static Path folder = Path.of("");

    private static final Vertx VERTX = Vertx.vertx();
    private static Database database;
    private static PgStore store;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final List<Violation> violations = new ArrayList<>();

    @BeforeAll
    static void open() {
        database = Database.open(
                VERTX, TestServer.freshDatabase(), TestServer.server().secrets());
        store = PgStore.open(VERTX, database, folder.resolve("witness"));
    }

    @AfterAll
    static void close() throws Exception {
        await(store.close());
        await(database.close());
        await(VERTX.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static InputStream in(String content) {
        return new ByteArrayInputStream(content.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private Verdict check(Contract contract, String content) throws Exception {
        violations.clear();
        CheckSetup setup = new CheckSetup(
                contract,
                CodeLists.NONE,
                RecordCheck.Terms.NONE,
                LocalDate.of(2026, 11, 21),
                new IdentityKey(store.identityKey()),
                folder,
                executor,
                2);
        return CheckRun.run(in(content), setup, violations::addAll);
    }

    private List<String> told() {
        return violations.stream()
                .map(v -> v.record() + " " + v.line() + " " + v.field() + " " + v.rule())
                .toList();
    }

    /** Checks and stores a delivery; returns what its batches did. */
    private List<BatchCounts> deliver(Contract contract, long laneNo, String content) throws Exception {
        Verdict verdict = check(contract, content);
        assertNull(verdict.refusal());
        Lane lane = new Lane(PARTNER, contract.feed());
        UUID delivery = Uuid7.next();
        BitSet done = store.fence(new Store.Claim(delivery, lane, laneNo, 1, 1));
        List<BatchCounts> counts = new ArrayList<>();
        IdentityKey key = new IdentityKey(store.identityKey());
        StoreSetup setup =
                new StoreSetup(contract, key, verdict.goesOn(), done, CodeLists.NONE, SampleRun.DAY, executor, 1);
        StoreRun.run(
                in(content),
                setup,
                () -> store.newBatch(contract),
                (no, first, last, batch) ->
                        counts.add(store.put(new Store.BatchKey(delivery, lane, laneNo, 1, no, first, last), batch)));
        return counts;
    }

    private List<String> events(Contract contract) throws Exception {
        return await(store.page(new PageRequest(contract, null, 100, 8 << 20, List.of(), Map.of()))).events().stream()
                .map(e -> new JsonObject(e).getJsonObject("data").encode())
                .toList();
    }

    @Test
    void carriesChildRowsFromTheFileToTheEvent() throws Exception {
        // Given
        Contract contract = Nested.enterprises("[json, ndjson]");
        store.adopt(contract);
        String first = "{'Main':{'CODE':'01','NAME':'Ă','CAPITAL':'5'},"
                + "'Representatives':[{'FULL_NAME':'A','SHARE':'1.5'},{'FULL_NAME':'B'}]}";
        String second = "{'Main':{'CODE':'02','NAME':'B'},'Representatives':{'FULL_NAME':'C'}}";
        // When it comes as the answer of an API, then as lines, then with another representative
        List<BatchCounts> answer = deliver(contract, 1, "{'DataCount':2,'Data':[" + first + "," + second + "]}");
        List<BatchCounts> again = deliver(contract, 2, first + "\n" + second + "\n");
        List<BatchCounts> changed = deliver(contract, 3, first + "\n" + second.replace("'C'", "'D'") + "\n");
        // Then
        assertEquals(2, answer.get(0).stored());
        assertEquals(
                List.of(0L, 2L), List.of(again.get(0).stored(), again.get(0).unchanged()));
        assertEquals(
                List.of(1L, 1L), List.of(changed.get(0).stored(), changed.get(0).unchanged()));
        assertEquals(
                List.of(
                        "{\"code\":\"01\",\"name\":\"Ă\",\"capital\":5,\"active\":null,\"Representatives\":"
                                + "[{\"full_name\":\"A\",\"share\":1.5},{\"full_name\":\"B\",\"share\":null}]}",
                        "{\"code\":\"02\",\"name\":\"B\",\"capital\":null,\"active\":null,\"Representatives\":"
                                + "[{\"full_name\":\"D\",\"share\":null}]}"),
                events(contract));
    }

    @Test
    void rejectsARecordForItsChildRowAndNamesIt() throws Exception {
        // Given
        String lines =
                """
                {'Main':{'CODE':'01','NAME':'A'},'Representatives':[{'FULL_NAME':'A'},{'SHARE':'x'}]}
                {'Main':{'CODE':'01','NAME':'A'},'Representatives':{'FULL_NAME':{}}}
                {'Main':{'CODE':'01','NAME':'A'},'Representatives':{'FULL_NAME':'A','X':1}}
                {'Main':{'CODE':'02'
                """;
        // When
        Verdict verdict = check(Nested.enterprises("[json, ndjson]"), lines);
        // Then
        assertEquals(
                List.of(
                        "1 2 Representatives.FULL_NAME RULE_REQUIRED",
                        "1 2 Representatives.SHARE RULE_TYPE",
                        "2 1 Representatives RULE_RAGGED",
                        "3 1 Representatives RULE_UNKNOWN_ELEMENT",
                        "4 4 null RULE_RAGGED"),
                told());
        assertEquals(BitSet.valueOf(new long[] {0b0100}), verdict.goesOn());
    }

    private static String settlement(String totals, String before) {
        return "<HS><TO><TT><NNT><mst>0300000001</mst></NNT><ky>2025</ky></TT>" + before
                + "<PL><PL1><BK><ct08>1</ct08><tien><ct12>7</ct12></tien></BK><BK><ct08>2</ct08></BK>"
                + "<BK><ct08>1</ct08><tien><ct12>2</ct12></tien></BK>" + totals
                + "</PL1><PL2><BK><ct09.1>1</ct09.1><ct11>4</ct11></BK></PL2></PL></TO></HS>";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all right | <ct28>9</ct28> | <CT><ct23>13</ct23><ct16>4</ct16></CT> | true",
                "nothing given | <ct28/> | <CT/> | true",
                "one kind differs | <ct28>7</ct28> | <CT><ct23>13</ct23></CT> | false",
                "all kinds differ | <ct28>9</ct28> | <CT><ct23>9</ct23></CT> | false",
                "the count differs | <ct28>9</ct28> | <CT><ct16>2</ct16></CT> | false",
                "a total is no number | <ct28>nine</ct28> | <CT/> | false",
            })
    void comparesTheTotalsWithAllRecordsAsSent(String what, String totals, String before, boolean right)
            throws Exception {
        // Given a rejected record and a duplicate among the others
        Verdict verdict = check(Nested.settlement(), settlement(totals, before));
        // Then
        if (right) {
            assertNull(verdict.refusal(), what);
            assertEquals(List.of(1L, 1L, 2L), List.of(verdict.rejected(), verdict.duplicate(), verdict.going()));
        } else {
            assertEquals(new Refusal(RefusalCode.CONTROL_TOTAL_MISMATCH, 0), verdict.refusal(), what);
            assertEquals(4, verdict.rejected());
        }
    }

    @Test
    void tellsTheSamePersonOfTwoKindsApart() throws Exception {
        Verdict verdict = check(Nested.settlement(), settlement("", ""));
        assertEquals(BitSet.valueOf(new long[] {0b1001}), verdict.goesOn());
        assertEquals(List.of("2 1 thuNhap RULE_REQUIRED", "3 1 null RECORD_DUPLICATE"), told());
    }

    @Test
    void readsTheSameSecondTime() throws Exception {
        // Given a file of several chunks, cut where its rows and not its records are many
        Contract contract = Nested.enterprises("json");
        StringBuilder content = new StringBuilder("{'Data':[");
        for (int i = 0; i < 40_000; i++) {
            content.append("{'Main':{'CODE':'").append(i).append("','NAME':'n'},'Representatives':[");
            content.append("{'FULL_NAME':'a'},".repeat(i % 3)).append("{'FULL_NAME':'b'}]},");
        }
        String file = content + "{}]}";
        // When
        Verdict verdict = check(contract, file);
        List<String> ranges = new ArrayList<>();
        IdentityKey key = new IdentityKey(new byte[16]);
        StoreSetup setup = new StoreSetup(
                contract, key, verdict.goesOn(), new BitSet(), CodeLists.NONE, SampleRun.DAY, executor, 1);
        List<String> written = new ArrayList<>();
        StoreRun.run(in(file), setup, RecordingBatch::new, (no, first, last, batch) -> {
            ranges.add(no + ": " + first + "-" + last);
            written.addAll(((RecordingBatch) batch).lines());
        });
        // Then
        assertEquals(List.of("1: 1-16384", "2: 16385-32768", "3: 32769-40001"), ranges);
        assertEquals(40_000, written.size());
        assertEquals("[0|5|n|-|-] [1|a|-] [1|a|-] [1|b|-]", written.get(5).substring("6 32 v0 ".length()));
    }
}
