package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import vn.lienthong.contract.Contract;

/** Chunks of records with rows of several tables, made by hand: each row a table and its fields with | between. */
public final class Visits {
    private final Contract contract;
    private final Chunk chunk = new Chunk();

    public Visits(Contract contract) {
        this.contract = contract;
        chunk.begin(1, 1, 1);
    }

    /** Adds a record; a row is {@code 0:a|b} or {@code 1:x||z}, a broken one {@code 1!}. */
    public Visits add(String... rows) {
        int line = 1;
        for (String row : rows) {
            int table = row.charAt(0) - '0';
            String[] values = row.substring(2).split("\\|", -1);
            int fields = contract.tables().get(table).fields().size();
            int[] starts = new int[fields];
            int[] ends = new int[fields];
            int bounds = chunk.addBounds(fields);
            chunk.addRow(table, bounds, 0, line++);
            for (int f = 0; f < fields; f++) {
                byte[] value = (f < values.length ? values[f] : "").getBytes(StandardCharsets.UTF_8);
                chunk.reserve(value.length);
                System.arraycopy(value, 0, chunk.bytes, chunk.length, value.length);
                starts[f] = chunk.length;
                chunk.length += value.length;
                ends[f] = chunk.length;
            }
            chunk.setBounds(bounds, starts, ends);
            if (row.charAt(1) == '!') {
                chunk.flag(chunk.lastRow(), Chunk.RAGGED);
            }
        }
        chunk.endRecord();
        return this;
    }

    public Chunk chunk() {
        return chunk;
    }
}
