package vn.lienthong.legacy;

/**
 * VNI for Windows: the encoding of the VNI fonts, a base letter and behind it one byte for its marks.
 *
 * <p>Source: the VNI-Windows code table as its fonts and the converters of the time have it; the bytes are written here
 * as the Latin-1 letters that they look like without the font. {@code i} with a mark, dotted {@code y}, {@code đ},
 * {@code ơ} and {@code ư} are one byte; the latter two take the marks of a tone behind them.
 */
final class Vni {
    static final LegacyTable TABLE = new LegacyTable.Builder()
            .alone("ììííæỉóĩòịîỵñđôơöư")
            .alone("ÌÌÍÍÆỈÓĨÒỊÎỴÑĐÔƠÖƯ")
            .behind('a', "øàùáûảõãïạââàầáấåẩãẫäậêăèằéắúẳüẵëặ")
            .behind('A', "ØÀÙÁÛẢÕÃÏẠÂÂÀẦÁẤÅẨÃẪÄẬÊĂÈẰÉẮÚẲÜẴËẶ")
            .behind('e', "øèùéûẻõẽïẹâêàềáếåểãễäệ")
            .behind('E', "ØÈÙÉÛẺÕẼÏẸÂÊÀỀÁẾÅỂÃỄÄỆ")
            .behind('o', "øòùóûỏõõïọâôàồáốåổãỗäộ")
            .behind('O', "ØÒÙÓÛỎÕÕÏỌÂÔÀỒÁỐÅỔÃỖÄỘ")
            .behind('ô', "øờùớûởõỡïợ")
            .behind('Ô', "ØỜÙỚÛỞÕỠÏỢ")
            .behind('u', "øùùúûủõũïụ")
            .behind('U', "ØÙÙÚÛỦÕŨÏỤ")
            .behind('ö', "øừùứûửõữïự")
            .behind('Ö', "ØỪÙỨÛỬÕỮÏỰ")
            .behind('y', "øỳùýûỷõỹ")
            .behind('Y', "ØỲÙÝÛỶÕỸ")
            .build();

    private static final String AFTER_A_OR_E = "âàáåãäÂÀÁÅÃÄ";
    private static final String TONES = "øùûõïØÙÛÕÏ";
    private static final String HORNED = "ôöÔÖ";

    private Vni() {}

    /**
     * Whether the byte, taken for Latin-1, stands where no other language has it: a letter doubled with a mark ({@code
     * aà}, {@code eã}), or two marked vowels in a row ({@code öù}).
     */
    static boolean telling(byte[] b, int i, int start) {
        if (i == start) {
            return false;
        }
        char mark = (char) (b[i] & 0xFF);
        char base = (char) (b[i - 1] & 0xFF);
        return switch (base) {
            case 'a', 'A', 'e', 'E' -> AFTER_A_OR_E.indexOf(mark) >= 0;
            default -> HORNED.indexOf(base) >= 0 && TONES.indexOf(mark) >= 0;
        };
    }
}
