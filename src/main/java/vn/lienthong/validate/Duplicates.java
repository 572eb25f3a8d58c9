package vn.lienthong.validate;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * Finds the good records of a file whose key an earlier good record has.
 *
 * <p>Takes the 16-byte keyed digest of each record's key, in the order of the file. Up to {@link #IN_MEMORY_MAX} stay
 * in memory; more go to one scratch file in {@link #BUCKETS} buckets, and the buckets are settled one after another, so
 * that memory is bounded by one bucket's distinct keys. The scratch file has no personal data, and goes when this is
 * closed (on Linux it has no name from the start, so not even a killed process leaves it). For one thread.
 */
public final class Duplicates implements AutoCloseable {
    /** Records whose digests stay in memory: 3 MiB. */
    public static final int IN_MEMORY_MAX = 1 << 17;

    static final int BUCKETS = 256;
    private static final int DIGEST_BYTES = 16;
    /** Digest, number of the record less one, lines that it is ahead of its number. */
    private static final int ENTRY_BYTES = DIGEST_BYTES + 4 + 4;

    private static final int BLOCK_ENTRIES = 682;
    private static final int BLOCK_BYTES = BLOCK_ENTRIES * ENTRY_BYTES;
    /** The first two bytes are the same for records of one group, see {@code normalize.Identity}. */
    private static final int BUCKET_BYTE = 3;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Path scratchFolder;
    private byte[] entries = new byte[0];
    private int entriesLength;
    private @Nullable FileChannel file;
    private int blocksWritten;
    private Bucket[] buckets = new Bucket[0];
    private long[] table = new long[0];
    private int used;

    /** @param scratchFolder exists; used only for more than {@link #IN_MEMORY_MAX} records */
    public Duplicates(Path scratchFolder) {
        this.scratchFolder = scratchFolder;
    }

    /** Takes one duplicate. */
    @FunctionalInterface
    public interface Sink {
        void duplicate(long record, long line);
    }

    private static final class Bucket {
        final byte[] block = new byte[BLOCK_BYTES];
        int length;
        int[] blocks = new int[4];
        int blocksLength;
    }

    /** Notes the key of a good record; the digest is the 16 bytes at {@code at}. */
    public void add(long record, long line, byte[] digests, int at) {
        if (file != null) {
            addToBucket(digests, at, (int) (record - 1), (int) (line - record));
            return;
        }
        if (entriesLength == IN_MEMORY_MAX * ENTRY_BYTES) {
            spill();
            addToBucket(digests, at, (int) (record - 1), (int) (line - record));
            return;
        }
        if (entriesLength == entries.length) {
            entries = Arrays.copyOf(
                    entries, Math.max(BLOCK_BYTES, Math.min(2 * entriesLength, IN_MEMORY_MAX * ENTRY_BYTES)));
        }
        put(entries, entriesLength, digests, at, (int) (record - 1), (int) (line - record));
        entriesLength += ENTRY_BYTES;
    }

    /** Gives the later records of each key to the sink; to be called once, at the end. */
    public void settle(Sink sink) {
        settleEntries(entries, entriesLength, sink);
        byte[] block = new byte[file == null ? 0 : BLOCK_BYTES];
        for (Bucket bucket : buckets) {
            Arrays.fill(table, 0);
            used = 0;
            for (int i = 0; i < bucket.blocksLength; i++) {
                read(block, bucket.blocks[i]);
                settleEntries(block, BLOCK_BYTES, sink);
            }
            settleEntries(bucket.block, bucket.length, sink);
        }
    }

    /** Deletes the scratch file. */
    @Override
    public void close() {
        entries = new byte[0];
        entriesLength = 0;
        buckets = new Bucket[0];
        table = new long[0];
        FileChannel open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new Fault("scratch file could not be closed", e);
            }
        }
    }

    private static void put(byte[] to, int at, byte[] digests, int from, int record, int ahead) {
        System.arraycopy(digests, from, to, at, DIGEST_BYTES);
        INT.set(to, at + DIGEST_BYTES, record);
        INT.set(to, at + DIGEST_BYTES + 4, ahead);
    }

    private void spill() {
        try {
            Path path = Files.createTempFile(scratchFolder, "keys-", ".tmp");
            file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new Fault("scratch file could not be made", e);
        }
        buckets = new Bucket[BUCKETS];
        Arrays.setAll(buckets, i -> new Bucket());
        for (int at = 0; at < entriesLength; at += ENTRY_BYTES) {
            addToBucket(entries, at, (int) INT.get(entries, at + DIGEST_BYTES), (int)
                    INT.get(entries, at + DIGEST_BYTES + 4));
        }
        entries = new byte[0];
        entriesLength = 0;
    }

    private void addToBucket(byte[] digests, int at, int record, int ahead) {
        Bucket bucket = buckets[digests[at + BUCKET_BYTE] & 0xFF];
        put(bucket.block, bucket.length, digests, at, record, ahead);
        bucket.length += ENTRY_BYTES;
        if (bucket.length == BLOCK_BYTES) {
            write(bucket);
        }
    }

    private void write(Bucket bucket) {
        if (bucket.blocksLength == bucket.blocks.length) {
            bucket.blocks = Arrays.copyOf(bucket.blocks, 2 * bucket.blocksLength);
        }
        bucket.blocks[bucket.blocksLength++] = blocksWritten;
        transfer(bucket.block, blocksWritten, true);
        blocksWritten++;
        bucket.length = 0;
    }

    private void read(byte[] block, int number) {
        transfer(block, number, false);
    }

    private void transfer(byte[] block, int number, boolean out) {
        FileChannel channel = file;
        if (channel == null) {
            throw new Fault("the scratch file is closed");
        }
        ByteBuffer buffer = ByteBuffer.wrap(block);
        try {
            while (buffer.hasRemaining()) {
                long at = (long) number * BLOCK_BYTES + buffer.position();
                int n = out ? channel.write(buffer, at) : channel.read(buffer, at);
                if (n < 0) {
                    throw new Fault("the scratch file is cut");
                }
            }
        } catch (IOException e) {
            throw new Fault("scratch file could not be used", e);
        }
    }

    /** Entries come in the order of the file, so what is in the table already came first. */
    private void settleEntries(byte[] from, int length, Sink sink) {
        for (int at = 0; at < length; at += ENTRY_BYTES) {
            if (!first((long) LONG.get(from, at), (long) LONG.get(from, at + 8))) {
                long record = (int) INT.get(from, at + DIGEST_BYTES) + 1L;
                sink.duplicate(record, record + (int) INT.get(from, at + DIGEST_BYTES + 4));
            }
        }
    }

    /** Adds a digest to the open-addressing table of pairs; false when it is there. */
    private boolean first(long a, long b) {
        if (4L * used >= table.length) {
            grow();
        }
        // Two zeros mark a free place; no digest is ever that in practice, and if it were it would count as another.
        long low = (a | b) == 0 ? 1 : a;
        int mask = table.length / 2 - 1;
        int slot = (int) (b ^ (b >>> 32)) & mask;
        while ((table[2 * slot] | table[2 * slot + 1]) != 0) {
            if (table[2 * slot] == low && table[2 * slot + 1] == b) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        table[2 * slot] = low;
        table[2 * slot + 1] = b;
        used++;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.max(1 << 11, 2 * old.length)];
        used = 0;
        for (int i = 0; i < old.length; i += 2) {
            if ((old[i] | old[i + 1]) != 0) {
                var unused = first(old[i], old[i + 1]);
            }
        }
    }
}
