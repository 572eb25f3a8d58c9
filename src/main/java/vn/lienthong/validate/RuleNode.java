package vn.lienthong.validate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.lienthong.records.RowValues.State;
import vn.lienthong.records.SliceMap;

/**
 * Nodes of a compiled rule that are true or false. They read straight from the row and make no objects; an error sets
 * {@link Evaluation#failed} and the value then means nothing.
 */
final class RuleNode {
    private RuleNode() {}

    /** A node that is true or false. */
    interface Bool {
        boolean is(Evaluation e);
    }

    /** A node that is a whole number. */
    interface Int {
        long of(Evaluation e);
    }

    /** A node that is a piece of text. */
    interface Text {
        /** The text, valid until the node is read again; null = an error. */
        Evaluation.@Nullable Slice read(Evaluation e);
    }

    /** Two numbers compared. */
    interface Comparison {
        boolean holds(long a, long b);
    }

    /** A text compared with one that is known. */
    interface TextTest {
        boolean holds(byte[] b, int start, int end);
    }

    /** Two texts compared. */
    interface TwoTexts {
        boolean holds(Evaluation.Slice a, Evaluation.Slice b);
    }

    record Compare(Int left, Int right, Comparison by) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            long a = left.of(e);
            return by.holds(a, right.of(e)) && !e.failed;
        }
    }

    /** As CEL has it: what decides wins over an error on the other side. */
    record And(Bool left, Bool right) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            boolean a = left.is(e);
            if (e.failed) {
                e.failed = false;
                boolean decided = !right.is(e) && !e.failed;
                e.failed = !decided;
                return false;
            }
            return a && right.is(e);
        }
    }

    record Or(Bool left, Bool right) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            boolean a = left.is(e);
            if (e.failed) {
                e.failed = false;
                boolean decided = right.is(e) && !e.failed;
                e.failed = !decided;
                return decided;
            }
            return a || right.is(e);
        }
    }

    record Not(Bool of) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            return !of.is(e);
        }
    }

    record SameBool(Bool left, Bool right) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            boolean a = left.is(e);
            return !e.failed && a == right.is(e);
        }
    }

    record ChooseBool(Bool condition, Bool yes, Bool no) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            boolean c = condition.is(e);
            return !e.failed && (c ? yes : no).is(e);
        }
    }

    record Present(Variable of) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            return of.state(e) != State.ABSENT;
        }
    }

    record BoolConstant(boolean value) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            return value;
        }
    }

    record SameText(Text left, Text right) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            Evaluation.Slice a = left.read(e);
            Evaluation.Slice b = right.read(e);
            if (a == null || b == null) {
                e.failed = true;
                return false;
            }
            return Arrays.equals(a.bytes, a.start, a.end, b.bytes, b.start, b.end);
        }
    }

    /** A text put to a test. */
    record Tested(Text text, TextTest test) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            Evaluation.Slice a = text.read(e);
            if (a == null) {
                e.failed = true;
                return false;
            }
            return test.holds(a.bytes, a.start, a.end);
        }
    }

    static Bool among(Text text, SliceMap texts) {
        return new Tested(text, (b, start, end) -> texts.indexOf(b, start, end) >= 0);
    }

    /** Two texts put to a test: what is looked for is the second. */
    record Compared(Text text, Text other, TwoTexts test) implements Bool {
        @Override
        public boolean is(Evaluation e) {
            Evaluation.Slice a = text.read(e);
            Evaluation.Slice b = other.read(e);
            if (a == null || b == null) {
                e.failed = true;
                return false;
            }
            return test.holds(a, b);
        }
    }

    static Bool startsWith(Text text, Text prefix) {
        return new Compared(text, prefix, (a, b) -> {
            int n = b.end - b.start;
            return a.end - a.start >= n && Arrays.equals(a.bytes, a.start, a.start + n, b.bytes, b.start, b.end);
        });
    }

    static Bool endsWith(Text text, Text suffix) {
        return new Compared(text, suffix, (a, b) -> {
            int n = b.end - b.start;
            return a.end - a.start >= n && Arrays.equals(a.bytes, a.end - n, a.end, b.bytes, b.start, b.end);
        });
    }

    static Bool contains(Text text, Text part) {
        return new Compared(text, part, (a, b) -> RuleFunctions.indexOf(a, a.start, b) >= 0);
    }

    /** As CEL has it: the expression is searched in the text. */
    static Bool matches(Text text, String expression) {
        return new Tested(text, ValuePattern.searched(expression)::matches);
    }

    static final class IntIn implements Bool {
        private final Int number;
        private final long[] among;

        IntIn(Int number, long[] among) {
            this.number = number;
            this.among = among.clone();
        }

        @Override
        public boolean is(Evaluation e) {
            long n = number.of(e);
            for (long a : among) {
                if (a == n) {
                    return true;
                }
            }
            return false;
        }
    }
}
