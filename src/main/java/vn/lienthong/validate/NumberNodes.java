package vn.lienthong.validate;

import java.util.function.LongBinaryOperator;
import vn.lienthong.records.RowValues;
import vn.lienthong.validate.RuleNode.Bool;
import vn.lienthong.validate.RuleNode.Int;
import vn.lienthong.validate.RuleNode.Text;

/** Nodes of a compiled rule that are whole numbers. */
final class NumberNodes {
    private NumberNodes() {}

    /** The value of a field or an aggregate. */
    static Int of(Variable v) {
        int index = v.index();
        return switch (v.place()) {
            case ROW -> v.part() == Variable.Part.LAST ? new RowLast(index) : new RowNumber(index);
            case RECORD -> v.part() == Variable.Part.LAST ? new RecordLast(index) : new RecordNumber(index);
            case AGGREGATE -> new Total(index);
        };
    }

    private record RowNumber(int field) implements Int {
        @Override
        public long of(Evaluation e) {
            RowValues row = e.row;
            e.failed |= !row.sound(field);
            return row.value(field);
        }
    }

    private record RowLast(int field) implements Int {
        @Override
        public long of(Evaluation e) {
            e.failed |= !e.row.sound(field);
            return e.row.last(field);
        }
    }

    private record RecordNumber(int field) implements Int {
        @Override
        public long of(Evaluation e) {
            e.failed |= !e.record.sound(field);
            return e.record.value(field);
        }
    }

    private record RecordLast(int field) implements Int {
        @Override
        public long of(Evaluation e) {
            e.failed |= !e.record.sound(field);
            return e.record.last(field);
        }
    }

    private record Total(int aggregate) implements Int {
        @Override
        public long of(Evaluation e) {
            e.failed |= e.totals.state(aggregate) != RowValues.State.SOUND || e.totals.overflown(aggregate);
            return e.totals.value(aggregate);
        }
    }

    record Constant(long value) implements Int {
        @Override
        public long of(Evaluation e) {
            return value;
        }
    }

    /** An operator that throws {@link ArithmeticException} where CEL has an error. */
    record Arithmetic(Int left, Int right, LongBinaryOperator by) implements Int {
        @Override
        public long of(Evaluation e) {
            long a = left.of(e);
            long b = right.of(e);
            if (e.failed) {
                return 0;
            }
            try {
                return by.applyAsLong(a, b);
            } catch (ArithmeticException overflow) {
                return e.fail();
            }
        }
    }

    record Choose(Bool condition, Int yes, Int no) implements Int {
        @Override
        public long of(Evaluation e) {
            boolean c = condition.is(e);
            return e.failed ? 0 : (c ? yes : no).of(e);
        }
    }

    /** See {@link RuleFunctions#amount}; a percent that is not written is 100. */
    record Amount(Int quantity, Int price, Int percent, Int second) implements Int {
        @Override
        public long of(Evaluation e) {
            long q = quantity.of(e);
            long p = price.of(e);
            long a = percent.of(e);
            long b = second.of(e);
            if (e.failed) {
                return 0;
            }
            try {
                return RuleFunctions.amount(q, p, a, b);
            } catch (ArithmeticException overflow) {
                return e.fail();
            }
        }
    }

    record BirthYear(Text id) implements Int {
        @Override
        public long of(Evaluation e) {
            Evaluation.Slice s = id.read(e);
            long year = s == null ? -1 : RuleFunctions.birthYear(s.bytes, s.start, s.end);
            return year < 0 ? e.fail() : year;
        }
    }

    /** The whole number that a text says. */
    record Parsed(Text text) implements Int {
        @Override
        public long of(Evaluation e) {
            Evaluation.Slice s = text.read(e);
            if (s == null) {
                return e.fail();
            }
            try {
                return RuleFunctions.whole(s);
            } catch (NumberFormatException none) {
                return e.fail();
            }
        }
    }

    /** In characters (code points), as CEL counts. */
    record Length(Text text) implements Int {
        @Override
        public long of(Evaluation e) {
            Evaluation.Slice s = text.read(e);
            if (s == null) {
                return e.fail();
            }
            int characters = 0;
            for (int i = s.start; i < s.end; i++) {
                characters += (s.bytes[i] & 0xC0) == 0x80 ? 0 : 1;
            }
            return characters;
        }
    }

    /** See {@link RuleFunctions#parts}. */
    record Parts(Text text, Text separator) implements Int {
        @Override
        public long of(Evaluation e) {
            Evaluation.Slice s = text.read(e);
            Evaluation.Slice by = separator.read(e);
            long parts = s == null || by == null ? -1 : RuleFunctions.parts(s, by);
            return parts < 0 ? e.fail() : parts;
        }
    }
}
