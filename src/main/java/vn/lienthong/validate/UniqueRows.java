package vn.lienthong.validate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field;

/** Rows of a record that have the same values as an earlier one; linear in the rows. For one thread. */
final class UniqueRows implements Gathering {
    private final RowKeys keys;
    private final @Nullable RuleExpression where;
    private final int finding;
    private int[] repeated = new int[16];
    private int size;

    UniqueRows(Field[] fields, @Nullable RuleExpression where, int finding) {
        this.keys = new RowKeys(fields);
        this.where = where;
        this.finding = finding;
    }

    @Override
    public void begin() {
        keys.clear();
        size = 0;
    }

    @Override
    public void row(Evaluation evaluation, int number) {
        if (!keys.complete(evaluation.row) || !Gathering.chosen(where, evaluation)) {
            return;
        }
        int before = keys.size();
        if (keys.number(evaluation.row) < before) {
            if (size == repeated.length) {
                repeated = Arrays.copyOf(repeated, 2 * size);
            }
            repeated[size++] = number;
        }
    }

    @Override
    public void end(RecordChecker to) {
        for (int i = 0; i < size; i++) {
            to.foundAt(repeated[i], finding);
        }
    }
}
