package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The values beside the records, as the file streams by: head data, which must be complete before the first record, and
 * totals, which may come behind the last one. Each is taken once. For one thread.
 */
final class HeadValues {
    /** All values together, in characters. */
    static final int CHARACTERS_MAX = 64 << 10;

    private final PathTree tree;
    private final @Nullable String[] values;
    private final boolean[] seen;
    private final boolean[] head;
    private final StringBuilder text = new StringBuilder();
    private int slot;
    private int characters;

    HeadValues(PathTree tree) {
        this.tree = tree;
        values = new String[tree.slots()];
        seen = new boolean[values.length];
        head = new boolean[values.length];
        for (int s = 0; s < head.length; s++) {
            head[s] = tree.isHead(s);
        }
    }

    /** @return false when it cannot be taken: it was there already, or records that need it have gone by */
    boolean open(int ofSlot, boolean recordsBegun) {
        slot = ofSlot;
        text.setLength(0);
        boolean first = !seen[slot];
        seen[slot] = true;
        return first && !(head[slot] && recordsBegun);
    }

    /** @return false when the values have become too large */
    boolean add(char[] chars, int start, int length) {
        characters += length;
        if (characters > CHARACTERS_MAX) {
            return false;
        }
        text.append(chars, start, length);
        return true;
    }

    /** The value is complete. */
    void close(boolean trimmed) {
        String value = trimmed ? text.toString().strip() : text.toString();
        values[slot] = value.isEmpty() ? null : value;
    }

    /** UTF-8 of the head data of a field of table 0; empty when the sender said nothing, or it has no head data. */
    byte[] ofField(int field) {
        int of = tree.headSlot(field);
        String value = of < 0 ? null : values[of];
        return value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    }

    /** A total of the contract as it was written, or null. */
    @Nullable
    String total(int total) {
        return values[tree.totalSlot(total)];
    }
}
