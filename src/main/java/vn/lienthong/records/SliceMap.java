package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts known beforehand, found by a piece of a byte array without making a String. Immutable. */
public final class SliceMap {
    private final byte[][] keys;
    private final int[] slots;
    private final int mask;
    private final byte @Nullable [] bySingleByte;

    /** @param texts without repetition; the index of a text is its place here */
    public SliceMap(Collection<String> texts) {
        List<String> all = List.copyOf(texts);
        keys = new byte[all.size()][];
        slots = new int[Integer.highestOneBit(Math.max(4, 4 * all.size()))];
        mask = slots.length - 1;
        Arrays.fill(slots, -1);
        for (int k = 0; k < keys.length; k++) {
            keys[k] = all.get(k).getBytes(StandardCharsets.UTF_8);
            int slot = hash(keys[k], 0, keys[k].length) & mask;
            while (slots[slot] >= 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = k;
        }
        bySingleByte = singleBytes(keys);
    }

    /** The map of codes of one ASCII character each, as most are; null for others. */
    private static byte @Nullable [] singleBytes(byte[][] keys) {
        byte[] table = new byte[128];
        Arrays.fill(table, (byte) -1);
        for (int k = 0; k < keys.length; k++) {
            if (keys[k].length != 1 || keys[k][0] < 0) {
                return null;
            }
            table[keys[k][0]] = (byte) k;
        }
        return table;
    }

    /** Index of the text, or -1. */
    public int indexOf(byte[] bytes, int start, int end) {
        if (bySingleByte != null) {
            return end - start == 1 && bytes[start] >= 0 ? bySingleByte[bytes[start]] : -1;
        }
        int slot = hash(bytes, start, end) & mask;
        while (slots[slot] >= 0) {
            byte[] key = keys[slots[slot]];
            if (Arrays.equals(key, 0, key.length, bytes, start, end)) {
                return slots[slot];
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private static int hash(byte[] bytes, int start, int end) {
        int h = end - start;
        for (int i = start; i < end; i++) {
            h = 31 * h + bytes[i];
        }
        return h ^ (h >>> 15);
    }
}
