package vn.lienthong;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.normalize.Identity;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkPipeline;
import vn.lienthong.records.ChunkSource;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.RowValues;
import vn.lienthong.validate.ControlSums;
import vn.lienthong.validate.Duplicates;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.validate.RecordChecker;
import vn.lienthong.validate.RecordChecker.Outcome;
import vn.lienthong.validate.ViolationLog;

/**
 * The work of <em>check</em> on one delivery's content: parse, validate, compare control totals, settle duplicates
 * inside the file.
 *
 * <pre>
 *   source -> chunks -> [ rows -> values -> checks, rules -> identity ]  -> duplicates, bitmap, violations -> verdict
 *                         on several cores                              in the order of the file
 * </pre>
 *
 * A refused file's records are all rejected: those before the one at which the fault was noticed.
 */
public final class CheckRun {
    /** Records of one delivery; the bitmap of those that go on takes a bit each, 32 MiB. */
    public static final long RECORDS_MAX = 1L << 28;

    private final CheckSetup setup;
    private final SignatureWatch signature;
    private final RecordCheck check;
    private final FieldReaders readers;
    private final ViolationLog log;
    private final Duplicates duplicates;
    private final ControlSums sums;
    private final NamedFacilities facilities;
    private final BitSet goesOn = new BitSet();
    private long received;
    private long rejected;
    private long duplicate;
    private @Nullable Refusal refusal;

    private CheckRun(CheckSetup setup, RecordCheck check, SignatureWatch signature, Consumer<List<Violation>> sink) {
        this.setup = setup;
        this.signature = signature;
        this.check = check;
        this.readers = new FieldReaders(setup.contract());
        this.log = new ViolationLog(check, sink);
        this.duplicates = new Duplicates(setup.scratchFolder());
        this.sums = new ControlSums(setup.contract());
        this.facilities = new NamedFacilities(signature.facilities());
    }

    /**
     * Checks the content to its end. Blocking: for a worker thread. The caller closes the content.
     *
     * @param sink takes the listed violations as they are found, on the calling thread
     * @throws IOException when the content could not be read
     */
    public static Verdict run(InputStream content, CheckSetup setup, Consumer<List<Violation>> sink)
            throws IOException, InterruptedException {
        return run(content, setup, SignatureWatch.none(setup.contract()), sink);
    }

    /**
     * The same with an eye on the signature in the document.
     *
     * @param signature made for this content
     */
    public static Verdict run(
            InputStream content, CheckSetup setup, SignatureWatch signature, Consumer<List<Violation>> sink)
            throws IOException, InterruptedException {
        return run(content, new CheckRun(setup, compiled(setup), signature, sink));
    }

    /** The contract compiled for a check; it can be used again for contents of the same setup. */
    static RecordCheck compiled(CheckSetup setup) {
        return new RecordCheck(setup.rules(), setup.codeLists(), setup.terms(), setup.receivedOn());
    }

    /** The same with a contract that has been {@link #compiled} before. */
    static Verdict run(InputStream content, CheckSetup setup, RecordCheck check, Consumer<List<Violation>> sink)
            throws IOException, InterruptedException {
        return run(content, new CheckRun(setup, check, SignatureWatch.none(setup.contract()), sink));
    }

    private static Verdict run(InputStream content, CheckRun run) throws IOException, InterruptedException {
        try (Duplicates closed = run.duplicates) {
            return run.verdict(content, closed);
        }
    }

    private Verdict verdict(InputStream content, Duplicates keys) throws IOException, InterruptedException {
        ChunkSource source = ChunkSource.of(setup.contract(), content, signature.tap());
        new ChunkPipeline(setup.executor(), setup.parallelism())
                .run(source, Work::new, () -> new CheckedChunk(setup.contract(), signature.facilities()), this::take);
        if (refusal == null) {
            refusal = source.refusal().orElse(null);
        }
        if (refusal == null) {
            refusal = signature.refusal(facilities.codes()).map(Refusal::of).orElse(null);
        }
        if (refusal == null && !totalsAgree(source)) {
            refusal = Refusal.of(RefusalCode.CONTROL_TOTAL_MISMATCH);
        }
        if (refusal == null) {
            source.conversion().ifPresent(this::converted);
            keys.settle(this::duplicate);
            double share = setup.contract().exchange().maxRejectedShare();
            if (received > 0 && share < 1 && rejected > share * received) {
                refusal = Refusal.of(RefusalCode.TOO_MANY_REJECTED);
            }
        }
        log.flush();
        return refusal == null
                ? new Verdict(received, rejected, duplicate, null, goesOn, log.counts())
                : new Verdict(received, received, 0, refusal, new BitSet(), log.counts());
    }

    private void converted(ChunkSource.Conversion conversion) {
        String encoding = conversion.encoding().toUpperCase(Locale.ROOT);
        String vi = "Tệp theo bảng mã " + encoding + ": đã chuyển " + conversion.letters() + " chữ.";
        String en = "The file was " + encoding + ": " + conversion.letters() + " letters were converted.";
        log.addOfFile(check.fileConvertedFinding(), vi + " / " + en);
    }

    /** A total that the sender left out, or left empty, is not compared. */
    private boolean totalsAgree(ChunkSource source) {
        for (int t = 0; t < setup.contract().exchange().controlTotals().size(); t++) {
            String written = source.total(t).orElse("");
            if (!written.isEmpty() && !sums.agrees(t, written)) {
                return false;
            }
        }
        return true;
    }

    /** Takes one chunk's results, on the calling thread, in the order of the file. */
    private boolean take(Chunk chunk, CheckedChunk result) {
        RefusalCode broken = result.refusal();
        int records = broken != null ? result.refusedRecord() : chunk.records();
        log.add(chunk.firstRecord(), result.findings);
        for (int r = 0; r < records; r++) {
            long record = chunk.firstRecord() + r;
            if (result.good[r]) {
                goesOn.set((int) (record - 1));
                long line = chunk.line(chunk.firstRow(r));
                duplicates.add(record, line, result.identities(), r * Identity.BYTES);
            } else {
                rejected++;
            }
        }
        received += records;
        sums.add(result.sums);
        facilities.add(result.facilities);
        if (broken != null) {
            refusal = new Refusal(broken, received + 1);
        } else if (received > RECORDS_MAX) {
            refusal = new Refusal(RefusalCode.SHAPE_INVALID, RECORDS_MAX + 1);
        }
        return refusal == null;
    }

    private void duplicate(long record, long line) {
        goesOn.clear((int) (record - 1));
        duplicate++;
        log.add(record, line, check.duplicateFinding());
    }

    /** Checks chunks on one thread. */
    private final class Work implements ChunkPipeline.Work<CheckedChunk> {
        private final RecordChecker checker = check.newChecker(readers);
        private final Identity identity =
                new Identity(setup.contract(), setup.identityKey().secret());

        @Override
        public void on(Chunk chunk, CheckedChunk result) {
            int records = chunk.records();
            result.begin(records);
            for (int r = 0; r < records; r++) {
                RefusalCode refusal = checker.open(chunk, r);
                if (refusal != null) {
                    result.refused(r, refusal);
                    return;
                }
                RowValues row = checker.row();
                // As sent: the check has not looked at it yet.
                result.sums.add(row, chunk.kind(r));
                Outcome outcome = checker.check(result.findings);
                result.facilities.add(row);
                boolean good = outcome == Outcome.GOOD;
                if (good) {
                    identity.of(row, result.identities(), r * Identity.BYTES);
                }
                result.good[r] = good;
            }
        }
    }
}
