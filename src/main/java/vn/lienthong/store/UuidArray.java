package vn.lienthong.store;

import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/** Record ids as one binary {@code uuid[]} parameter: 20 bytes an id and no object each. */
final class UuidArray extends PGobject implements PGBinaryObject {
    private static final int HEADER_BYTES = 20;
    private static final int ELEMENT_BYTES = 20;
    private static final int OID_UUID = 2950;

    private final transient BatchBuffer batch;
    private final transient int[] records;
    private final int count;

    /** @param records numbers of records, the first {@code count} are meant */
    UuidArray(BatchBuffer batch, int[] records, int count) {
        this.batch = batch;
        this.records = records;
        this.count = count;
        setType("_uuid");
    }

    @Override
    public int lengthInBytes() {
        return HEADER_BYTES + count * ELEMENT_BYTES;
    }

    @Override
    public void toBytes(byte[] out, int offset) {
        int p = offset;
        // Dimensions, no nulls, element type, length, lower bound.
        for (int word : new int[] {1, 0, OID_UUID, count, 1}) {
            p = Binary.int4(out, p, word);
        }
        for (int i = 0; i < count; i++) {
            p = Binary.int4(out, p, 16);
            p = Binary.int8(out, p, batch.idHigh(records[i]));
            p = Binary.int8(out, p, batch.idLow(records[i]));
        }
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("a parameter, never a result");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public Object clone() {
        return this;
    }
}
