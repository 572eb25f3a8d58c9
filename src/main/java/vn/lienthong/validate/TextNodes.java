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
        return row.sound(field)
                ? into.of(row.textBytes(field), row.textStart(field), row.textEnd(field))
                : null;
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
}
