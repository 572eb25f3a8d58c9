package vn.lienthong.records;

import java.util.Arrays;

/**
 * A bounded piece of consecutive records, used again for the next piece: memory stays flat whatever the size of the
 * file.
 *
 * <p>Where a file is cut depends on its content alone, never on how its bytes arrived: chunk n is batch n of the store,
 * and a restart must cut alike. A chunk ends with the record that makes it {@link #RECORDS_MAX} records or
 * {@link #BYTES_MAX} bytes.
 *
 * <p>A record is a range of rows: its first row is of table 0, further rows belong to child tables. For one thread at a
 * time.
 */
public final class Chunk {
    /** Most records of one chunk. */
    public static final int RECORDS_MAX = 16_384;
    /** No record is added to a chunk that has so many bytes. */
    public static final int BYTES_MAX = 4 << 20;

    private static final int BYTES_AT_FIRST = 128 << 10;
    private static final int ROWS_AT_FIRST = 1_024;

    /** Row flag: the row does not have the form of a row. */
    static final byte RAGGED = 1;
    /** Row flag: it has an element that the contract does not know. */
    static final byte UNKNOWN_ELEMENT = 2;

    byte[] bytes = new byte[BYTES_AT_FIRST + Swar.SLACK];
    int length;
    private int number;
    private long firstRecord;
    private int records;
    private int rows;
    private int[] recordRow = new int[ROWS_AT_FIRST + 1];
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
        recordRow[0] = 0;
    }

    boolean full(int bytesUsed) {
        return records >= RECORDS_MAX || bytesUsed >= BYTES_MAX;
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

    void flagLastRow(byte flag) {
        rowFlags[rows - 1] |= flag;
    }

    void endRecord() {
        records++;
        if (records == recordRow.length) {
            recordRow = Arrays.copyOf(recordRow, records * 2);
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

    void addBounds(int[] starts, int[] ends, int fields) {
        if (boundsLength + 2 * fields > bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(2 * bounds.length, boundsLength + 64 * fields));
        }
        for (int f = 0; f < fields; f++) {
            bounds[boundsLength++] = starts[f];
            bounds[boundsLength++] = ends[f];
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
