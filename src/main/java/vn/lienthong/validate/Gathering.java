package vn.lienthong.validate;

import org.jspecify.annotations.Nullable;
import vn.lienthong.records.RowValues.State;

/** A rule over the rows of one table within a record: takes them one by one, and answers at the record's end. */
interface Gathering {

    /** Forgets the record before. */
    void begin();

    /** Takes the row that the evaluation is at. */
    void row(Evaluation evaluation, int number);

    /** Tells the rows that break the rule. */
    void end(RecordChecker to);

    /** Whether the rule looks at the row; one whose choice cannot be made is left out, its broken value has its error. */
    static boolean chosen(@Nullable RuleExpression where, Evaluation evaluation) {
        if (where == null) {
            return true;
        }
        for (int i = 0; i < where.reads().size(); i++) {
            State state = where.reads().get(i).state(evaluation);
            if (state != State.SOUND && state != State.ABSENT) {
                return false;
            }
        }
        return where.holds(evaluation);
    }
}
