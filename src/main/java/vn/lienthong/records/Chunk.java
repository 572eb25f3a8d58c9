package vn.lienthong.records;

import java.util.Arrays;

/**
 * A bounded piece of consecutive records, used again for the next piece: memory stays flat whatever the size of the
 * file.
 *
 * <p>Where a file is cut depends on its content alone, never on how its bytes arrived: chunk n is batch n of the store,
 * and a restart must cut alike. A chunk ends with the record that makes it {@link #RECORDS_MAX} records or
 * {@link #BYTES_MAX} bytes, or {@link #BOUNDS_MAX} bounds of fields that its source has split.
 *
 * <p>A record is a range of rows: its first row is of table 0, further rows belong to child tables, or are documents
 * that came as text and that nobody has read yet: {@link ChunkRecords} opens these. For one thread at a time.
 */
public final class Chunk {
    /** Most records of one chunk. */
    public static final int RECORDS_MAX = 16_384;
    /** No record is added to a chunk that has so many bytes. */
    public static final int BYTES_MAX = 4 << 20;
    /** No record is added to a chunk that has so many field bounds: 16 MiB. Only many child rows come so far. */
    public static final int BOUNDS_MAX = 4 << 20;

    private static final int BYTES_AT_FIRST = 128 << 10;
    /** A larger buffer, made for one very large record, is not kept. */
    private static final int BYTES_KEPT_MAX = 4 * BYTES_MAX;

    private static final int ROWS_AT_FIRST = 1_024;

    /** Row flag: the row does not have the form of a row. */
    static final byte RAGGED = 1;
    /** Row flag: it has an element that the contract does not know. */
    static final byte UNKNOWN_ELEMENT = 2;
    /** Row flag: one of its texts has a control character. */
    static final byte CONTROL = 4;

    /** In place of its table: the row is a document, as the text that came. */
    private static final short DOCUMENT = -1;

    byte[] bytes = new byte[BYTES_AT_FIRST + Swar.SLACK];
    int length;
    private int number;
    private long firstRecord;
    private int records;
    private int rows;
    private int[] recordRow = new int[ROWS_AT_FIRST + 1];
    private byte[] recordKind = new byte[ROWS_AT_FIRST + 1];
    private long firstLine;
    int[] rowStart = new int[ROWS_AT_FIRST];
    int[] rowEnd = new int[ROWS_AT_FIRST];
    private int[] rowLine = new int[ROWS_AT_FIRST];
    private short[] rowTable = new short[ROWS_AT_FIRST];
    byte[] rowFlags = new byte[ROWS_AT_FIRST];
    /** Field bounds of rows whose source has split them already: start and end of each field, row by row. */
    int[] bounds = new int[0];

    int boundsLength;

    /** Place of this chunk in the file, from 1. */
    public int number() {
        return number;
    }

    /** Number in the file of its first record, from 1. */
    public long firstRecord() {
        return firstRecord;
    }

    /** Number in the file of its last record. */
    public long lastRecord() {
        return firstRecord + records - 1;
    }

    public int records() {
        return records;
    }

    /** First row of the record with that index; the next record's first row ends it. */
    public int firstRow(int record) {
        return recordRow[record];
    }

    /** Place of the record's kind in {@code Exchange.kinds()}; 0 when the contract has no kinds. */
    public int kind(int record) {
        return recordKind[record];
    }

    /** Physical line on which a row begins. */
    public long line(int row) {
        return firstLine + rowLine[row];
    }

    public int table(int row) {
        return rowTable[row];
    }

    void begin(int number, long firstRecord, long firstLine) {
        this.number = number;
        this.firstRecord = firstRecord;
        this.firstLine = firstLine;
        records = 0;
        rows = 0;
        length = 0;
        boundsLength = 0;
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_AT_FIRST + Swar.SLACK];
        }
        recordRow[0] = 0;
    }

    boolean full(int bytesUsed) {
        return records >= RECORDS_MAX || bytesUsed >= BYTES_MAX || boundsLength >= BOUNDS_MAX;
    }

    /** Adds a row to the record that is being made. */
    void addRow(int table, int start, int end, long line) {
        if (rows == rowStart.length) {
            growRows();
        }
        rowTable[rows] = (short) table;
        rowStart[rows] = start;
        rowEnd[rows] = end;
        rowFlags[rows] = 0;
        rowLine[rows] = (int) (line - firstLine);
        rows++;
    }

    /**
     * Adds a document to the record that is being made.
     *
     * @param kind see {@link XmlAttachment}
     */
    void addDocument(int kind, int start, int end) {
        addRow(DOCUMENT, start, end, firstLine + kind);
    }

    boolean isDocument(int row) {
        return rowTable[row] == DOCUMENT;
    }

    int documentKind(int row) {
        return rowLine[row];
    }

    int lastRow() {
        return rows - 1;
    }

    void flag(int row, byte flags) {
        rowFlags[row] |= flags;
    }

    /** Kind of the record that is being made; the next {@link #endRecord} keeps it. */
    void kindOfRecord(int kind) {
        recordKind[records] = (byte) kind;
    }

    /** Forgets the record that is being made, and everything behind these lengths. */
    void dropRecord(int bytesUsed, int boundsUsed) {
        rows = recordRow[records];
        length = bytesUsed;
        boundsLength = boundsUsed;
    }

    /** Forgets the last whole record, and everything behind these lengths. */
    void takeBack(int bytesUsed, int boundsUsed) {
        records--;
        dropRecord(bytesUsed, boundsUsed);
    }

    void endRecord() {
        records++;
        if (records == recordRow.length) {
            recordRow = Arrays.copyOf(recordRow, records * 2);
            recordKind = Arrays.copyOf(recordKind, records * 2);
        }
        recordRow[records] = rows;
    }

    /** Makes room for so many bytes behind the content, and for reading words over its end. */
    void reserve(int more) {
        int needed = Math.addExact(Math.addExact(length, more), Swar.SLACK);
        if (needed > bytes.length) {
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
    }

    /** Makes room for the bounds of so many fields; returns where they go. */
    int addBounds(int fields) {
        int at = boundsLength;
        if (at + 2 * fields > bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(2 * bounds.length, at + 64 * fields));
        }
        boundsLength = at + 2 * fields;
        return at;
    }

    void setBounds(int at, int[] starts, int[] ends) {
        int to = at;
        for (int f = 0; f < starts.length; f++) {
            bounds[to++] = starts[f];
            bounds[to++] = ends[f];
        }
    }

    private void growRows() {
        int capacity = rows * 2;
        rowStart = Arrays.copyOf(rowStart, capacity);
        rowEnd = Arrays.copyOf(rowEnd, capacity);
        rowLine = Arrays.copyOf(rowLine, capacity);
        rowTable = Arrays.copyOf(rowTable, capacity);
        rowFlags = Arrays.copyOf(rowFlags, capacity);
    }
}
