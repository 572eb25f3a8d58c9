package vn.lienthong.validate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import vn.lienthong.records.RowValues;
import vn.lienthong.records.SliceMap;

/**
 * Nodes of a compiled rule. They read straight from the row and make no objects; an error sets {@link
 * Evaluation#failed} and the value then means nothing.
 */
final class RuleNode {
    private RuleNode() {}

    /** A node that is true or false. */
    interface Bool {
        boolean is(RowValues row, Evaluation e);
    }

    /** A node that is a whole number. */
    interface Int {
        long of(RowValues row, Evaluation e);
    }

    /** A node that is a piece of text. */
    interface Text {
        /** False = an error: there is no text. */
        boolean known(RowValues row);

        byte[] bytes(RowValues row);

        int start(RowValues row);

        int end(RowValues row);
    }

    /** Two numbers compared. */
    interface Comparison {
        boolean holds(long a, long b);
    }

    record Compare(Int left, Int right, Comparison by) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            long a = left.of(row, e);
            return by.holds(a, right.of(row, e)) && !e.failed;
        }
    }

    /** As CEL has it: what decides wins over an error on the other side. */
    record And(Bool left, Bool right) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            boolean a = left.is(row, e);
            if (e.failed) {
                e.failed = false;
                boolean decided = !right.is(row, e) && !e.failed;
                e.failed = !decided;
                return false;
            }
            return a && right.is(row, e);
        }
    }

    record Or(Bool left, Bool right) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            boolean a = left.is(row, e);
            if (e.failed) {
                e.failed = false;
                boolean decided = right.is(row, e) && !e.failed;
                e.failed = !decided;
                return decided;
            }
            return a || right.is(row, e);
        }
    }

    record Not(Bool of) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            return !of.is(row, e);
        }
    }

    record SameBool(Bool left, Bool right) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            boolean a = left.is(row, e);
            return !e.failed && a == right.is(row, e);
        }
    }

    record ChooseBool(Bool condition, Bool yes, Bool no) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            boolean c = condition.is(row, e);
            return !e.failed && (c ? yes : no).is(row, e);
        }
    }

    record Present(int field) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            return RuleLanguage.present(row, field);
        }
    }

    record BoolConstant(boolean value) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            return value;
        }
    }

    record SameText(Text left, Text right) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            if (!left.known(row) || !right.known(row)) {
                e.failed = true;
                return false;
            }
            return Arrays.equals(
                    left.bytes(row),
                    left.start(row),
                    left.end(row),
                    right.bytes(row),
                    right.start(row),
                    right.end(row));
        }
    }

    record TextIn(Text text, SliceMap among) implements Bool {
        @Override
        public boolean is(RowValues row, Evaluation e) {
            if (!text.known(row)) {
                e.failed = true;
                return false;
            }
            return among.indexOf(text.bytes(row), text.start(row), text.end(row)) >= 0;
        }
    }

    static final class IntIn implements Bool {
        private final Int number;
        private final long[] among;

        IntIn(Int number, long[] among) {
            this.number = number;
            this.among = among.clone();
        }

        @Override
        public boolean is(RowValues row, Evaluation e) {
            long n = number.of(row, e);
            for (long a : among) {
                if (a == n) {
                    return true;
                }
            }
            return false;
        }
    }

    record FieldValue(int field) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            e.failed |= !row.sound(field);
            return row.value(field);
        }
    }

    record FieldLast(int field) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            e.failed |= !row.sound(field);
            return row.last(field);
        }
    }

    record IntConstant(long value) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            return value;
        }
    }

    /** An operator that throws {@link ArithmeticException} where CEL has an error. */
    record Arithmetic(Int left, Int right, LongBinaryOperator by) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            long a = left.of(row, e);
            long b = right.of(row, e);
            if (e.failed) {
                return 0;
            }
            try {
                return by.applyAsLong(a, b);
            } catch (ArithmeticException overflow) {
                e.failed = true;
                return 0;
            }
        }
    }

    record ChooseInt(Bool condition, Int yes, Int no) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            boolean c = condition.is(row, e);
            return e.failed ? 0 : (c ? yes : no).of(row, e);
        }
    }

    record BirthYear(Text id) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            long year = id.known(row) ? RuleLanguage.birthYear(id.bytes(row), id.start(row), id.end(row)) : -1;
            e.failed |= year < 0;
            return year;
        }
    }

    /** In characters (code points), as CEL counts. */
    record Length(Text text) implements Int {
        @Override
        public long of(RowValues row, Evaluation e) {
            if (!text.known(row)) {
                e.failed = true;
                return 0;
            }
            byte[] b = text.bytes(row);
            int end = text.end(row);
            int characters = 0;
            for (int i = text.start(row); i < end; i++) {
                characters += (b[i] & 0xC0) == 0x80 ? 0 : 1;
            }
            return characters;
        }
    }

    record FieldText(int field) implements Text {
        @Override
        public boolean known(RowValues row) {
            return row.sound(field);
        }

        @Override
        public byte[] bytes(RowValues row) {
            return row.textBytes(field);
        }

        @Override
        public int start(RowValues row) {
            return row.textStart(field);
        }

        @Override
        public int end(RowValues row) {
            return row.textEnd(field);
        }
    }

    static final class TextConstant implements Text {
        private final byte[] value;

        TextConstant(String text) {
            value = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean known(RowValues row) {
            return true;
        }

        @Override
        public byte[] bytes(RowValues row) {
            return value;
        }

        @Override
        public int start(RowValues row) {
            return 0;
        }

        @Override
        public int end(RowValues row) {
            return value.length;
        }
    }

    record Sex(Text id) implements Text {
        private static final byte[] LETTERS = {'M', 'F'};

        @Override
        public boolean known(RowValues row) {
            return id.known(row) && RuleLanguage.birthYear(id.bytes(row), id.start(row), id.end(row)) >= 0;
        }

        @Override
        public byte[] bytes(RowValues row) {
            return LETTERS;
        }

        @Override
        public int start(RowValues row) {
            return RuleLanguage.isFemale(id.bytes(row), id.start(row)) ? 1 : 0;
        }

        @Override
        public int end(RowValues row) {
            return start(row) + 1;
        }
    }
}
