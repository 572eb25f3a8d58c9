package vn.lienthong;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Payroll files of invented people, row by row, the same for the same seed; every row is good and every key new. */
public final class PayrollRows extends InputStream {
    public static final String HEADER = "ky_luong,mst_don_vi,ten_don_vi,so_dinh_danh,ma_so_bhxh,ho_ten,ngay_sinh,"
            + "gioi_tinh,ma_tinh,ma_xa,hop_dong_tu,hop_dong_den,tien_luong,thu_nhap_chiu_thue,bhxh_da_tru";

    private static final String[] FAMILY = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ"};
    private static final String[] MIDDLE = {"Văn", "Thị", "Hữu", "Ngọc", "Thanh", "Minh Đức"};
    private static final String[] GIVEN = {"An", "Bình", "Cường", "Dũng", "Hạnh", "Hương", "Phúc", "Tuấn", "Yến"};
    private static final String[] COMPANY = {
        "Công ty TNHH May mặc", "Công ty CP Điện tử", "\"Công ty CP Thương mại, Dịch vụ\"", "Hợp tác xã Nông nghiệp"
    };
    private static final int[] WEIGHTS = {31, 29, 23, 19, 17, 13, 7, 5, 3};

    private final SplittableRandom random;
    private final long rows;
    private long next;
    private byte[] piece;
    private int at;
    private int leftOfEmployer;
    private String employer = "";

    public PayrollRows(long rows, long seed) {
        this.rows = rows;
        this.random = new SplittableRandom(seed);
        this.piece = (HEADER + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** One row without its line feed; {@code number} makes its person. */
    public String row(long number) {
        if (leftOfEmployer-- <= 0) {
            leftOfEmployer = random.nextInt(1, 400);
            employer = taxCode(random.nextInt(100_000_000)) + "," + COMPANY[random.nextInt(COMPANY.length)];
        }
        int year = 1965 + random.nextInt(40);
        int sex = random.nextInt(2);
        String person = "001" + ((year < 2000 ? 0 : 2) + sex) + two(year % 100) + six(number % 1_000_000);
        // Employers change seldom, so the contract's first day keeps apart the people that share a number.
        String period = (2026 + number / 12_000_000) + "-" + two((int) (number / 1_000_000 % 12) + 1);
        long salary = (40 + random.nextInt(400)) * 100_000L;
        return period + ","
                + employer + ","
                + person + ","
                + "01" + two(year % 100) + six(number % 1_000_000) + ","
                + FAMILY[random.nextInt(FAMILY.length)] + " " + MIDDLE[random.nextInt(MIDDLE.length)] + " "
                + GIVEN[random.nextInt(GIVEN.length)] + ","
                + two(1 + random.nextInt(28)) + "/" + two(1 + random.nextInt(12)) + "/" + year + ","
                + (sex + 1) + ",01,00004,01/" + two(1 + random.nextInt(12)) + "/1999,"
                + (random.nextInt(3) == 0 ? "" : "31/12/2099") + ","
                + salary + "," + salary + "," + salary * 105 / 1000;
    }

    private static String two(int n) {
        return n < 10 ? "0" + n : Integer.toString(n);
    }

    private static String six(long n) {
        String s = Long.toString(n);
        return "000000".substring(s.length()) + s;
    }

    /** A tax code with a right check digit. */
    public static String taxCode(int wanted) {
        for (int n = wanted; ; n++) {
            String nine = "0" + ("00000000" + n % 100_000_000).substring(("" + n % 100_000_000).length());
            int sum = 0;
            for (int i = 0; i < 9; i++) {
                sum += WEIGHTS[i] * (nine.charAt(i) - '0');
            }
            if (sum % 11 != 0) {
                return nine + (10 - sum % 11);
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (at == piece.length) {
            if (next == rows) {
                return -1;
            }
            StringBuilder more = new StringBuilder();
            for (int i = 0; i < 300 && next < rows; i++) {
                more.append(row(next++)).append('\n');
            }
            piece = more.toString().getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        int n = Math.min(len, piece.length - at);
        System.arraycopy(piece, at, b, off, n);
        at += n;
        return n;
    }
}
