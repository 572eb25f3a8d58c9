package vn.lienthong.records;

/** Says whether bytes are UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    /** First byte of most Vietnamese letters with two marks. */
    private static final byte VIETNAMESE_LEAD = (byte) 0xE1;

    private Utf8() {}

    /** @return index of the first byte of the first wrong sequence, or -1; a cut sequence at the end is wrong */
    public static int firstInvalid(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end) {
            if (end - i >= 8) {
                long high = Swar.word(bytes, i) & Swar.HIGH_BITS;
                if (high == 0) {
                    i += 8;
                    continue;
                }
                i += Long.numberOfTrailingZeros(high) >>> 3;
            }
            int lead = bytes[i];
            if (lead >= 0) {
                i++;
            } else if (lead == VIETNAMESE_LEAD
                    && end - i >= 3
                    && bytes[i + 1] < (byte) 0xC0
                    && bytes[i + 2] < (byte) 0xC0) {
                i += 3;
            } else {
                int length = sequence(bytes, i, end);
                if (length <= 0) {
                    return i;
                }
                i += length;
            }
        }
        return -1;
    }

    /** @return bytes of the sequence at {@code i}; 0 when it is wrong; below 0 when the end cuts it */
    static int sequence(byte[] bytes, int i, int end) {
        int lead = bytes[i];
        if (lead >= 0) {
            return 1;
        }
        int length = lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
        int low = 0x80;
        int high = 0xBF;
        switch (lead & 0xFF) {
            case 0xE0 -> low = 0xA0;
            case 0xED -> high = 0x9F;
            case 0xF0 -> low = 0x90;
            case 0xF4 -> high = 0x8F;
            default -> {
                if (lead < (byte) 0xC2 || lead > (byte) 0xF4) {
                    return 0;
                }
            }
        }
        for (int k = 1; k < length; k++) {
            if (i + k >= end) {
                return -k;
            }
            int b = bytes[i + k] & 0xFF;
            if (b < low || b > high) {
                return 0;
            }
            low = 0x80;
            high = 0xBF;
        }
        return length;
    }
}
