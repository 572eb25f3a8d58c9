package vn.lienthong.contract;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the codes of a list became, by (code, day). Immutable; safe for use by many threads. */
public interface CodeChanges {

    /**
     * What a code of that day is now.
     *
     * @param code UTF-8 between start and end
     * @param at the day that the code is of, or null: older than every change of the list
     */
    Change change(byte[] code, int start, int end, @Nullable LocalDate at);

    /** How a code is related to the one of now. */
    enum Kind {
        /** It is a code of now. */
        CURRENT,
        /** The same code means the same now. */
        UNCHANGED,
        /** It went as a whole into the new one. */
        WHOLE,
        /** It went to several new ones: which, the code does not tell, and nobody guesses. */
        SPLIT,
        /** The list does not know it. */
        UNKNOWN;

        /** The word in events. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Answer of a look-up. Its arrays are not to be changed. */
    final class Change {
        private final Kind kind;
        private final byte[] word;
        private final byte @Nullable [] code;

        Change(Kind kind, @Nullable String code) {
            this.kind = kind;
            this.word = kind.wire().getBytes(StandardCharsets.US_ASCII);
            this.code = code == null ? null : code.getBytes(StandardCharsets.UTF_8);
        }

        public Kind kind() {
            return kind;
        }

        /** The kind's word. */
        public byte[] word() {
            return word;
        }

        /** The code of now, or null when it is not certain. */
        public byte @Nullable [] code() {
            return code;
        }
    }
}
