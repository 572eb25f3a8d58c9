package vn.lienthong.contract;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Gives a text its canonical form. What is canonical already, and what needs only common Vietnamese and ASCII letters
 * changed, goes byte by byte; the rest through Strings. Used again for each value; for one thread.
 *
 * <p>Words a contract may use: {@code nfc} (Unicode normal form C), {@code trim} (no blanks outside, one blank inside),
 * {@code upper} (upper case), {@code tax_code} (13 digits become 10-3), {@code phone} (+84 becomes 0). They are applied
 * in this order, whatever order the contract has.
 */
public final class TextNormalizer {
    /** What a contract may name. */
    static final List<String> WORDS = List.of("nfc", "trim", "upper", "tax_code", "phone");
    /** Code points below this, and those of {@link #ADDITIONAL}, are letters that normal form C leaves alone. */
    private static final int PLAIN_END = 0x300;

    private static final int ADDITIONAL = 0x1E00;
    private static final int ADDITIONAL_END = 0x1F00;
    private static final int NO_BREAK_SPACE = 0xA0;
    private static final char[] UPPER = upperTable(0, PLAIN_END);
    private static final char[] UPPER_ADDITIONAL = upperTable(ADDITIONAL, ADDITIONAL_END);

    private final boolean nfc;
    private final boolean trim;
    private final boolean upper;
    private final boolean taxCode;
    private final boolean phone;
    private byte[] made = new byte[64];
    private int madeLength;
    private boolean changed;

    private byte[] bytes = made;
    private int start;
    private int end;

    /** @throws IllegalArgumentException for a word that is none of a normalizer */
    public TextNormalizer(Field field) {
        List<String> words = field.normalizers();
        for (String word : words) {
            if (!WORDS.contains(word)) {
                throw new IllegalArgumentException(
                        field.source() + ": there is no normalizer " + word + "; there are " + WORDS);
            }
        }
        nfc = words.contains("nfc");
        trim = words.contains("trim");
        upper = words.contains("upper");
        taxCode = words.contains("tax_code");
        phone = words.contains("phone");
    }

    /** Normalizes one value; the result stays until the next. */
    public void normalize(byte[] b, int from, int to) {
        bytes = b;
        start = from;
        end = to;
        if (nfc || trim || upper) {
            if (!asBytes(b, from, to)) {
                asString(b, from, to);
            }
        }
        if (taxCode) {
            taxCode();
        }
        if (phone) {
            phone();
        }
    }

    /** The canonical form of one value. */
    String normalized(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        normalize(utf8, 0, utf8.length);
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** The array that holds the result; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public int start() {
        return start;
    }

    public int end() {
        return end;
    }

    private static char[] upperTable(int from, int to) {
        char[] table = new char[to - from];
        for (int c = from; c < to; c++) {
            String s = new String(Character.toChars(c)).toUpperCase(Locale.ROOT);
            table[c - from] = s.length() == 1 ? s.charAt(0) : 0;
        }
        return table;
    }

    /** @return false when the text has a character that this fast way does not know */
    private boolean asBytes(byte[] b, int from, int to) {
        reserve(to - from);
        madeLength = 0;
        changed = false;
        boolean blank = true;
        int i = from;
        while (i < to) {
            int lead = b[i];
            int point;
            int size;
            if (lead >= 0) {
                point = lead;
                size = 1;
            } else if (lead < (byte) 0xE0) {
                point = ((lead & 0x1F) << 6) | (b[i + 1] & 0x3F);
                size = 2;
            } else if (lead == (byte) 0xE1) {
                point = 0x1000 | ((b[i + 1] & 0x3F) << 6) | (b[i + 2] & 0x3F);
                size = 3;
            } else {
                return false;
            }
            boolean known = point < PLAIN_END || (point >= ADDITIONAL && point < ADDITIONAL_END);
            if (!known) {
                return false;
            }
            i += size;
            if (trim && isBlank(point)) {
                changed |= blank || point != ' ';
                if (!blank) {
                    made[madeLength++] = ' ';
                }
                blank = true;
                continue;
            }
            blank = false;
            int letter = !upper ? point : point < PLAIN_END ? UPPER[point] : UPPER_ADDITIONAL[point - ADDITIONAL];
            if (letter == 0 && point != 0) {
                return false;
            }
            changed |= letter != point;
            append(letter);
        }
        if (trim && blank && madeLength > 0) {
            madeLength--;
            changed = true;
        }
        if (changed) {
            use(madeLength);
        }
        return true;
    }

    private static boolean isBlank(int point) {
        return point == ' ' || (point >= '\t' && point <= '\r') || point == NO_BREAK_SPACE;
    }

    private void append(int point) {
        if (point < 0x80) {
            made[madeLength++] = (byte) point;
        } else if (point < 0x800) {
            made[madeLength++] = (byte) (0xC0 | (point >> 6));
            made[madeLength++] = (byte) (0x80 | (point & 0x3F));
        } else {
            made[madeLength++] = (byte) (0xE0 | (point >> 12));
            made[madeLength++] = (byte) (0x80 | ((point >> 6) & 0x3F));
            made[madeLength++] = (byte) (0x80 | (point & 0x3F));
        }
    }

    private void asString(byte[] b, int from, int to) {
        String s = new String(b, from, to - from, StandardCharsets.UTF_8);
        if (nfc) {
            s = Normalizer.normalize(s, Normalizer.Form.NFC);
        }
        if (trim) {
            s = trimmed(s);
        }
        if (upper) {
            s = s.toUpperCase(Locale.ROOT);
        }
        bytes = s.getBytes(StandardCharsets.UTF_8);
        start = 0;
        end = bytes.length;
    }

    private static String trimmed(String s) {
        StringBuilder out = new StringBuilder(s.length());
        boolean blank = true;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            boolean isBlank = Character.isWhitespace(c) || Character.isSpaceChar(c);
            if (!isBlank) {
                out.append(c);
            } else if (!blank) {
                out.append(' ');
            }
            blank = isBlank;
        }
        if (blank && out.length() > 0) {
            out.setLength(out.length() - 1);
        }
        return out.toString();
    }

    private void taxCode() {
        if (end - start != 13 || bytes[start + 10] == '-') {
            return;
        }
        byte[] b = bytes;
        int from = start;
        reserve(14);
        System.arraycopy(b, from + 10, made, 11, 3);
        System.arraycopy(b, from, made, 0, 10);
        made[10] = '-';
        use(14);
    }

    private void phone() {
        if (end - start > 3 && bytes[start] == '+' && bytes[start + 1] == '8' && bytes[start + 2] == '4') {
            int length = end - start - 2;
            byte[] b = bytes;
            int from = start;
            reserve(length);
            System.arraycopy(b, from + 3, made, 1, length - 1);
            made[0] = '0';
            use(length);
        }
    }

    private void use(int length) {
        bytes = made;
        start = 0;
        end = length;
    }

    /** Upper case may take three bytes where lower case took two. */
    private void reserve(int length) {
        int needed = length + length / 2 + 8;
        if (needed > made.length) {
            made = Arrays.copyOf(made, 2 * needed);
        }
    }
}
