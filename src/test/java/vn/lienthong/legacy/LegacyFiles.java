package vn.lienthong.legacy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes Vietnamese text in a legacy encoding, by looking for the bytes that mean each letter. */
public final class LegacyFiles {
    private static final Map<String, byte[]> TCVN3 = inverse(LegacyForm.TCVN3);
    private static final Map<String, byte[]> VNI = inverse(LegacyForm.VNI);

    private LegacyFiles() {}

    /** @throws IllegalArgumentException for a letter that the encoding does not have */
    public static byte[] bytes(LegacyForm form, String text) {
        Utf8Buffer made = new Utf8Buffer();
        text.codePoints().forEach(c -> {
            String letter = Character.toString(c);
            byte[] found = c < 0x80 ? letter.getBytes(StandardCharsets.US_ASCII) : of(form).get(letter);
            if (found == null) {
                throw new IllegalArgumentException(form + " has no " + letter);
            }
            for (byte b : found) {
                made.addByte(b & 0xFF);
            }
        });
        return made.toBytes();
    }

    /** The text as it looks when its bytes are taken for Latin-1. */
    public static String mistaken(LegacyForm form, String text) {
        return new String(bytes(form, text), StandardCharsets.ISO_8859_1);
    }

    static boolean has(LegacyForm form, char letter) {
        return letter < 0x80 || of(form).containsKey(Character.toString(letter));
    }

    private static Map<String, byte[]> of(LegacyForm form) {
        return form == LegacyForm.TCVN3 ? TCVN3 : VNI;
    }

    private static Map<String, byte[]> inverse(LegacyForm form) {
        Map<String, byte[]> inverse = new HashMap<>();
        for (int first = 0; first < 256; first++) {
            put(inverse, form, new byte[] {(byte) first});
            for (int second = 0x80; second < 256; second++) {
                put(inverse, form, new byte[] {(byte) first, (byte) second});
            }
        }
        return inverse;
    }

    private static void put(Map<String, byte[]> inverse, LegacyForm form, byte[] bytes) {
        Utf8Buffer made = new Utf8Buffer();
        LegacyTable.Tally tally = new LegacyTable.Tally();
        var unused = form.table().decode(bytes, 0, bytes.length, true, made, tally);
        String text = new String(made.toBytes(), StandardCharsets.UTF_8);
        if (tally.meaningless > 0 || tally.letters != 1 || text.length() != 1) {
            return;
        }
        byte[] other = inverse.put(text, bytes);
        if (other != null) {
            throw new IllegalStateException(form + " writes " + text + " in two ways");
        }
    }
}
