package vn.lienthong.store;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;

/**
 * Records encoded as PostgreSQL's binary COPY wants them, while they are written: no object is made for a field or a
 * record. A row is one byte of table number, then per field a length word and its bytes. The content hash of a record
 * covers all its rows; absent fields at the end of a row are left out of it, so that a contract which gains an optional
 * field at the end does not make every record look changed.
 */
final class BatchBuffer implements Store.Batch {
    /** A record more than this makes no sense in one transaction; far above what the hall puts into a batch. */
    static final int RECORDS_MAX = 1 << 20;

    static final int BYTES_MAX = 256 << 20;
    private static final int BYTES_START = 1 << 18;
    private static final int RECORDS_START = 1 << 10;
    private static final int IDENTITY_BYTES = 16;
    private static final int DAYS_1970_TO_2000 = 10_957;
    private static final long MINUTES_1970_TO_2000 = DAYS_1970_TO_2000 * 1_440L;
    private static final long MICROSECONDS_OF_MINUTE = 60_000_000L;
    private static final int ABSENT = -1;

    private final Contract contract;
    private final MessageDigest digest;
    private final byte[] hash = new byte[32];
    private final int[] columns;

    private byte[] data = new byte[BYTES_START];
    private int end;
    private int records;
    private int rows;

    // Of records.
    private long[] idHigh = new long[RECORDS_START];
    private long[] idLow = new long[RECORDS_START];
    private long[] hashHigh = new long[RECORDS_START];
    private long[] hashLow = new long[RECORDS_START];
    private long[] versions = new long[RECORDS_START];
    private int[] firstRows = new int[RECORDS_START];
    private long[] numbers = new long[RECORDS_START];
    private long[] lines = new long[RECORDS_START];
    // Two words a record where deliveries replace groups, else empty.
    private long[] groups;
    // Of rows.
    private int[] rowStarts = new int[RECORDS_START];
    private int[] rowEnds = new int[RECORDS_START];

    private int table;
    private int written;
    private int presentEnd;
    private boolean inRecord;
    private boolean inRow;
    private boolean placed;

    BatchBuffer(Contract contract) {
        this.contract = contract;
        this.groups = contract.exchange().replaces().isEmpty() ? new long[0] : new long[2 * RECORDS_START];
        this.columns =
                contract.tables().stream().mapToInt(t -> t.fields().size()).toArray();
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Contract contract() {
        return contract;
    }

    @Override
    public void beginRecord(long record, byte[] identity, long version) {
        demand(!inRecord && identity.length == IDENTITY_BYTES, "beginRecord");
        demand(records < RECORDS_MAX, "more records than a batch may hold");
        if (records == idHigh.length) {
            growRecords();
        }
        idHigh[records] = Binary.readInt8(identity, 0);
        idLow[records] = Binary.readInt8(identity, 8);
        versions[records] = version;
        firstRows[records] = rows;
        numbers[records] = record;
        lines[records] = 0;
        inRecord = true;
        placed = groups.length == 0;
    }

    @Override
    public void place(long line, byte @Nullable [] group) {
        demand(inRecord, "place");
        lines[records] = line;
        if (groups.length > 0) {
            if (group == null || group.length != IDENTITY_BYTES) {
                throw new IllegalStateException("batch written wrongly: a record belongs to a group");
            }
            groups[2 * records] = Binary.readInt8(group, 0);
            groups[2 * records + 1] = Binary.readInt8(group, 8);
            placed = true;
        }
    }

    @Override
    public void beginRow(int tableIndex) {
        demand(inRecord && !inRow && tableIndex >= 0 && tableIndex < columns.length, "beginRow");
        demand((tableIndex == 0) == (rows == firstRows[records]), "the first row, and no other, is of table 0");
        if (rows == rowStarts.length) {
            rowStarts = Arrays.copyOf(rowStarts, rows * 2);
            rowEnds = Arrays.copyOf(rowEnds, rows * 2);
        }
        room(1);
        rowStarts[rows] = end;
        data[end++] = (byte) tableIndex;
        presentEnd = end;
        table = tableIndex;
        written = 0;
        inRow = true;
    }

    @Override
    public void text(byte[] utf8, int start, int stop) {
        int length = stop - start;
        int at = field(length);
        System.arraycopy(utf8, start, data, at, length);
    }

    @Override
    public void integer(long value) {
        int at = field(8);
        int unused = Binary.int8(data, at, value);
    }

    @Override
    public void decimal(long unscaled, int scale) {
        int lengthAt = end;
        int at = field(BinaryNumeric.BYTES_MAX);
        end = BinaryNumeric.write(data, at, unscaled, scale);
        int unused = Binary.int4(data, lengthAt, end - at);
        presentEnd = end;
    }

    @Override
    public void date(int epochDay) {
        int at = field(4);
        int unused = Binary.int4(data, at, epochDay - DAYS_1970_TO_2000);
    }

    @Override
    public void dateTime(long epochMinute) {
        long micros = (epochMinute - MINUTES_1970_TO_2000) * MICROSECONDS_OF_MINUTE;
        int at = field(8);
        int unused = Binary.int8(data, at, micros);
    }

    @Override
    public void absent() {
        demand(inRow, "a value outside of a row");
        room(4);
        end = Binary.int4(data, end, ABSENT);
        written++;
    }

    /**
     * Makes room for a field, writes its length word and returns where its bytes go. It may replace {@code data}: keep
     * its answer in a variable before {@code data} is named, or the bytes go into the array that was.
     */
    private int field(int length) {
        demand(inRow, "a value outside of a row");
        room(4 + length);
        int at = Binary.int4(data, end, length);
        end = at + length;
        presentEnd = end;
        written++;
        return at;
    }

    @Override
    public void endRow() {
        demand(inRow && written == columns[table], "a row has one value for each field");
        rowEnds[rows] = end;
        digest.update(data, rowStarts[rows], presentEnd - rowStarts[rows]);
        rows++;
        inRow = false;
    }

    @Override
    public void endRecord() {
        demand(inRecord && !inRow && placed && rows > firstRows[records], "endRecord");
        try {
            int unused = digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 has 32 bytes", e);
        }
        hashHigh[records] = Binary.readInt8(hash, 0);
        hashLow[records] = Binary.readInt8(hash, 8);
        records++;
        inRecord = false;
    }

    @Override
    public int records() {
        return records;
    }

    @Override
    public int bytes() {
        return end;
    }

    @Override
    public void clear() {
        end = 0;
        records = 0;
        rows = 0;
        inRecord = false;
        inRow = false;
        digest.reset();
    }

    long idHigh(int record) {
        return idHigh[record];
    }

    long idLow(int record) {
        return idLow[record];
    }

    long hashHigh(int record) {
        return hashHigh[record];
    }

    long hashLow(int record) {
        return hashLow[record];
    }

    long version(int record) {
        return versions[record];
    }

    /** The record's number in the file. */
    long number(int record) {
        return numbers[record];
    }

    long line(int record) {
        return lines[record];
    }

    /** Whether records belong to groups. */
    boolean grouped() {
        return groups.length > 0;
    }

    long groupHigh(int record) {
        return groups[2 * record];
    }

    long groupLow(int record) {
        return groups[2 * record + 1];
    }

    int firstRow(int record) {
        return firstRows[record];
    }

    /** One after the record's last row. */
    int rowsEnd(int record) {
        return record + 1 == records ? rows : firstRows[record + 1];
    }

    int tableOf(int row) {
        return data[rowStarts[row]];
    }

    byte[] data() {
        return data;
    }

    /** Where the fields of a row begin, its table number left out. */
    int fieldsStart(int row) {
        return rowStarts[row] + 1;
    }

    int fieldsEnd(int row) {
        return rowEnds[row];
    }

    /**
     * Record numbers in the order of their ids, as the server compares them: rows that two batches share are then
     * locked in one order, and the key's index is filled from left to right.
     */
    int[] inIdOrder() {
        demand(!inRecord, "a record is not ended");
        long[] keys = new long[records];
        for (int i = 0; i < records; i++) {
            keys[i] = ((idHigh[i] ^ Long.MIN_VALUE) & -RECORDS_MAX) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[records];
        for (int i = 0; i < records; i++) {
            int record = (int) (keys[i] & (RECORDS_MAX - 1));
            int at = i;
            // The sorted part of the id is 44 bits long; the few that share them are put in place here.
            while (at > 0 && compareIds(order[at - 1], record) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = record;
        }
        for (int i = 1; i < records; i++) {
            demand(compareIds(order[i - 1], order[i]) != 0, "a batch holds a key once");
        }
        return order;
    }

    private int compareIds(int a, int b) {
        int high = Long.compareUnsigned(idHigh[a], idHigh[b]);
        return high != 0 ? high : Long.compareUnsigned(idLow[a], idLow[b]);
    }

    private void room(int bytes) {
        if (data.length - end < bytes) {
            demand(bytes <= BYTES_MAX - end, "more bytes than a batch may hold");
            data = Arrays.copyOf(data, (int) Math.min(BYTES_MAX, Math.max(data.length * 2L, (long) end + bytes)));
        }
    }

    private void growRecords() {
        int size = records * 2;
        idHigh = Arrays.copyOf(idHigh, size);
        idLow = Arrays.copyOf(idLow, size);
        hashHigh = Arrays.copyOf(hashHigh, size);
        hashLow = Arrays.copyOf(hashLow, size);
        versions = Arrays.copyOf(versions, size);
        firstRows = Arrays.copyOf(firstRows, size);
        numbers = Arrays.copyOf(numbers, size);
        lines = Arrays.copyOf(lines, size);
        groups = groups.length == 0 ? groups : Arrays.copyOf(groups, 2 * size);
    }

    private static void demand(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("batch written wrongly: " + what);
        }
    }
}
