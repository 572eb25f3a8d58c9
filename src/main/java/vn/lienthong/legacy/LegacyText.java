package vn.lienthong.legacy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * Recognises single values that are UTF-8 and still not composed Unicode: TCVN3 or VNI text that a program took for
 * Latin-1 ({@code NguyÔn V¨n}, {@code Nguyeãn Vaên}), and letters with their marks behind them.
 *
 * <p>What reads as Vietnamese as it stands is left alone, and so is everything that is not surely of one of these
 * forms.
 */
public final class LegacyText {
    private static final int LATIN_LEAD_FIRST = 0xC2;
    private static final int LATIN_LEAD_LAST = 0xC3;
    private static final int SIGNS_LEAD = 0xE2;
    /** First bytes of the letters U+0300 to U+036F, the marks. */
    private static final int MARKS_LEAD_FIRST = 0xCC;

    private static final int MARKS_LEAD_LAST = 0xCD;
    private static final String WINDOWS_SIGNS = "…‘’“”•–—";
    private static final byte[] WINDOWS_BYTES = {
        (byte) 0x85, (byte) 0x91, (byte) 0x92, (byte) 0x93, (byte) 0x94, (byte) 0x95, (byte) 0x96, (byte) 0x97
    };

    private static final byte LATIN = 1;
    private static final byte MARKS = 2;
    private static final byte OTHER = 4;
    /** What a first byte of a letter tells of the text; others tell nothing. */
    private static final byte[] TELLS = tells();

    private LegacyText() {}

    /**
     * The form of a value, or null when it is ordinary text.
     *
     * @param utf8 valid UTF-8 between start and end
     */
    public static @Nullable LegacyForm form(byte[] utf8, int start, int end) {
        int seen = 0;
        for (int i = start; i < end; i++) {
            seen |= TELLS[utf8[i] & 0xFF];
        }
        if ((seen & MARKS) != 0) {
            return isComposed(utf8, start, end) ? null : LegacyForm.DECOMPOSED;
        }
        return (seen & (LATIN | OTHER)) == LATIN ? mistakenForLatin(utf8, start, end) : null;
    }

    private static byte[] tells() {
        byte[] tells = new byte[256];
        for (int lead = LATIN_LEAD_FIRST; lead < tells.length; lead++) {
            if (lead <= LATIN_LEAD_LAST) {
                tells[lead] = LATIN;
            } else if (lead == MARKS_LEAD_FIRST || lead == MARKS_LEAD_LAST) {
                tells[lead] = MARKS;
            } else if (lead != SIGNS_LEAD) {
                tells[lead] = OTHER;
            }
        }
        return tells;
    }

    /** The value in composed Unicode. */
    public static byte[] composed(LegacyForm form, byte[] utf8, int start, int end) {
        String text = new String(utf8, start, end - start, StandardCharsets.UTF_8);
        if (form == LegacyForm.DECOMPOSED) {
            return Normalizer.normalize(text, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = bytesOf(text);
        if (bytes == null) {
            throw new IllegalArgumentException("the text is not of the form " + form.wire());
        }
        Utf8Buffer made = new Utf8Buffer();
        var unused = form.table().decode(bytes, 0, bytes.length, true, made, new LegacyTable.Tally());
        return made.toBytes();
    }

    private static boolean isComposed(byte[] utf8, int start, int end) {
        String text = new String(utf8, start, end - start, StandardCharsets.UTF_8);
        return Normalizer.isNormalized(text, Normalizer.Form.NFC);
    }

    private static @Nullable LegacyForm mistakenForLatin(byte[] utf8, int start, int end) {
        String text = new String(utf8, start, end - start, StandardCharsets.UTF_8);
        if (Evidence.isVietnamese(text)) {
            return null;
        }
        byte[] bytes = bytesOf(text);
        return bytes == null ? null : Evidence.ofValue(bytes).orElse(null);
    }

    /** The bytes that a program took for these letters, or null when it cannot have been so. */
    private static byte @Nullable [] bytesOf(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            int sign = WINDOWS_SIGNS.indexOf(c);
            if (sign < 0 && c > 0xFF) {
                return null;
            }
            bytes[i] = sign < 0 ? (byte) c : WINDOWS_BYTES[sign];
        }
        return bytes;
    }
}
