package vn.lienthong.legacy;

/**
 * TCVN3, also "ABC": the encoding of the .Vn fonts, one byte a letter.
 *
 * <p>Source: TCVN 5712:1993, set VN3 (the letters from A1 to FE). It has capitals only of letters without a tone
 * mark; others are written by fonts of capitals whose bytes are the small letters, which a text does not tell. Its
 * syllables have one tone, so that UTF-8 in the middle of it ({@code E1 BB} would be two) does not pass.
 */
final class Tcvn3 {
    static final LegacyTable TABLE = new LegacyTable.Builder()
            .alone("\u00A1Ă\u00A2Â\u00A3Ê\u00A4Ô\u00A5Ơ\u00A6Ư\u00A7Đ")
            .alone("\u00A8ă\u00A9â\u00AAê\u00ABô\u00ACơ\u00ADư\u00AEđ")
            .alone("\u00B5à\u00B6ả\u00B7ã\u00B8á\u00B9ạ")
            .alone("\u00BBằ\u00BCẳ\u00BDẵ\u00BEắ\u00C6ặ")
            .alone("\u00C7ầ\u00C8ẩ\u00C9ẫ\u00CAấ\u00CBậ")
            .alone("\u00CCè\u00CEẻ\u00CFẽ\u00D0é\u00D1ẹ")
            .alone("\u00D2ề\u00D3ể\u00D4ễ\u00D5ế\u00D6ệ")
            .alone("\u00D7ì\u00D8ỉ\u00DCĩ\u00DDí\u00DEị")
            .alone("\u00DFò\u00E1ỏ\u00E2õ\u00E3ó\u00E4ọ")
            .alone("\u00E5ồ\u00E6ổ\u00E7ỗ\u00E8ố\u00E9ộ")
            .alone("\u00EAờ\u00EBở\u00ECỡ\u00EDớ\u00EEợ")
            .alone("\u00EFù\u00F1ủ\u00F2ũ\u00F3ú\u00F4ụ")
            .alone("\u00F5ừ\u00F6ử\u00F7ữ\u00F8ứ\u00F9ự")
            .alone("\u00FAỳ\u00FBỷ\u00FCỹ\u00FDý\u00FEỵ")
            .tonedFrom(0xB5)
            .build();

    private static final int SIGNS_FIRST = 0xA1;
    private static final int SIGNS_LAST = 0xBF;
    private static final int CAPITALS_LAST = 0xDE;
    /** In Latin-1 these two are signs of ordinal numbers, which do stand behind letters. */
    private static final int ORDINAL_A = 0xAA;

    private static final int ORDINAL_O = 0xBA;

    private Tcvn3() {}

    /**
     * Whether the byte, taken for Latin-1, stands where no other language has it: a sign inside a word, or a capital
     * behind a small letter.
     */
    static boolean telling(byte[] b, int i, int start, int end) {
        int c = b[i] & 0xFF;
        boolean behindSmall = i > start && b[i - 1] >= 'a' && b[i - 1] <= 'z';
        boolean beforeSmall = i + 1 < end && b[i + 1] >= 'a' && b[i + 1] <= 'z';
        if (c >= SIGNS_FIRST && c <= SIGNS_LAST && c != ORDINAL_A && c != ORDINAL_O) {
            return behindSmall || beforeSmall;
        }
        return c > SIGNS_LAST && c <= CAPITALS_LAST && behindSmall;
    }
}
