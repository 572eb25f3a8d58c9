package vn.lienthong.intake;

import vn.lienthong.contract.Contract;

/** What every door asks of a delivery's size and name. */
public final class DeliveryBounds {

    /** Framing, certificates and the chunks of a streamed envelope: a 64th and 1 MiB cover all that were seen. */
    private static final long ENVELOPE_OVERHEAD_BYTES = 1L << 20;

    private static final int ENVELOPE_OVERHEAD_DIVISOR = 64;

    private DeliveryBounds() {}

    /** The contract bounds the content; an envelope around it is a little larger. */
    public static long bytesMax(Contract contract) {
        long content = contract.exchange().fileBytesMax();
        return content + content / ENVELOPE_OVERHEAD_DIVISOR + ENVELOPE_OVERHEAD_BYTES;
    }

    /** Whether a name has a character that would move the cursor, hide others or be no character at all. */
    public static boolean hasInvisible(String name) {
        return name.codePoints().anyMatch(DeliveryBounds::isInvisible);
    }

    private static boolean isInvisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.UNASSIGNED
                || type == Character.PRIVATE_USE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
