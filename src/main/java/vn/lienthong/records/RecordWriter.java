package vn.lienthong.records;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldPath.Origin;
import vn.lienthong.contract.Table;

/**
 * Writes records with their child rows into chunks, value by value as a nested file streams by. Used again for each
 * record; for one thread.
 *
 * <pre>
 *   begin, ( open, piece*, close | value | beginRow, ( open ... )*, endRow | beginText, text*, endText )*, end
 * </pre>
 *
 * A value that comes twice, or whatever else {@link #ragged} is told, makes the row ragged. Head data and the kind of
 * the record are the same bytes for all records of a chunk.
 */
final class RecordWriter {
    /** Child rows of one record, of all tables together. */
    static final int ROWS_PER_RECORD_MAX = 10_000;

    /** One row that is being made. */
    private static final class Row {
        final int[] starts;
        final int[] ends;
        final boolean[] seen;
        long line;
        byte flags;

        Row(int fields) {
            starts = new int[fields];
            ends = new int[fields];
            seen = new boolean[fields];
        }

        void begin(int at, long onLine) {
            Arrays.fill(starts, at);
            Arrays.fill(ends, at);
            Arrays.fill(seen, false);
            line = onLine;
            flags = 0;
        }
    }

    /** White space around and inside of base64 included. */
    private static final int TEXT_PER_DOCUMENT_HALVES = 3;

    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
    private final HeadValues head;
    private final int recordBytesMax;
    private final long textBytesMax;
    private final Row[] tables;
    private final int[] headFields;
    private final int[] kindFields;
    private final byte[][] kinds;
    private final int[] headStarts;
    private final int[] headEnds;
    private final int[] kindStarts;
    private Chunk chunk = new Chunk();
    private Row row;
    private int rowTable;
    private int headRow;
    private int headBounds;
    private int recordStart;
    private int textStart;
    private int textBytes;
    private int rows;
    private int field;
    private char highSurrogate;

    RecordWriter(Contract contract, PathTree tree, HeadValues head) {
        this.head = head;
        this.recordBytesMax = contract.exchange().recordBytesMax();
        this.textBytesMax = textBytesMax(contract);
        tables = contract.tables().stream()
                .map(Table::sourceFields)
                .map(Row::new)
                .toArray(Row[]::new);
        row = tables[0];
        headFields = fields(contract, Origin.HEAD);
        kindFields = fields(contract, Origin.KIND);
        kinds = tree.kinds().stream()
                .map(k -> k.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        headStarts = new int[headFields.length];
        headEnds = new int[headFields.length];
        kindStarts = new int[kinds.length];
    }

    /** Bound of the documents of one record as they stand in the file: what base64 and its lines add counts. */
    static long textBytesMax(Contract contract) {
        return contract.exchange().recordBytesMax() * (long) TEXT_PER_DOCUMENT_HALVES / 2;
    }

    private static int[] fields(Contract contract, Origin origin) {
        List<Field> fields = contract.table().fields();
        return fields.stream()
                .filter(f -> f.path().origin() == origin)
                .mapToInt(Field::index)
                .toArray();
    }

    /** Begins a record. */
    void begin(Chunk into, int kind, long line) {
        chunk = into;
        if (into.records() == 0) {
            shared();
        }
        beginRecord(into, kind, line);
        for (int h = 0; h < headFields.length; h++) {
            row.starts[headFields[h]] = headStarts[h];
            row.ends[headFields[h]] = headEnds[h];
        }
        for (int f : kindFields) {
            row.starts[f] = kindStarts[kind];
            row.ends[f] = kindStarts[kind] + kinds[kind].length;
        }
    }

    /**
     * Begins a record that has been begun before, with what its own row had then.
     *
     * @param from the chunk that holds it, its own row first
     */
    void resume(Chunk into, Chunk from, int record) {
        int own = from.firstRow(record);
        beginRecord(into, from.kind(record), from.line(own));
        copy(from, own);
        for (int f = 0; f < row.seen.length; f++) {
            row.seen[f] = row.ends[f] > row.starts[f];
        }
    }

    private void beginRecord(Chunk into, int kind, long line) {
        chunk = into;
        recordStart = into.length;
        textBytes = 0;
        rows = 0;
        row = tables[0];
        rowTable = 0;
        row.begin(recordStart, line);
        headBounds = into.addBounds(row.starts.length);
        into.addRow(0, headBounds, 0, line);
        headRow = into.lastRow();
        into.kindOfRecord(kind);
    }

    /** Takes over the values of a row of another chunk. */
    private void copy(Chunk from, int fromRow) {
        int at = from.rowStart[fromRow];
        for (int f = 0; f < row.starts.length; f++) {
            int start = from.bounds[at++];
            int end = from.bounds[at++];
            row.starts[f] = append(from.bytes, start, end - start);
            row.ends[f] = chunk.length;
        }
        row.flags = from.rowFlags[fromRow];
    }

    /**
     * Takes over a child row of another chunk.
     *
     * @return false when the record has too many rows
     */
    boolean copyRow(Chunk from, int fromRow, long line) {
        boolean fits = beginRow(from.table(fromRow), line);
        copy(from, fromRow);
        endRow();
        return fits;
    }

    /** What all records of the chunk share stands once, before them. */
    private void shared() {
        for (int h = 0; h < headFields.length; h++) {
            byte[] value = head.ofField(headFields[h]);
            headStarts[h] = append(value, 0, value.length);
            headEnds[h] = chunk.length;
        }
        for (int k = 0; k < kinds.length; k++) {
            kindStarts[k] = append(kinds[k], 0, kinds[k].length);
        }
    }

    private int append(byte[] bytes, int start, int length) {
        int at = chunk.length;
        chunk.reserve(length);
        System.arraycopy(bytes, start, chunk.bytes, at, length);
        chunk.length = at + length;
        return at;
    }

    /**
     * Puts a document into the chunk for {@link #slice}, with a byte 0 behind it.
     *
     * @return where it begins, or -1 when there is no room for it in a record
     */
    int document(byte[] bytes, int start, int end) {
        if (chunk.length - recordStart + (end - start) > recordBytesMax) {
            return -1;
        }
        int at = append(bytes, start, end - start);
        chunk.reserve(1);
        chunk.bytes[chunk.length] = 0;
        return at;
    }

    /** Begins a text that is a document of its own. */
    void beginText() {
        textStart = chunk.length;
    }

    /** @return false when the record's documents have become larger than allowed */
    boolean text(char[] chars, int start, int length) {
        int before = chunk.length;
        if (!appendAscii(chars, start, length)) {
            append(chars, start, length);
        }
        textBytes += chunk.length - before;
        return textBytes <= textBytesMax;
    }

    /** The text is complete, and to be read later. */
    void endText(int kind) {
        chunk.addDocument(kind, textStart, chunk.length);
    }

    /** @return false when the record has too many rows */
    boolean beginRow(int table, long line) {
        row = tables[table];
        rowTable = table;
        row.begin(chunk.length, line);
        return ++rows <= ROWS_PER_RECORD_MAX;
    }

    /** A child row is being made. */
    boolean inRow() {
        return rowTable > 0;
    }

    void endRow() {
        int at = chunk.addBounds(row.starts.length);
        chunk.setBounds(at, row.starts, row.ends);
        chunk.addRow(rowTable, at, 0, row.line);
        chunk.flag(chunk.lastRow(), row.flags);
        row = tables[0];
        rowTable = 0;
    }

    void end() {
        chunk.setBounds(headBounds, row.starts, row.ends);
        chunk.flag(headRow, row.flags);
        chunk.endRecord();
    }

    /** The row that is being made does not have the form of a row. */
    void ragged() {
        row.flags |= Chunk.RAGGED;
    }

    /** The row that is being made has something that the contract does not know. */
    void unknown() {
        row.flags |= Chunk.UNKNOWN_ELEMENT;
    }

    /** Begins a value of the row that is being made. */
    void open(int ofField) {
        field = ofField;
        if (row.seen[field]) {
            ragged();
        }
        row.seen[field] = true;
        row.starts[field] = chunk.length;
        row.ends[field] = chunk.length;
    }

    /** @return false when the record has become larger than allowed */
    boolean piece(char[] chars, int start, int length) {
        append(chars, start, length);
        return fits();
    }

    private boolean fits() {
        return chunk.length - recordStart - textBytes <= recordBytesMax;
    }

    /** The value is complete; white space around it is layout. */
    void close() {
        take(row.starts[field], chunk.length);
    }

    /** A value at once that stands in the chunk already; white space around it is layout. */
    void slice(int ofField, int start, int end) {
        open(ofField);
        take(start, end);
    }

    private void take(int start, int end) {
        byte[] b = chunk.bytes;
        int from = start;
        int to = end;
        while (from < to && b[from] >= 0 && b[from] <= ' ') {
            from++;
        }
        while (to > from && b[to - 1] >= 0 && b[to - 1] <= ' ') {
            to--;
        }
        row.starts[field] = from;
        row.ends[field] = to;
    }

    /**
     * A value at once, to be kept as it is: control characters, and halves of a character, are marked.
     *
     * @return false when the record has become larger than allowed
     */
    boolean value(int ofField, char[] chars, int start, int length) {
        open(ofField);
        int from = start;
        int end = start + length;
        for (int i = start; i < end; i++) {
            char c = chars[i];
            boolean half = Character.isSurrogate(c);
            if (half && Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1])) {
                half = false;
                i++;
            }
            if (half || (c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
                append(chars, from, i - from);
                chunk.reserve(1);
                // Half a character has no bytes; a control character in its place is told of just as well.
                chunk.bytes[chunk.length++] = 0;
                row.flags |= Chunk.CONTROL;
                from = i + 1;
            }
        }
        append(chars, from, end - from);
        row.ends[field] = chunk.length;
        return fits();
    }

    /** Long pieces that are ASCII, such as base64, the fast way; false = nothing is appended. */
    private boolean appendAscii(char[] chars, int start, int length) {
        chunk.reserve(length);
        int from = chunk.length;
        ByteBuffer to = ByteBuffer.wrap(chunk.bytes, from, length);
        latin1.reset();
        boolean narrow =
                latin1.encode(CharBuffer.wrap(chars, start, length), to, true).isUnderflow();
        if (!narrow || !Swar.ascii(chunk.bytes, from, from + length)) {
            return false;
        }
        chunk.length = from + length;
        return true;
    }

    private void append(char[] chars, int start, int length) {
        chunk.reserve(Math.multiplyExact(length, 3) + 4);
        byte[] b = chunk.bytes;
        int to = chunk.length;
        int from = start;
        int end = start + length;
        while (from < end && chars[from] < 0x80) {
            b[to++] = (byte) chars[from++];
        }
        for (int i = from; i < end; i++) {
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
