package vn.lienthong.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * What commune police found at the addresses of employers that do not exist, as their spreadsheet writes it: the same seed
 * gives the same bytes. Every {@code badEvery}-th finding is a word that is not in the list.
 */
final class SyntheticUnits {
    private static final String HEADER = "mst,ten_don_vi,dia_chi,ma_xa,ket_qua,ngay_kiem_tra,can_bo\r\n";
    private static final String[] FINDINGS = {
        "dang_hoat_dong", "dang_hoat_dong", "khong_tim_thay", "ngung_hoat_dong", "don_vi_khac"
    };
    private static final String[] COMMUNES = {"00004", "00008", "00025", "01273", "25747"};

    /** @param badEvery 0 = no mistakes */
    record Spec(int units, long seed, int badEvery) {}

    private SyntheticUnits() {}

    /** Writes the whole file; returns how many rows are bad. */
    static int write(Spec spec, OutputStream out) throws IOException {
        SplittableRandom random = new SplittableRandom(spec.seed());
        StringBuilder rows = new StringBuilder("\uFEFF").append(HEADER);
        int bad = 0;
        for (int i = 1; i <= spec.units(); i++) {
            boolean wrong = spec.badEvery() > 0 && i % spec.badEvery() == 0;
            bad += wrong ? 1 : 0;
            rows.append(SyntheticIdentity.taxCode(random))
                    .append(",\"Công ty Thử, số ")
                    .append(i)
                    .append("\",\"Số ")
                    .append(i)
                    .append(" Đường Thử\",")
                    .append(COMMUNES[random.nextInt(COMMUNES.length)])
                    .append(',')
                    .append(wrong ? "chua_ro" : FINDINGS[random.nextInt(FINDINGS.length)])
                    .append(String.format(",%02d/10/2026,", 1 + random.nextInt(28)))
                    .append(SyntheticIdentity.of(600_000 + i % 20, new SplittableRandom(i % 20))
                            .name())
                    .append("\r\n");
        }
        out.write(rows.toString().getBytes(StandardCharsets.UTF_8));
        return bad;
    }
}
