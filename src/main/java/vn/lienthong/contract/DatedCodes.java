package vn.lienthong.contract;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import vn.lienthong.contract.CodeLists.CodeList;

/**
 * One code list in memory: all codes behind one another in one array, found by hash, so that 100,000 codes take some
 * 3 MB and a look-up makes no object. Immutable.
 */
final class DatedCodes implements CodeList {
    private static final int EMPTY = -1;

    private final byte[] codes;
    /** Period p has the code from {@code starts[p]} to {@code starts[p + 1]}; periods of one code are neighbours. */
    private final int[] starts;

    private final long[] from;
    private final long[] to;
    /** First period of a code, by hash; open addressing, at most half full. */
    private final int[] slots;

    private DatedCodes(List<Period> sorted) {
        int n = sorted.size();
        starts = new int[n + 1];
        from = new long[n];
        to = new long[n];
        byte[][] texts = new byte[n][];
        for (int p = 0; p < n; p++) {
            Period period = sorted.get(p);
            texts[p] = period.code().getBytes(StandardCharsets.UTF_8);
            starts[p + 1] = starts[p] + texts[p].length;
            from[p] = period.from().toEpochDay();
            to[p] = period.to().toEpochDay();
        }
        codes = new byte[starts[n]];
        for (int p = 0; p < n; p++) {
            System.arraycopy(texts[p], 0, codes, starts[p], texts[p].length);
        }
        slots = new int[Integer.highestOneBit(Math.max(1, n)) * 4];
        Arrays.fill(slots, EMPTY);
        for (int p = 0; p < n; p++) {
            if (p == 0 || !Arrays.equals(texts[p - 1], texts[p])) {
                slots[slotOf(texts[p], 0, texts[p].length)] = p;
            }
        }
    }

    static DatedCodes of(List<Period> periods) {
        return new DatedCodes(periods.stream()
                .sorted(Comparator.comparing(Period::code).thenComparing(Period::from))
                .toList());
    }

    @Override
    public boolean holds(byte[] code, int start, int end, LocalDate at) {
        int first = slots[slotOf(code, start, end)];
        if (first == EMPTY) {
            return false;
        }
        long day = at.toEpochDay();
        for (int p = first; p < from.length && same(p, code, start, end); p++) {
            if (from[p] <= day && day <= to[p]) {
                return true;
            }
        }
        return false;
    }

    int periods() {
        return from.length;
    }

    /** The slot of that code, or the empty one where it would stand. */
    private int slotOf(byte[] code, int start, int end) {
        int hash = 0x811C9DC5;
        for (int i = start; i < end; i++) {
            hash = (hash ^ (code[i] & 0xFF)) * 0x01000193;
        }
        int mask = slots.length - 1;
        for (int slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
            if (slots[slot] == EMPTY || same(slots[slot], code, start, end)) {
                return slot;
            }
        }
    }

    private boolean same(int period, byte[] code, int start, int end) {
        return Arrays.equals(codes, starts[period], starts[period + 1], code, start, end);
    }

    /**
     * A code and the days on which it is valid.
     *
     * @param from first day, {@link LocalDate#MIN} when it was always valid
     * @param to last day, {@link LocalDate#MAX} when no end is known
     */
    record Period(String code, LocalDate from, LocalDate to) {}
}
