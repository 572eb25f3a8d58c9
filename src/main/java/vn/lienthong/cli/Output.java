package vn.lienthong.cli;

import java.util.Locale;

/** How a command prints; as text the word of its option, for example {@code table}. */
enum Output {
    TABLE,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
