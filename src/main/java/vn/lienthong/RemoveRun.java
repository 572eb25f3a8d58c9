package vn.lienthong;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Violation;
import vn.lienthong.normalize.Canonical;
import vn.lienthong.normalize.GroupIdentity;
import vn.lienthong.normalize.Identity;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkPipeline;
import vn.lienthong.records.ChunkSource;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.RowValues;
import vn.lienthong.store.NamedRecords;
import vn.lienthong.validate.Findings;
import vn.lienthong.validate.NativeRule;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.validate.RecordChecker;
import vn.lienthong.validate.ViolationLog;

/**
 * Reads a delivery's content once more, for the records that it names in their groups (DESIGN 5.9): every record counts
 * whose key can be read, rejected and duplicate ones too, since the sender still speaks of them.
 *
 * <pre>
 * goes on                          the group is stated, the record named
 * does not, group and key readable the record is named
 * does not, key in error           nothing of its group is removed
 * does not, group in error         nothing at all is removed
 * no record at all                 the group that the head of the file names is stated, and empty
 * </pre>
 *
 * The two before the last are told as {@link NativeRule#RULE_GROUP_KEPT}: nothing is ever deleted on a guess.
 */
final class RemoveRun {
    private final CheckSetup setup;
    private final BitSet goesOn;
    private final RecordCheck check;
    private final FieldReaders readers;
    private final int[] groupFields;
    private final int[] versionFields;
    private final List<Field> key;
    private final List<Violation> kept = new ArrayList<>();
    private long keptCount;
    private boolean groupUnread;
    private long read;

    /**
     * What was read.
     *
     * @param removes false when nothing at all may be removed
     * @param kept the first notices, {@code keptCount} of them in all
     */
    record Reading(boolean removes, long keptCount, List<Violation> kept) {}

    private RemoveRun(CheckSetup setup, BitSet goesOn) {
        this.setup = setup;
        this.goesOn = goesOn;
        Contract contract = setup.contract();
        // Out of scope is not unreadable: without the partner's scope.
        this.check = new RecordCheck(
                setup.rules(),
                setup.codeLists(),
                new RecordCheck.Terms(Map.of(), setup.terms().switches()),
                setup.receivedOn());
        this.readers = new FieldReaders(contract);
        this.groupFields =
                GroupIdentity.fields(contract).stream().mapToInt(Field::index).toArray();
        this.versionFields = contract.exchange().version().stream()
                .mapToInt(name ->
                        Objects.requireNonNull(contract.table().field(name)).index())
                .toArray();
        this.key = contract.key();
    }

    /**
     * Reads the content to its end. Blocking: for a worker thread. The caller closes the content.
     *
     * @param setup as check had it
     * @param named takes the records
     */
    static Reading run(InputStream content, CheckSetup setup, BitSet goesOn, NamedRecords named)
            throws IOException, InterruptedException {
        RemoveRun run = new RemoveRun(setup, goesOn);
        ChunkSource source = ChunkSource.of(setup.contract(), content);
        new ChunkPipeline(setup.executor(), setup.parallelism())
                .run(source, run::newWork, Found::new, (chunk, found) -> {
                    named.add(found.piece);
                    run.take(found);
                    run.read = chunk.lastRecord();
                    return true;
                });
        if (source.refusal().isPresent() || run.read < goesOn.length()) {
            throw new Fault("the content is not what was checked");
        }
        if (run.read == 0) {
            run.nameHead(source, named);
        }
        return new Reading(!run.groupUnread, run.keptCount, run.kept);
    }

    /** A file without records says that the group of its head has none. */
    private void nameHead(ChunkSource source, NamedRecords named) {
        Chunk chunk = new Chunk();
        if (source.head(chunk)) {
            Found found = new Found();
            newWork().onHead(chunk, found);
            named.add(found.piece);
        }
    }

    private Work newWork() {
        return new Work();
    }

    private void take(Found found) {
        groupUnread |= found.groupUnread;
        keptCount += found.unread;
        for (int i = 0; i < found.unread && kept.size() < ViolationLog.LISTED_PER_RULE_MAX; i++) {
            kept.add(NativeRule.RULE_GROUP_KEPT.at(found.records[i], found.lines[i]));
        }
    }

    /** What one chunk names; used again for the next. */
    private static final class Found {
        final NamedRecords.Piece piece = new NamedRecords.Piece();
        long[] records = new long[16];
        long[] lines = new long[16];
        int unread;
        boolean groupUnread;

        void clear() {
            piece.clear();
            unread = 0;
            groupUnread = false;
        }

        void unread(long record, long line) {
            if (unread == records.length) {
                records = Arrays.copyOf(records, 2 * unread);
                lines = Arrays.copyOf(lines, 2 * unread);
            }
            records[unread] = record;
            lines[unread++] = line;
        }
    }

    /** Reads chunks on one thread. */
    private final class Work implements ChunkPipeline.Work<Found> {
        private final RecordChecker checker = check.newChecker(readers);
        private final RowValues values = checker.row();
        private final Findings findings = new Findings();
        private final Canonical canonical = new Canonical(setup.contract(), setup.codeLists(), setup.receivedOn());
        private final Identity identity =
                new Identity(setup.contract(), setup.identityKey().secret());
        private final GroupIdentity groupIdentity =
                new GroupIdentity(setup.contract(), setup.identityKey().secret());
        private final byte[] record = new byte[Identity.BYTES];
        private final byte[] group = new byte[GroupIdentity.BYTES];

        @Override
        public void on(Chunk chunk, Found found) {
            found.clear();
            for (int r = 0; r < chunk.records(); r++) {
                long number = chunk.firstRecord() + r;
                open(chunk, r);
                if (goesOn.get((int) (number - 1))) {
                    groupIdentity.of(values, group);
                    identity.of(values, record, 0);
                    found.piece.stated(group, record, canonical.version(values));
                } else {
                    name(found, number, chunk.line(chunk.firstRow(r)));
                }
            }
        }

        private void open(Chunk chunk, int record) {
            if (checker.open(chunk, record) != null) {
                throw new Fault("the content is not what was checked");
            }
        }

        void onHead(Chunk chunk, Found found) {
            open(chunk, 0);
            findings.clear();
            var unused = checker.check(findings);
            if (values.problem() == RowValues.Problem.NONE && sound(groupFields) && sound(versionFields)) {
                groupIdentity.of(values, group);
                found.piece.emptied(group, canonical.version(values));
            }
        }

        private void name(Found found, long number, long line) {
            if (values.problem() != RowValues.Problem.NONE || values.table() != 0) {
                found.groupUnread = true;
                found.unread(number, line);
                return;
            }
            findings.clear();
            var unused = checker.check(findings);
            if (!sound(groupFields)) {
                found.groupUnread = true;
                found.unread(number, line);
                return;
            }
            groupIdentity.of(values, group);
            if (keyReads()) {
                identity.of(values, record, 0);
                found.piece.named(group, record);
            } else {
                found.piece.unreadable(group);
                found.unread(number, line);
            }
        }

        private boolean sound(int[] fields) {
            for (int field : fields) {
                if (!values.sound(field)) {
                    return false;
                }
            }
            return true;
        }

        private boolean keyReads() {
            for (Field field : key) {
                boolean absent = !field.required() && values.state(field.index()) == RowValues.State.ABSENT;
                if (!absent && !values.sound(field.index())) {
                    return false;
                }
            }
            return true;
        }
    }
}
