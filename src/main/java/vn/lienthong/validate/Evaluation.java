package vn.lienthong.validate;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import vn.lienthong.records.RowValues;

/** What the rules of one record read, and the scratch of evaluating them. For one thread. */
final class Evaluation {
    private static final RowValues NO_ROW = new RowValues(0);

    final Totals totals;
    /** The row that is asked. */
    RowValues row = NO_ROW;
    /** The record's own row. */
    RowValues record = NO_ROW;
    /** The day that chooses rules, {@code yyyymmdd}. */
    long day;
    /** Whether the evaluation that is going on has met an error. */
    boolean failed;

    private Slice[] slices = {};

    Evaluation(Totals totals) {
        this.totals = totals;
    }

    /** A piece of text. */
    static final class Slice {
        byte[] bytes = {};
        int start;
        int end;
        /** For a text that is made; {@link #bytes} may be another array. */
        private byte[] own = {};

        /** Room for so many bytes. */
        byte[] own(int length) {
            if (own.length < length) {
                own = new byte[Math.max(length, 2 * own.length)];
            }
            return own;
        }

        @CanIgnoreReturnValue
        Slice of(byte[] in, int from, int to) {
            bytes = in;
            start = from;
            end = to;
            return this;
        }
    }

    /** Scratch with a number that the compiler has given to one node alone. */
    Slice slice(int number) {
        if (number >= slices.length) {
            int had = slices.length;
            slices = Arrays.copyOf(slices, number + 8);
            for (int i = had; i < slices.length; i++) {
                slices[i] = new Slice();
            }
        }
        return slices[number];
    }

    /** Ends the evaluation with an error; what is returned means nothing. */
    long fail() {
        failed = true;
        return 0;
    }
}
