package vn.lienthong.validate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field;
import vn.lienthong.records.RowValues;

/**
 * Rows of a record that agree in some fields and whose times overlap. Rows are put in groups, each group is sorted by
 * its beginnings, and a row that begins before the latest end so far is told: n log n in the rows. For one thread.
 */
final class ApartRows implements Gathering {
    /** Low bits of a sort key: the place of the row; above them the minute of its beginning. */
    private static final int PLACE_BITS = 30;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;

    private final RowKeys groups;
    private final int from;
    private final int to;
    private final @Nullable RuleExpression where;
    private final int finding;
    private long[] begins = new long[16];
    private long[] ends = new long[16];
    private int[] group = new int[16];
    private int[] number = new int[16];
    private int size;

    ApartRows(Field[] by, Field from, Field to, @Nullable RuleExpression where, int finding) {
        this.groups = new RowKeys(by);
        this.from = from.index();
        this.to = to.index();
        this.where = where;
        this.finding = finding;
    }

    @Override
    public void begin() {
        groups.clear();
        size = 0;
    }

    @Override
    public void row(Evaluation evaluation, int rowNumber) {
        RowValues row = evaluation.row;
        boolean timed = row.sound(from) && row.sound(to) && row.value(from) <= row.value(to);
        if (!timed || !groups.complete(row) || !Gathering.chosen(where, evaluation)) {
            return;
        }
        if (size == begins.length) {
            begins = Arrays.copyOf(begins, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            group = Arrays.copyOf(group, 2 * size);
            number = Arrays.copyOf(number, 2 * size);
        }
        begins[size] = RuleFunctions.minuteOf(row.value(from));
        ends[size] = RuleFunctions.minuteOf(row.value(to));
        group[size] = groups.number(row);
        number[size] = rowNumber;
        size++;
    }

    @Override
    public void end(RecordChecker to) {
        if (size < 2) {
            return;
        }
        int[] next = new int[groups.size() + 1];
        for (int i = 0; i < size; i++) {
            next[group[i] + 1]++;
        }
        for (int g = 1; g < next.length; g++) {
            next[g] += next[g - 1];
        }
        long[] sorted = new long[size];
        for (int i = 0; i < size; i++) {
            sorted[next[group[i]]++] = begins[i] << PLACE_BITS | i;
        }
        // Now next[g] is where group g ends, and group g + 1 begins.
        int start = 0;
        for (int g = 0; g < groups.size(); g++) {
            Arrays.sort(sorted, start, next[g]);
            tell(sorted, start, next[g], to);
            start = next[g];
        }
    }

    private void tell(long[] sorted, int start, int end, RecordChecker to) {
        long latest = Long.MIN_VALUE;
        for (int k = start; k < end; k++) {
            int i = (int) (sorted[k] & PLACE_MASK);
            if (begins[i] < latest) {
                to.foundAt(number[i], finding);
            }
            latest = Math.max(latest, ends[i]);
        }
    }
}
