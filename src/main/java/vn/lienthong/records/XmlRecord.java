package vn.lienthong.records;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Table;

/** Collects the fields of one flat XML record into a chunk. Used again for each record. */
final class XmlRecord {
    private static final int UNKNOWN = -1;

    private final Map<String, Integer> fieldOf = new HashMap<>();
    private final int recordBytesMax;
    private final int[] starts;
    private final int[] ends;
    private final boolean[] seen;
    private Chunk chunk = new Chunk();
    private int recordStart;
    private long line;
    private int field = UNKNOWN;
    private boolean ragged;
    private boolean unknown;
    private char highSurrogate;

    XmlRecord(Table table, int recordBytesMax) {
        this.recordBytesMax = recordBytesMax;
        for (Field f : table.fields()) {
            fieldOf.put(f.source(), f.index());
        }
        starts = new int[fieldOf.size()];
        ends = new int[fieldOf.size()];
        seen = new boolean[fieldOf.size()];
    }

    boolean knows(String element) {
        return fieldOf.containsKey(element);
    }

    void begin(Chunk into, long onLine) {
        chunk = into;
        line = onLine;
        recordStart = into.length;
        field = UNKNOWN;
        ragged = false;
        unknown = false;
        Arrays.fill(starts, recordStart);
        Arrays.fill(ends, recordStart);
        Arrays.fill(seen, false);
    }

    /** @param below 1 for an element of the record itself */
    void open(String element, int below) {
        if (below > 1) {
            ragged |= field != UNKNOWN;
            return;
        }
        Integer known = fieldOf.get(element);
        field = known == null ? UNKNOWN : known;
        if (known == null) {
            unknown = true;
            return;
        }
        ragged |= seen[field];
        seen[field] = true;
        starts[field] = chunk.length;
        ends[field] = chunk.length;
    }

    void close(int below) {
        if (below > 1) {
            return;
        }
        if (field != UNKNOWN) {
            trim();
        }
        field = UNKNOWN;
    }

    /** @return false when the record has become larger than allowed */
    boolean text(char[] chars, int start, int length, int below) {
        if (field != UNKNOWN) {
            append(chars, start, length);
            return chunk.length - recordStart <= recordBytesMax;
        }
        for (int i = start; below == 0 && i < start + length; i++) {
            ragged |= chars[i] > ' ';
        }
        return true;
    }

    void end() {
        chunk.addRow(0, chunk.boundsLength, 0, line);
        chunk.addBounds(starts, ends, starts.length);
        if (ragged) {
            chunk.flagLastRow(Chunk.RAGGED);
        }
        if (unknown) {
            chunk.flagLastRow(Chunk.UNKNOWN_ELEMENT);
        }
        chunk.endRecord();
    }

    private void trim() {
        byte[] b = chunk.bytes;
        int from = starts[field];
        int to = chunk.length;
        while (from < to && b[from] >= 0 && b[from] <= ' ') {
            from++;
        }
        while (to > from && b[to - 1] >= 0 && b[to - 1] <= ' ') {
            to--;
        }
        starts[field] = from;
        ends[field] = to;
    }

    private void append(char[] chars, int start, int length) {
        chunk.reserve(Math.multiplyExact(length, 3) + 4);
        byte[] b = chunk.bytes;
        int to = chunk.length;
        for (int i = start; i < start + length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                b[to++] = (byte) c;
            } else if (c < 0x800) {
                b[to++] = (byte) (0xC0 | (c >> 6));
                b[to++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c)) {
                // Its other half may come with the next piece of text.
                highSurrogate = c;
            } else if (Character.isLowSurrogate(c)) {
                int point = Character.toCodePoint(highSurrogate, c);
                b[to++] = (byte) (0xF0 | (point >> 18));
                b[to++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                b[to++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                b[to++] = (byte) (0x80 | (point & 0x3F));
            } else {
                b[to++] = (byte) (0xE0 | (c >> 12));
                b[to++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                b[to++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        chunk.length = to;
    }
}
