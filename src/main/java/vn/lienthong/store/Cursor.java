package vn.lienthong.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a feed: {@code <epoch>.<position>.<offset>}, also the id of an event.
 *
 * <p>The offset is the place inside of the batch and, above 32 bits, how often tombstones of the feed had been purged
 * when the cursor was given out: what was purged later and lies beyond it was missed for ever, what was purged before
 * was never there for this reader.
 *
 * @param epoch 8 hexadecimal digits
 */
public record Cursor(String epoch, long position, long offset) {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})\\.(\\d{1,18})\\.(\\d{1,18})");
    private static final int PURGES_SHIFT = 32;

    static Cursor of(String epoch, long position, long purges, int ordinal) {
        return new Cursor(epoch, position, (purges << PURGES_SHIFT) | ordinal);
    }

    /** Reads {@link #toString()}; anything else is empty. */
    public static Optional<Cursor> parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(new Cursor(m.group(1), Long.parseLong(m.group(2)), Long.parseLong(m.group(3))))
                : Optional.empty();
    }

    /** Place inside of the batch, from 1. */
    int ordinal() {
        return (int) Math.min(offset & 0xFFFF_FFFFL, Integer.MAX_VALUE);
    }

    /** Purges of the feed that took place before the cursor was given out. */
    long purges() {
        return offset >>> PURGES_SHIFT;
    }

    @Override
    public String toString() {
        return epoch + "." + position + "." + offset;
    }
}
