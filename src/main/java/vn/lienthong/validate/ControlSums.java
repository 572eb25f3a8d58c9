package vn.lienthong.validate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.ControlTotal;
import vn.lienthong.contract.Field;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.RowValues.Problem;
import vn.lienthong.records.RowValues.State;

/**
 * What the control totals of a contract come to over all records as they were sent, good or bad: exact, however many.
 * Sums of parts of a file can be added up. A value that is no number, and a record that cannot be read, make the sums
 * they belong to unknowable: these agree with everything. For one thread.
 */
public final class ControlSums {
    /** Of a total as it is written: far more than any sum has. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

    private static final int COUNT = -1;
    private static final int ALL = -1;

    private final int[] fields;
    private final int[] kinds;
    private final int[] scales;
    private final long[] sums;
    /** What no longer fits into the sum. */
    private final @Nullable BigInteger[] carried;

    private final boolean[] unknowable;

    public ControlSums(Contract contract) {
        List<ControlTotal> totals = contract.exchange().controlTotals();
        fields = new int[totals.size()];
        kinds = new int[fields.length];
        scales = new int[fields.length];
        sums = new long[fields.length];
        carried = new BigInteger[fields.length];
        unknowable = new boolean[fields.length];
        for (int t = 0; t < fields.length; t++) {
            ControlTotal total = totals.get(t);
            String name = total.field();
            Field field = name == null ? null : contract.table().field(name);
            if (name != null && field == null) {
                throw new IllegalArgumentException(
                        contract.feed() + ": control total of " + name + ", which is no field");
            }
            fields[t] = field == null ? COUNT : field.index();
            scales[t] = field == null ? 0 : field.scale();
            kinds[t] = total.kind() == null ? ALL : contract.exchange().kinds().indexOf(total.kind());
        }
    }

    /** Empties the sums for use again. */
    public void clear() {
        for (int t = 0; t < fields.length; t++) {
            sums[t] = 0;
            carried[t] = null;
            unknowable[t] = false;
        }
    }

    /**
     * Adds a record.
     *
     * @param row its row of table 0 as it was read, before any check
     * @param kind of the record, see {@code Chunk.kind}
     */
    public void add(RowValues row, int kind) {
        for (int t = 0; t < fields.length; t++) {
            if (kinds[t] != ALL && kinds[t] != kind) {
                continue;
            }
            if (fields[t] == COUNT) {
                add(t, 1);
            } else if (row.problem() != Problem.NONE) {
                unknowable[t] = true;
            } else if (row.state(fields[t]) == State.SOUND) {
                add(t, row.value(fields[t]));
            } else if (row.state(fields[t]) != State.ABSENT) {
                unknowable[t] = true;
            }
        }
    }

    private void add(int t, long value) {
        long sum = sums[t] + value;
        boolean overflown = ((sums[t] ^ sum) & (value ^ sum)) < 0;
        if (overflown) {
            carry(t, BigInteger.valueOf(sums[t]));
            sum = value;
        }
        sums[t] = sum;
    }

    private void carry(int t, BigInteger more) {
        BigInteger before = carried[t];
        carried[t] = before == null ? more : before.add(more);
    }

    /** Adds the sums of another part of the file. */
    public void add(ControlSums part) {
        for (int t = 0; t < fields.length; t++) {
            add(t, part.sums[t]);
            BigInteger more = part.carried[t];
            if (more != null) {
                carry(t, more);
            }
            unknowable[t] |= part.unknowable[t];
        }
    }

    /** Whether a total that the sender wrote is what the records come to. What is no number agrees with no sum. */
    public boolean agrees(int total, String written) {
        if (unknowable[total]) {
            return true;
        }
        if (!NUMBER.matcher(written).matches()) {
            return false;
        }
        BigInteger before = carried[total];
        BigInteger sum = BigInteger.valueOf(sums[total]);
        BigDecimal whole = new BigDecimal(before == null ? sum : sum.add(before), scales[total]);
        return whole.compareTo(new BigDecimal(written)) == 0;
    }
}
