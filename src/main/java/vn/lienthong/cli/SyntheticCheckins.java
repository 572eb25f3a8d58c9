package vn.lienthong.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Check-in documents (XML0) of people who do not exist, for demo and tests: the same seed gives the same bytes. Every
 * {@code badEvery}-th visit lacks its arrival time, so that it must be rejected with RULE_REQUIRED.
 */
final class SyntheticCheckins {
    private static final String[] NAMES = {
        "NGUYỄN VĂN MẪU", "TRẦN THỊ THỬ", "LÊ MINH GIẢ", "PHẠM THU ĐỊNH", "VÕ QUANG ẢO"
    };

    /** @param badEvery 0 = no mistakes */
    record Spec(String facility, int visits, long seed, int badEvery) {}

    private SyntheticCheckins() {}

    /** Writes the whole document and returns how many visits are bad; does not close {@code out}. */
    @CanIgnoreReturnValue
    static int write(Spec spec, OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(spec.seed());
        int bad = 0;
        out.write(utf8(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CHI_TIEU_TRANG_THAI_KCB>\n<DSACH_TRANG_THAI_KCB>\n"));
        for (int visit = 1; visit <= spec.visits(); visit++) {
            boolean wrong = spec.badEvery() > 0 && visit % spec.badEvery() == 0;
            bad += wrong ? 1 : 0;
            out.write(utf8(visit(spec, visit, wrong, random)));
        }
        out.write(utf8("</DSACH_TRANG_THAI_KCB>\n<CHUKYDONVI/>\n</CHI_TIEU_TRANG_THAI_KCB>\n"));
        return bad;
    }

    private static String visit(Spec spec, int visit, boolean wrong, SplittableRandom random) {
        int year = 1950 + random.nextInt(60);
        boolean female = random.nextBoolean();
        int sexDigit = (year >= 2000 ? 2 : 0) + (female ? 1 : 0);
        int day = 1 + random.nextInt(28);
        String arrival = String.format("202610%02d%02d%02d", day, 6 + random.nextInt(12), random.nextInt(60));
        String card = String.format("DN401%010d", 9_000_000_000L + visit);
        return "<TRANG_THAI_KCB><MA_LK>DEMO" + visit + "</MA_LK><STT>" + visit + "</STT><MA_BN>BN" + visit + "</MA_BN>"
                + "<HO_TEN>" + NAMES[random.nextInt(NAMES.length)] + "</HO_TEN>"
                + "<SO_CCCD>" + String.format("001%d%02d%06d", sexDigit, year % 100, visit) + "</SO_CCCD>"
                + "<NGAY_SINH>" + (random.nextInt(10) == 0 ? year + "00000000" : year + "01150000") + "</NGAY_SINH>"
                + "<GIOI_TINH>" + (female ? 2 : 1) + "</GIOI_TINH>"
                + "<MA_THE_BHYT>" + card + "</MA_THE_BHYT><MA_DKBD>" + spec.facility() + "</MA_DKBD>"
                + "<GT_THE_TU>20260101</GT_THE_TU><GT_THE_DEN>20261231</GT_THE_DEN>"
                + "<MA_DOITUONG_KCB>1.1</MA_DOITUONG_KCB><NGAY_VAO>" + (wrong ? "" : arrival) + "</NGAY_VAO>"
                + "<NGAY_VAO_NOI_TRU></NGAY_VAO_NOI_TRU><LY_DO_VNT></LY_DO_VNT><MA_LY_DO_VNT></MA_LY_DO_VNT>"
                + "<MA_LOAI_KCB>01</MA_LOAI_KCB><MA_CSKCB>" + spec.facility() + "</MA_CSKCB>"
                + "<MA_DICH_VU>02.1896</MA_DICH_VU><TEN_DICH_VU>Khám Nội</TEN_DICH_VU>"
                + "<MA_THUOC></MA_THUOC><TEN_THUOC></TEN_THUOC><MA_VAT_TU></MA_VAT_TU><TEN_VAT_TU></TEN_VAT_TU>"
                + "<NGAY_YL>" + arrival + "</NGAY_YL><DU_PHONG></DU_PHONG></TRANG_THAI_KCB>\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
