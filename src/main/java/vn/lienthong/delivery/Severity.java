package vn.lienthong.delivery;

import java.util.Locale;

/** What a violation does: an error rejects the record, a warning or notice only flags it. */
public enum Severity {
    ERROR,
    WARNING,
    NOTICE;

    /** The word in YAML, JSON and SQL. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #wire()}; an unknown word is an {@link IllegalArgumentException}. */
    public static Severity ofWire(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
