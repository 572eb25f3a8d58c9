package vn.lienthong;

import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;
import vn.lienthong.normalize.Canonical;
import vn.lienthong.normalize.GroupIdentity;
import vn.lienthong.normalize.Identity;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkPipeline;
import vn.lienthong.records.ChunkRecords;
import vn.lienthong.records.ChunkSource;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.RowValues;
import vn.lienthong.store.Store;

/**
 * The work of <em>store</em> on one delivery's content: the records that the verdict lets go on, in canonical shape, in
 * batches. Chunk n is batch n; a chunk whose batch exists, or of which nothing goes on, is only counted.
 *
 * <p>A batch is filled in the order of the file. Each thread uses one batch again and again.
 */
public final class StoreRun {
    private final StoreSetup setup;
    private final FieldReaders readers;
    private final Supplier<Store.Batch> batches;
    private final BatchPutter putter;
    private long read;

    private StoreRun(StoreSetup setup, Supplier<Store.Batch> batches, BatchPutter putter) {
        this.setup = setup;
        this.readers = new FieldReaders(setup.contract());
        this.batches = batches;
        this.putter = putter;
    }

    /**
     * Puts all batches that are not there yet. Blocking: for a worker thread. The caller closes the content.
     *
     * @param batches makes an empty batch, see {@link Store#newBatch}
     * @throws IOException when the content could not be read
     */
    public static void run(InputStream content, StoreSetup setup, Supplier<Store.Batch> batches, BatchPutter putter)
            throws IOException, InterruptedException {
        new StoreRun(setup, batches, putter).drive(content);
    }

    private void drive(InputStream content) throws IOException, InterruptedException {
        ChunkSource source = ChunkSource.of(setup.contract(), content);
        new ChunkPipeline(setup.executor(), setup.parallelism())
                .run(source, Work::new, () -> Boolean.TRUE, (chunk, done) -> {
                    read = chunk.lastRecord();
                    return true;
                });
        if (source.refusal().isPresent() || read < setup.goesOn().length()) {
            throw new Fault("the content is not what was checked");
        }
    }

    /** Fills and puts batches on one thread. */
    private final class Work implements ChunkPipeline.Work<Boolean> {
        private final ChunkRecords records = new ChunkRecords(setup.contract());
        private final RowValues values = readers.newValues();
        private final Canonical canonical = new Canonical(setup.contract(), setup.codeLists(), setup.receivedOn());
        private final Identity identity =
                new Identity(setup.contract(), setup.identityKey().secret());
        private final byte[] recordId = new byte[Identity.BYTES];
        private final @Nullable GroupIdentity groupIdentity = groupIdentity();
        private final byte @Nullable [] group = groupIdentity == null ? null : new byte[GroupIdentity.BYTES];
        private final Store.Batch batch = batches.get();

        @Override
        public void on(Chunk chunk, Boolean done) throws InterruptedException {
            BitSet goesOn = setup.goesOn();
            int first = (int) (chunk.firstRecord() - 1);
            int end = first + chunk.records();
            int next = goesOn.nextSetBit(first);
            if (setup.batchesDone().get(chunk.number() - 1) || next < 0 || next >= end) {
                return;
            }
            batch.clear();
            for (; next >= 0 && next < end; next = goesOn.nextSetBit(next + 1)) {
                write(chunk, next - first);
            }
            putter.put(chunk.number(), chunk.firstRecord(), chunk.lastRecord(), batch);
        }

        private @Nullable GroupIdentity groupIdentity() {
            return setup.contract().exchange().replaces().isEmpty()
                    ? null
                    : new GroupIdentity(setup.contract(), setup.identityKey().secret());
        }

        private void write(Chunk chunk, int record) {
            if (records.open(chunk, record) != null) {
                throw new Fault("the content is not what was checked");
            }
            Chunk whole = records.chunk();
            int row = whole.firstRow(records.index());
            int end = whole.firstRow(records.index() + 1);
            readSound(whole, row);
            identity.of(values, recordId, 0);
            batch.beginRecord(chunk.firstRecord() + record, recordId, canonical.version(values));
            if (groupIdentity != null && group != null) {
                groupIdentity.of(values, group);
            }
            batch.place(whole.line(row), group);
            canonical.writeRow(values, batch);
            for (row++; row < end; row++) {
                readSound(whole, row);
                canonical.writeRow(values, batch);
            }
            batch.endRecord();
        }

        private void readSound(Chunk chunk, int row) {
            readers.read(chunk, row, values);
            if (values.problem() != RowValues.Problem.NONE) {
                throw new Fault("the content is not what was checked");
            }
        }
    }
}
