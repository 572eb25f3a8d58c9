package vn.lienthong.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Sends rows of a batch by binary COPY: what the store knows of a record, then the fields as they were encoded. */
final class CopyRows {
    /** Sent at once; larger pieces gained nothing. */
    private static final int PIECE_BYTES = 1 << 17;

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int SYSTEM_BYTES_MAX = 512;

    private final BatchBuffer batch;
    private final byte[] out = new byte[PIECE_BYTES];
    private int end;

    CopyRows(BatchBuffer batch) {
        this.batch = batch;
    }

    /** What all records of one batch have in common. */
    record Stamp(long batchId, long deliveryNo, String partner) {}

    /** @param records in the order of ids; a record's place in it is its ordinal, from 1 */
    void send(Connection session, RecordTable table, Stamp stamp, int[] records) throws SQLException {
        CopyIn copy = session.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copySql());
        try {
            begin();
            byte[] partner = stamp.partner().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < records.length; i++) {
                int record = records[i];
                int rowNo = 0;
                for (int row = batch.firstRow(record); row < batch.rowsEnd(record); row++) {
                    if (batch.tableOf(row) == table.table().index()) {
                        flushBelow(copy, SYSTEM_BYTES_MAX + partner.length);
                        if (table.isChild()) {
                            child(table, record, ++rowNo);
                        } else {
                            head(table, record, i + 1, stamp, partner);
                        }
                        append(copy, batch.data(), batch.fieldsStart(row), batch.fieldsEnd(row));
                    }
                }
            }
            flushBelow(copy, 2);
            end = Binary.int2(out, end, -1);
            flush(copy);
            long unused = copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private void begin() {
        byte[] head = head();
        System.arraycopy(head, 0, out, 0, head.length);
        end = head.length;
    }

    /** What every binary COPY begins with: no flags, no header extension. */
    static byte[] head() {
        return Arrays.copyOf(SIGNATURE, SIGNATURE.length + Long.BYTES);
    }

    private void head(RecordTable table, int record, int ordinal, Stamp stamp, byte[] partner) {
        int p = Binary.int2(
                out, end, table.systemColumns().size() + table.table().fields().size());
        p = id(p, batch.idHigh(record), batch.idLow(record));
        p = id(p, batch.hashHigh(record), batch.hashLow(record));
        p = int8(p, batch.version(record));
        p = int8(p, stamp.deliveryNo());
        p = int8(p, stamp.batchId());
        p = Binary.int4(out, Binary.int4(out, p, 4), ordinal);
        p = Binary.int4(out, p, 1);
        out[p++] = 0;
        p = Binary.int4(out, p, partner.length);
        System.arraycopy(partner, 0, out, p, partner.length);
        end = p + partner.length;
        if (batch.grouped()) {
            end = id(end, batch.groupHigh(record), batch.groupLow(record));
        }
    }

    private void child(RecordTable table, int record, int rowNo) {
        int p = Binary.int2(
                out, end, RecordTable.OF_CHILD.size() + table.table().fields().size());
        p = id(p, batch.idHigh(record), batch.idLow(record));
        end = Binary.int4(out, Binary.int4(out, p, 4), rowNo);
    }

    private int id(int at, long high, long low) {
        return Binary.int8(out, Binary.int8(out, Binary.int4(out, at, 16), high), low);
    }

    private int int8(int at, long value) {
        return Binary.int8(out, Binary.int4(out, at, 8), value);
    }

    private void append(CopyIn copy, byte[] from, int start, int stop) throws SQLException {
        int length = stop - start;
        if (length > out.length - end) {
            flush(copy);
        }
        if (length > out.length) {
            copy.writeToCopy(from, start, length);
        } else {
            System.arraycopy(from, start, out, end, length);
            end += length;
        }
    }

    private void flushBelow(CopyIn copy, int room) throws SQLException {
        if (out.length - end < room) {
            flush(copy);
        }
    }

    private void flush(CopyIn copy) throws SQLException {
        if (end > 0) {
            copy.writeToCopy(out, 0, end);
            end = 0;
        }
    }
}
