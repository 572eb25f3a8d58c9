package vn.lienthong.validate;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Period;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Severity;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkRecords;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.RowValues.Problem;

/**
 * Checks records one after another with the scratch this needs, which does not grow with the rows of a record but for
 * the rules over them. Rows whose rules wait for the record's end are read a second time instead of kept. Made by
 * {@link RecordCheck}; for one thread.
 */
public final class RecordChecker {
    private static final long DAY_MAX = 99_991_231L;

    private final RecordCheck check;
    private final FieldReaders readers;
    private final ChunkRecords records;
    private final List<Finding> catalogue;
    private final TableCheck[] tables;
    private final ScopeCheck[] scope;
    private final Gathering[][] gatherings;
    private final boolean aggregates;
    private final Evaluation evaluation;
    private final RowValues recordRow;
    private final RowValues childRow;
    private final int[] rowsOf;
    private Findings found = new Findings();
    private int record;
    private long line;
    private boolean good;
    private boolean muted;
    private boolean waiting;
    private long lastDay = -1;
    private LocalDate lastDate = LocalDate.EPOCH;

    /** What became of a record. */
    public enum Outcome {
        /** No error; warnings do not count. */
        GOOD,
        /** At least one error. */
        REJECTED
    }

    RecordChecker(RecordCheck check, FieldReaders readers) {
        this.check = check;
        this.readers = readers;
        this.records = new ChunkRecords(check.contract());
        this.catalogue = check.findings();
        this.tables = check.tables();
        this.scope = check.newScope();
        this.gatherings = Arrays.stream(tables).map(TableCheck::newGatherings).toArray(Gathering[][]::new);
        this.aggregates = check.hasAggregates();
        this.evaluation = new Evaluation(check.newTotals());
        this.recordRow = readers.newValues();
        this.childRow = readers.newValues();
        this.rowsOf = new int[tables.length];
    }

    /**
     * Opens a record that is to be checked next, and reads its own row.
     *
     * @return why the whole file is refused at this record, or null
     */
    public @Nullable RefusalCode open(Chunk of, int recordInChunk) {
        RefusalCode refusal = records.open(of, recordInChunk);
        if (refusal != null) {
            return refusal;
        }
        record = recordInChunk;
        readers.read(records.chunk(), records.chunk().firstRow(records.index()), recordRow);
        return recordRow.problem() == Problem.ENCODING ? RefusalCode.ENCODING_INVALID : null;
    }

    /** The own row of the record that is open; as it was sent, until the record is checked. */
    public RowValues row() {
        return recordRow;
    }

    /** Checks the record that is {@link #open}, with all its rows. */
    public Outcome check(Findings into) {
        Chunk chunk = records.chunk();
        int first = chunk.firstRow(records.index());
        int end = chunk.firstRow(records.index() + 1);
        begin(into);
        boolean sound = checkRecordRow();
        for (int row = first + 1; row < end; row++) {
            readers.read(chunk, row, childRow);
            checkChildRow(sound);
        }
        if (sound) {
            if (waiting) {
                readAgain(chunk, first + 1, end);
            }
            finish();
        }
        return good ? Outcome.GOOD : Outcome.REJECTED;
    }

    private void begin(Findings into) {
        found = into;
        good = true;
        waiting = false;
        evaluation.record = recordRow;
        if (rowsOf.length > 1) {
            Arrays.fill(rowsOf, 0);
            for (Gathering[] ofTable : gatherings) {
                for (Gathering gathering : ofTable) {
                    gathering.begin();
                }
            }
        }
        if (aggregates) {
            evaluation.totals.begin();
        }
    }

    /** @return false when the row has no fields: no rule of the record or its rows can be asked */
    private boolean checkRecordRow() {
        line = recordRow.line();
        evaluation.row = recordRow;
        evaluation.day = Period.number(check.receivedOn());
        if (recordRow.problem() != Problem.NONE) {
            found(check.raggedFinding(0), -1);
            return false;
        }
        if (check.dayField() >= 0 && recordRow.sound(check.dayField())) {
            long value = recordRow.value(check.dayField());
            evaluation.day = value > DAY_MAX ? value / 10_000 : value;
        }
        if (recordRow.unknownElement()) {
            found(check.unknownElementFinding(0), -1);
        }
        tables[0].askFields(evaluation, this);
        for (ScopeCheck s : scope) {
            s.check(recordRow, this);
        }
        if (aggregates) {
            evaluation.totals.add(evaluation);
        }
        return true;
    }

    private void checkChildRow(boolean rules) {
        int t = childRow.table();
        TableCheck table = tables[t];
        rowsOf[t]++;
        line = rowsOf[t];
        evaluation.row = childRow;
        if (childRow.problem() != Problem.NONE) {
            found(check.raggedFinding(t), -1);
            evaluation.totals.unreadable(t);
            return;
        }
        if (childRow.unknownElement()) {
            found(check.unknownElementFinding(t), -1);
        }
        table.askFields(evaluation, this);
        if (!rules) {
            return;
        }
        if (aggregates) {
            evaluation.totals.add(evaluation);
        }
        table.askRules(evaluation, this);
        waiting |= table.hasLateRules();
        for (Gathering gathering : gatherings[t]) {
            gathering.row(evaluation, rowsOf[t]);
        }
    }

    /** The rules of rows that read what only the whole record tells. */
    private void readAgain(Chunk chunk, int from, int to) {
        Arrays.fill(rowsOf, 0);
        for (int row = from; row < to; row++) {
            int t = chunk.table(row);
            rowsOf[t]++;
            if (tables[t].hasLateRules()) {
                readers.read(chunk, row, childRow);
                if (childRow.problem() == Problem.NONE) {
                    line = rowsOf[t];
                    evaluation.row = childRow;
                    muted = true;
                    tables[t].askFields(evaluation, this);
                    muted = false;
                    tables[t].askLateRules(evaluation, this);
                }
            }
        }
    }

    private void finish() {
        for (int t = 1; t < gatherings.length; t++) {
            for (Gathering gathering : gatherings[t]) {
                gathering.end(this);
            }
        }
        line = recordRow.line();
        evaluation.row = recordRow;
        tables[0].askLateRules(evaluation, this);
    }

    /** Notes a finding of another row of the table than the one that is asked. */
    void foundAt(int rowNumber, int finding) {
        line = rowNumber;
        found(finding, -1);
    }

    /**
     * Notes a finding of a field, or of the whole row when {@code field} is negative.
     *
     * @return true when it is an error
     */
    @CanIgnoreReturnValue
    boolean found(int finding, int field) {
        if (!muted) {
            found.add(record, line, finding);
        }
        boolean error = catalogue.get(finding).severity() == Severity.ERROR;
        if (error) {
            good = false;
            if (field >= 0) {
                evaluation.row.reject(field);
            }
        }
        return error;
    }

    /** The day that chooses what holds for this record, {@code yyyymmdd}. */
    long day() {
        return evaluation.day;
    }

    /** First day of a sound date field, else the day that chooses what holds for this record. */
    LocalDate day(RowValues values, int field) {
        long day = field < 0 || !values.sound(field) ? evaluation.day : values.value(field);
        day = day > DAY_MAX ? day / 10_000 : day;
        if (day != lastDay) {
            lastDay = day;
            lastDate = LocalDate.of((int) (day / 10_000), (int) (day / 100 % 100), (int) (day % 100));
        }
        return lastDate;
    }
}
