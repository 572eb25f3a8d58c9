package vn.lienthong.validate;

import java.util.Arrays;

/** The findings of one chunk as numbers: bad records cost no more memory churn than good ones. For one thread. */
public final class Findings {
    private static final int ROOM_AT_FIRST = 256;

    private int[] records = new int[ROOM_AT_FIRST];
    private int[] findings = new int[ROOM_AT_FIRST];
    private long[] lines = new long[ROOM_AT_FIRST];
    private int size;

    /** Empties it for use again. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    void add(int record, long line, int finding) {
        if (size == records.length) {
            records = Arrays.copyOf(records, 2 * size);
            findings = Arrays.copyOf(findings, 2 * size);
            lines = Arrays.copyOf(lines, 2 * size);
        }
        records[size] = record;
        findings[size] = finding;
        lines[size] = line;
        size++;
    }

    /** Index of the record in its chunk. */
    int record(int i) {
        return records[i];
    }

    long line(int i) {
        return lines[i];
    }

    /** Number of the finding in {@link RecordCheck#findings()}. */
    int finding(int i) {
        return findings[i];
    }
}
