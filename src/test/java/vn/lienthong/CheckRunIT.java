package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.validate.RecordCheck;

/** The two readings of a delivery one after the other: check, then store, with a batch that only takes notes. */
class CheckRunIT {
    private static final IdentityKey KEY = new IdentityKey(new byte[16]);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final List<Violation> violations = new ArrayList<>();

    @TempDir
    private Path scratch = Path.of("");

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private Verdict check(Contract contract, InputStream content, int parallelism) throws Exception {
        violations.clear();
        CheckSetup setup = new CheckSetup(
                contract,
                CodeLists.NONE,
                RecordCheck.Terms.NONE,
                LocalDate.of(2026, 11, 21),
                KEY,
                scratch,
                executor,
                parallelism);
        return CheckRun.run(content, setup, violations::addAll);
    }

    private Map<Integer, List<String>> store(InputStream content, BitSet goesOn, BitSet done) throws Exception {
        Map<Integer, List<String>> batches = new ConcurrentSkipListMap<>();
        StoreSetup setup =
                new StoreSetup(Contracts.payroll(), KEY, goesOn, done, CodeLists.NONE, SampleRun.DAY, executor, 2);
        StoreRun.run(
                content,
                setup,
                RecordingBatch::new,
                (no, first, last, filled) -> batches.put(no, ((RecordingBatch) filled).lines()));
        return new TreeMap<>(batches);
    }

    private static InputStream file(String... rows) {
        String content = PayrollRows.HEADER + "\n" + String.join("\n", rows) + "\n";
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void letsGoodRecordsGoOnAndAccountsForTheOthers() throws Exception {
        // Given a good row, the same key again, a ragged row, a NUL, a bad row of that key, a good row
        PayrollRows rows = new PayrollRows(0, 1);
        String good = rows.row(1);
        String again = good.replaceFirst(",[0-9]+$", ",0");
        String bad = good.replaceFirst("^20[0-9]{2}", "20x0");
        // When
        Verdict verdict = check(
                Contracts.payroll(), file(good, again, "a,b", good.replace("Công", "C\u0000"), bad, rows.row(2)), 2);
        // Then
        assertEquals(6, verdict.received());
        assertEquals(1, verdict.duplicate());
        assertEquals(BitSet.valueOf(new long[] {0b100001}), verdict.goesOn());
        assertEquals(verdict.goesOn().cardinality(), verdict.going());
        assertEquals(1L, verdict.rules().get("RECORD_DUPLICATE"));
        assertEquals(1L, verdict.rules().get("RULE_RAGGED"));
        Violation duplicate = violations.get(violations.size() - 1);
        assertEquals("RECORD_DUPLICATE 2 3", duplicate.rule() + " " + duplicate.record() + " " + duplicate.line());
    }

    @Test
    void givesTheFirstGoodRecordOfAKeyPrecedence() throws Exception {
        // Given a bad record first
        String good = new PayrollRows(0, 1).row(1);
        String bad = good.replaceFirst(",[0-9]+$", ",-1");
        // When
        Verdict verdict = check(Contracts.payroll(), file(bad, good, good), 1);
        // Then
        assertEquals(BitSet.valueOf(new long[] {0b010}), verdict.goesOn());
        assertEquals(List.of(3L, 1L, 1L), List.of(verdict.received(), verdict.rejected(), verdict.duplicate()));
    }

    @Test
    void saysTheSameOnAnyNumberOfThreadsAndLeavesNoScratch() throws Exception {
        // Given more records than stay in memory, with errors and duplicates in every chunk
        int rows = 150_000;
        Verdict one = check(Contracts.payroll(), damaged(rows), 1);
        List<Violation> listed = List.copyOf(violations);
        // When
        Verdict two = check(Contracts.payroll(), damaged(rows), 3);
        // Then
        assertEquals(one, two);
        assertEquals(listed, violations);
        assertEquals(rows, two.received());
        assertTrue(
                two.rejected() > 1_000 && two.duplicate() > 1_000, two.rules().toString());
        assertEquals(two.goesOn().cardinality(), two.going());
        try (var left = Files.list(scratch)) {
            assertEquals(0, left.count());
        }
    }

    private static InputStream damaged(int rows) {
        PayrollRows source = new PayrollRows(0, 5);
        StringBuilder content = new StringBuilder(PayrollRows.HEADER).append('\n');
        String before = "";
        for (int i = 0; i < rows; i++) {
            String row = source.row(i);
            if (i % 50 == 1) {
                row = before;
            } else if (i % 70 == 1) {
                row = row.replaceFirst(",[0-9]+$", ",x");
            }
            content.append(row).append('\n');
            before = row;
        }
        return new ByteArrayInputStream(content.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void storesExactlyWhatGoesOnAndSkipsBatchesThatExist() throws Exception {
        // Given
        int rows = 40_000;
        Verdict verdict = check(Contracts.payroll(), damaged(rows), 2);
        // When
        Map<Integer, List<String>> all = store(damaged(rows), verdict.goesOn(), new BitSet());
        BitSet done = new BitSet();
        done.set(1);
        Map<Integer, List<String>> rest = store(damaged(rows), verdict.goesOn(), done);
        // Then
        assertEquals(verdict.going(), all.values().stream().mapToInt(List::size).sum());
        assertEquals(3, all.size());
        assertEquals(all.get(1), rest.get(1));
        assertEquals(List.of(1, 3), List.copyOf(rest.keySet()));
        assertEquals(all.get(3), rest.get(3));
        String first = all.getOrDefault(1, List.of("")).get(0);
        assertTrue(first.startsWith("1 32 v0 [0|2026-01|"), first);
    }

    @Test
    void takesContentThatIsNotWhatWasCheckedForAFault() {
        BitSet goesOn = new BitSet();
        goesOn.set(0, 2);
        assertThrows(Fault.class, () -> store(file(new PayrollRows(0, 1).row(1)), goesOn, new BitSet()));
        assertThrows(Fault.class, () -> store(file("a,b", "c,d"), goesOn, new BitSet()));
    }

    @Test
    void rejectsAllRecordsOfARefusedFile() throws Exception {
        // Given
        String good = new PayrollRows(0, 1).row(1);
        // When
        Verdict open = check(Contracts.payroll(), file(good, "\"never closed"), 2);
        // Then
        assertEquals(new Refusal(RefusalCode.SHAPE_INVALID, 2), open.refusal());
        assertEquals(List.of(1L, 1L, 0L), List.of(open.received(), open.rejected(), open.going()));
        assertEquals(0, open.goesOn().cardinality());
    }

    @Test
    void namesTheRecordThatIsNotUtf8() throws Exception {
        String good = new PayrollRows(0, 1).row(1);
        byte[] content = (PayrollRows.HEADER + "\n" + good + "\n" + good + "\n").getBytes(StandardCharsets.UTF_8);
        content[content.length - 60] = (byte) 0xC0;
        Verdict verdict = check(Contracts.payroll(), new ByteArrayInputStream(content), 1);
        assertEquals(new Refusal(RefusalCode.ENCODING_INVALID, 2), verdict.refusal());
        assertEquals(List.of(1L, 1L), List.of(verdict.received(), verdict.rejected()));
    }

    @Test
    void refusesAFileOfWhichTooMuchIsRejected() throws Exception {
        String good = new PayrollRows(0, 1).row(1);
        Verdict half = check(Contracts.payroll(0.5), file(good, "bad"), 1);
        Verdict more = check(Contracts.payroll(0.4), file(good, "bad"), 1);
        assertEquals(1, half.going());
        assertEquals(Refusal.of(RefusalCode.TOO_MANY_REJECTED), more.refusal());
        assertEquals(List.of(2L, 2L, 0L), List.of(more.received(), more.rejected(), more.going()));
    }

    @Test
    void takesAHeaderAloneForNoRecords() throws Exception {
        Verdict verdict = check(Contracts.payroll(), file(), 1);
        assertEquals(new Verdict(0, 0, 0, null, new BitSet(), Map.of()), verdict);
    }

    @Test
    void passesOnThatTheContentCouldNotBeRead() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk");
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                throw new IOException("disk");
            }
        };
        assertThrows(IOException.class, () -> check(Contracts.payroll(), failing, 2));
    }
}
