package vn.lienthong.validate;

import java.util.Optional;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.RowValues.State;

/**
 * A name that a rule can read.
 *
 * @param index of the field in its table, or of the aggregate
 * @param text whether {@link Part#VALUE} is a text; else it is a number
 */
record Variable(Place place, int index, Part part, boolean text) {

    /** Where it is found. */
    enum Place {
        /** A field of the row that is asked. */
        ROW,
        /** A field of the record's own row, for a row of a child table. */
        RECORD,
        /** A number over the rows of the record. */
        AGGREGATE
    }

    /** What of it. */
    enum Part {
        VALUE,
        /** The last day of a date that may be a month or a year. */
        LAST,
        /** Whether the sender said anything. */
        PRESENT
    }

    private RowValues row(Evaluation e) {
        return place == Place.ROW ? e.row : e.record;
    }

    State state(Evaluation e) {
        return place == Place.AGGREGATE ? e.totals.state(index) : row(e).state(index);
    }

    /** The value for the interpreter; empty = there is none, and reading it is an error. */
    Optional<Object> read(Evaluation e) {
        if (part == Part.PRESENT) {
            return Optional.of(state(e) != State.ABSENT);
        }
        if (state(e) != State.SOUND || (place == Place.AGGREGATE && e.totals.overflown(index))) {
            return Optional.empty();
        }
        if (place == Place.AGGREGATE) {
            return Optional.of(e.totals.value(index));
        }
        if (text) {
            return Optional.of(row(e).text(index));
        }
        return Optional.of(part == Part.LAST ? row(e).last(index) : row(e).value(index));
    }
}
