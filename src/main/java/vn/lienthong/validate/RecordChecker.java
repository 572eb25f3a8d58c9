package vn.lienthong.validate;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.LocalDate;
import java.util.List;
import vn.lienthong.delivery.Severity;
import vn.lienthong.records.RowValues;

/** Checks records one after another with the scratch this needs. Made by {@link RecordCheck}; for one thread. */
public final class RecordChecker {
    private final RecordCheck check;
    private final List<Finding> catalogue;
    private final Evaluation evaluation = new Evaluation();
    private Findings found = new Findings();
    private int record;
    private long line;
    private boolean good;
    private RowValues row = new RowValues(0);
    private long lastDay = -1;
    private LocalDate lastDate = LocalDate.EPOCH;

    RecordChecker(RecordCheck check) {
        this.check = check;
        this.catalogue = check.findings();
    }

    /**
     * Checks one row.
     *
     * @param recordInChunk index of its record, for the findings
     * @return true when there is no error; warnings do not count
     */
    public boolean check(RowValues values, int recordInChunk, Findings into) {
        row = values;
        record = recordInChunk;
        line = values.line();
        found = into;
        good = true;
        check.apply(values, this, evaluation);
        return good;
    }

    /**
     * Notes a finding of a field, or of the whole record when {@code field} is negative.
     *
     * @return true when it is an error
     */
    @CanIgnoreReturnValue
    boolean found(int finding, int field) {
        found.add(record, line, finding);
        boolean error = catalogue.get(finding).severity() == Severity.ERROR;
        if (error) {
            good = false;
            if (field >= 0) {
                row.reject(field);
            }
        }
        return error;
    }

    /** First day of a sound date field, else the day of receipt. */
    LocalDate day(RowValues values, int field) {
        if (field < 0 || !values.sound(field)) {
            return check.receivedOn();
        }
        long day = values.value(field);
        day = day > 99_991_231L ? day / 10_000 : day;
        if (day != lastDay) {
            lastDay = day;
            lastDate = LocalDate.of((int) (day / 10_000), (int) (day / 100 % 100), (int) (day % 100));
        }
        return lastDate;
    }
}
