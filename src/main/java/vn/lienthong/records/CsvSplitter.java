package vn.lienthong.records;

/**
 * Finds the fields of one CSV row. A row without quotes and control characters, nearly every one, is split eight bytes
 * at a time; the others byte by byte.
 */
final class CsvSplitter {
    private static final long QUOTE = Swar.spread('"');
    private final byte separator;
    private final long separators;

    CsvSplitter(byte separator) {
        this.separator = separator;
        this.separators = Swar.spread(separator);
    }

    void split(Chunk chunk, int row, RowValues into, int columns) {
        byte[] b = chunk.bytes;
        int[] starts = into.start;
        int[] ends = into.end;
        int start = chunk.rowStart[row];
        int end = chunk.rowEnd[row];
        into.beginRow(b, chunk.table(row), chunk.line(row));
        long special = 0;
        long high = 0;
        int n = 0;
        starts[0] = start;
        for (int i = start; i < end; i += 8) {
            long w = Swar.wordUpTo(b, i, end);
            high |= w;
            special |= Swar.controls(w) | Swar.places(w, QUOTE);
            long at = Swar.places(w, separators);
            while (at != 0) {
                int p = i + (Long.numberOfTrailingZeros(at) >>> 3);
                at &= at - 1;
                if (n < columns) {
                    ends[n] = p;
                    starts[n + 1] = p + 1;
                }
                n++;
            }
        }
        if ((high & Swar.HIGH_BITS) != 0 && Utf8.firstInvalid(b, start, end) >= 0) {
            into.problem(RowValues.Problem.ENCODING);
        } else if (special != 0) {
            splitByBytes(chunk, row, into, columns);
        } else if (n != columns - 1) {
            into.problem(RowValues.Problem.RAGGED);
        } else {
            ends[n] = end;
        }
    }

    private void splitByBytes(Chunk chunk, int row, RowValues into, int columns) {
        int end = chunk.rowEnd[row];
        int at = chunk.rowStart[row];
        int tail = chunk.length;
        for (int f = 0; f < columns; f++) {
            boolean quoted = at < end && chunk.bytes[at] == '"';
            int next = quoted ? quotedEnd(chunk, at, end, into, f) : plainEnd(chunk.bytes, at, end, into, f);
            boolean last = f == columns - 1;
            if (next < 0 || last != (next == end)) {
                into.problem(RowValues.Problem.RAGGED);
                break;
            }
            at = next + 1;
        }
        // Unquoted copies of this row lie behind the content; the next row may write over them.
        chunk.length = tail;
    }

    /** Takes a field without quotes; returns where its separator or the row's end is, -1 when a quote is inside. */
    private int plainEnd(byte[] b, int start, int end, RowValues into, int field) {
        int i = start;
        for (; i < end && b[i] != separator; i++) {
            if (b[i] == '"') {
                return -1;
            }
            if (b[i] >= 0 && b[i] < 0x20 && b[i] != '\t') {
                into.markControl(field);
            }
        }
        into.start[field] = start;
        into.end[field] = i;
        return i;
    }

    /** The same for a quoted field; -1 when something else than a separator follows the closing quote. */
    private int quotedEnd(Chunk chunk, int open, int end, RowValues into, int field) {
        byte[] b = chunk.bytes;
        boolean doubled = false;
        int i = open + 1;
        for (; i < end; i++) {
            byte x = b[i];
            if (x == '"') {
                if (i + 1 >= end || b[i + 1] != '"') {
                    break;
                }
                doubled = true;
                i++;
            } else if (x >= 0 && x < 0x20 && x != '\t' && x != '\n' && x != '\r') {
                into.markControl(field);
            }
        }
        if (i >= end || (i + 1 < end && b[i + 1] != separator)) {
            return -1;
        }
        if (doubled) {
            copyWithoutDoubles(chunk, open + 1, i, into, field);
        } else {
            into.start[field] = open + 1;
            into.end[field] = i;
        }
        return i + 1;
    }

    private static void copyWithoutDoubles(Chunk chunk, int start, int end, RowValues into, int field) {
        chunk.reserve(end - start);
        byte[] b = chunk.bytes;
        into.bytes = b;
        int to = chunk.length;
        into.start[field] = to;
        for (int i = start; i < end; i++) {
            b[to++] = b[i];
            if (b[i] == '"') {
                i++;
            }
        }
        into.end[field] = to;
        chunk.length = to;
    }
}
