package vn.lienthong.delivery;

import java.util.Locale;

/** Where deliveries come in. */
public enum Door {
    HTTPS,
    SFTP,
    SFTP_PULL,
    API_PULL,
    PORTAL;

    /** The word in YAML, JSON, SQL, route ids and metrics, for example {@code sftp-pull}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads {@link #wire()}; an unknown word is an {@link IllegalArgumentException}. */
    public static Door ofWire(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
