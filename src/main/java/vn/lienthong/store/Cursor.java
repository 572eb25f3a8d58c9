package vn.lienthong.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a feed: {@code <epoch>.<position>.<offset>}, also the id of an event.
 *
 * @param epoch 8 hexadecimal digits
 */
public record Cursor(String epoch, long position, long offset) {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})\\.(\\d{1,18})\\.(\\d{1,18})");

    /** Reads {@link #toString()}; anything else is empty. */
    public static Optional<Cursor> parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(new Cursor(m.group(1), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return epoch + "." + position + "." + offset;
    }
}
