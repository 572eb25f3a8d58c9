package vn.lienthong.delivery;

import java.util.Locale;

/**
 * Where a delivery stands.
 *
 * <pre>
 * RECEIVED -> PROCESSING -> STORED | PARTLY_STORED | REFUSED | DUPLICATE
 *                  |  ^
 *                  v  | released
 *                 HELD
 * </pre>
 */
public enum State {
    RECEIVED,
    PROCESSING,
    /** Nothing was rejected or held. */
    STORED,
    /** Some records were rejected; stored may be 0. */
    PARTLY_STORED,
    REFUSED,
    DUPLICATE,
    /** Waits for an operator and blocks its lane until released or set aside. */
    HELD;

    /** The word in JSON, SQL and metrics, for example {@code partly-stored}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** True when nothing more will happen by itself or by release. */
    public boolean isEnd() {
        return this == STORED || this == PARTLY_STORED || this == REFUSED || this == DUPLICATE;
    }

    /** Reads {@link #wire()}; an unknown word is an {@link IllegalArgumentException}. */
    public static State ofWire(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
