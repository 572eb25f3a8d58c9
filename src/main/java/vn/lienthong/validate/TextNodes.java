package vn.lienthong.validate;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import vn.lienthong.records.RowValues;
import vn.lienthong.validate.Evaluation.Slice;
import vn.lienthong.validate.RuleNode.Int;
import vn.lienthong.validate.RuleNode.Text;

/** Nodes of a compiled rule that are texts. The slice of each is its own: two texts can be read at a time. */
final class TextNodes {
    private TextNodes() {}

    private static @Nullable Slice read(RowValues row, int field, Slice into) {
        return row.sound(field) ? into.of(row.textBytes(field), row.textStart(field), row.textEnd(field)) : null;
    }

    record RowText(int field, int slice) implements Text {
        @Override
        public @Nullable Slice read(Evaluation e) {
            return TextNodes.read(e.row, field, e.slice(slice));
        }
    }

    record RecordText(int field, int slice) implements Text {
        @Override
        public @Nullable Slice read(Evaluation e) {
            return TextNodes.read(e.record, field, e.slice(slice));
        }
    }

    static final class Constant implements Text {
        private final Slice value = new Slice();

        Constant(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            value.of(utf8, 0, utf8.length);
        }

        @Override
        public Slice read(Evaluation e) {
            return value;
        }
    }

    record Sex(Text id, int slice) implements Text {
        private static final byte[] LETTERS = {'M', 'F'};

        @Override
        public @Nullable Slice read(Evaluation e) {
            Slice s = id.read(e);
            if (s == null || RuleFunctions.birthYear(s.bytes, s.start, s.end) < 0) {
                return null;
            }
            int letter = RuleFunctions.isFemale(s.bytes, s.start) ? 1 : 0;
            return e.slice(slice).of(LETTERS, letter, letter + 1);
        }
    }

    record Part(Text text, Text separator, Int number, int slice) implements Text {
        @Override
        public @Nullable Slice read(Evaluation e) {
            Slice s = text.read(e);
            Slice by = separator.read(e);
            long n = number.of(e);
            return s == null || by == null || e.failed ? null : RuleFunctions.part(s, by, n, e.slice(slice));
        }
    }

    /** Two texts, one behind the other. */
    record Joined(Text left, Text right, int slice) implements Text {
        @Override
        public @Nullable Slice read(Evaluation e) {
            Slice a = left.read(e);
            Slice b = a == null ? null : right.read(e);
            if (a == null || b == null) {
                return null;
            }
            Slice into = e.slice(slice);
            int length = a.end - a.start + b.end - b.start;
            byte[] joined = into.own(length);
            System.arraycopy(a.bytes, a.start, joined, 0, a.end - a.start);
            System.arraycopy(b.bytes, b.start, joined, a.end - a.start, b.end - b.start);
            return into.of(joined, 0, length);
        }
    }

    /** A number as CEL writes it. */
    record Written(Int number, int slice) implements Text {
        private static final int DIGITS_MAX = 20;

        @Override
        public @Nullable Slice read(Evaluation e) {
            long n = number.of(e);
            if (e.failed) {
                return null;
            }
            Slice into = e.slice(slice);
            byte[] digits = into.own(DIGITS_MAX);
            int at = DIGITS_MAX;
            long rest = n;
            do {
                digits[--at] = (byte) ('0' + Math.abs(rest % 10));
                rest /= 10;
            } while (rest != 0);
            if (n < 0) {
                digits[--at] = '-';
            }
            return into.of(digits, at, DIGITS_MAX);
        }
    }
}
