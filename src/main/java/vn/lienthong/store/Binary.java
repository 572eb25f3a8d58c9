package vn.lienthong.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network order, as PostgreSQL's binary forms have them. A call returns the place after what it wrote. */
final class Binary {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Binary() {}

    static int int2(byte[] out, int at, int value) {
        out[at] = (byte) (value >> 8);
        out[at + 1] = (byte) value;
        return at + 2;
    }

    static int int4(byte[] out, int at, int value) {
        INT.set(out, at, value);
        return at + 4;
    }

    static int int8(byte[] out, int at, long value) {
        LONG.set(out, at, value);
        return at + 8;
    }

    static long readInt8(byte[] in, int at) {
        return (long) LONG.get(in, at);
    }
}
