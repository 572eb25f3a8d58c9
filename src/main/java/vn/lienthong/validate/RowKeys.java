package vn.lienthong.validate;

import java.util.Arrays;
import java.util.SplittableRandom;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.records.RowValues;

/**
 * Finds rows of one record that agree in some fields: texts byte by byte as the sender wrote them, numbers and dates by
 * value. Exact, linear in the rows even when a sender chooses the values (the hash is seeded), used again for the next
 * record. For one thread.
 */
final class RowKeys {
    private static final int ROOM_AT_FIRST = 64;

    private final int[] fields;
    private final boolean[] text;
    private final long seed = new SplittableRandom().nextLong() | 1;
    /** For each key its parts: a number, or start and end of the text. */
    private long[] parts;

    private int[] slotOf = new int[ROOM_AT_FIRST];
    private int[] slots = new int[2 * ROOM_AT_FIRST];
    private long[] hashes = new long[ROOM_AT_FIRST];
    private byte[] bytes = {};
    private int size;

    RowKeys(Field... by) {
        fields = Arrays.stream(by).mapToInt(Field::index).toArray();
        text = new boolean[by.length];
        for (int i = 0; i < by.length; i++) {
            text[i] = by[i].type() == FieldType.TEXT;
        }
        parts = new long[ROOM_AT_FIRST * by.length];
    }

    int size() {
        return size;
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            slots[slotOf[i]] = 0;
        }
        size = 0;
    }

    /** Whether the row has a sound value in each of the fields. */
    boolean complete(RowValues row) {
        for (int f : fields) {
            if (!row.sound(f)) {
                return false;
            }
        }
        return true;
    }

    /** Number of the row's key, from 0; it is new when that was {@link #size()} before. The row is complete. */
    int number(RowValues row) {
        bytes = row.sourceBytes();
        if (size == hashes.length) {
            grow();
        }
        int at = size * fields.length;
        long hash = seed;
        for (int i = 0; i < fields.length; i++) {
            int f = fields[i];
            if (text[i]) {
                parts[at + i] = (long) row.sourceStart(f) << 32 | row.sourceEnd(f);
                hash = mix(hash, hashOf(row.sourceStart(f), row.sourceEnd(f)));
            } else {
                parts[at + i] = row.value(f);
                hash = mix(hash, row.value(f));
            }
        }
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            int other = slots[slot] - 1;
            if (hashes[other] == hash && same(other, size)) {
                return other;
            }
            slot = (slot + 1) & mask;
        }
        hashes[size] = hash;
        slotOf[size] = slot;
        slots[slot] = size + 1;
        return size++;
    }

    private boolean same(int one, int other) {
        for (int i = 0; i < fields.length; i++) {
            long a = parts[one * fields.length + i];
            long b = parts[other * fields.length + i];
            boolean equal = text[i]
                    ? Arrays.equals(bytes, (int) (a >>> 32), (int) a, bytes, (int) (b >>> 32), (int) b)
                    : a == b;
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    private long hashOf(int start, int end) {
        long hash = seed ^ (end - start);
        for (int i = start; i < end; i++) {
            hash = mix(hash, bytes[i] & 0xFF);
        }
        return hash;
    }

    /** Both halves of the product: a sender that does not know the seed cannot choose what falls together. */
    private long mix(long hash, long value) {
        long a = hash ^ value;
        long b = seed ^ 0x9E3779B97F4A7C15L;
        return Math.multiplyHigh(a, b) ^ (a * b);
    }

    private void grow() {
        int room = 2 * hashes.length;
        hashes = Arrays.copyOf(hashes, room);
        slotOf = Arrays.copyOf(slotOf, room);
        parts = Arrays.copyOf(parts, room * fields.length);
        slots = new int[2 * room];
        for (int i = 0; i < size; i++) {
            int slot = (int) hashes[i] & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = i + 1;
            slotOf[i] = slot;
        }
    }
}
