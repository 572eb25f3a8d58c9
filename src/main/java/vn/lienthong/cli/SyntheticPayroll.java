package vn.lienthong.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Payroll files of people who do not exist, for demo, bench and tests: the same seed gives the same bytes, whatever the
 * size. Every {@code badEvery}-th row carries one planted mistake, each kind in turn.
 */
public final class SyntheticPayroll {
    private static final String HEADER =
            "ky_luong,mst_don_vi,ten_don_vi,so_dinh_danh,ma_so_bhxh,ho_ten,ngay_sinh,gioi_tinh,"
                    + "ma_tinh,ma_xa,hop_dong_tu,hop_dong_den,tien_luong,thu_nhap_chiu_thue,bhxh_da_tru\n";
    private static final String[] FAMILY = {
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"
    };
    private static final String[] MIDDLE = {"Văn", "Thị", "Hữu", "Đức", "Ngọc", "Thanh", "Minh", "Quang", "Xuân"};
    private static final String[] GIVEN = {
        "An", "Bình", "Cường", "Dũng", "Hà", "Hạnh", "Hoa", "Hùng", "Hương", "Lan", "Mai", "Nam", "Phúc", "Thảo", "Yến"
    };
    private static final String[] ENTERPRISE = {
        "Công ty TNHH May mặc", "Công ty CP Điện tử", "\"Công ty CP Thương mại, Dịch vụ\"", "Hợp tác xã Nông nghiệp"
    };
    /** Province and commune of the list in force since July 2025. */
    private static final String[] PLACES = {
        "01,00004", "01,00008", "01,00025", "04,01273", "31,10507", "48,20194", "79,25747", "79,25750", "92,31120"
    };

    private static final String[] BIRTH_PROVINCES = {"001", "004", "031", "048", "079", "092", "026", "038"};
    private static final int EMPLOYEES_MAX = 24;
    private static final int FLUSH_BYTES = 1 << 16;

    /** The kinds of planted mistakes, and the rule that each must fire. */
    public enum Mistake {
        TAX_CODE_CHECK_DIGIT("RULE_CHECK_DIGIT"),
        PERSONAL_ID_LOST_ZERO("RULE_LEADING_ZERO"),
        BIRTH_DATE_IMPOSSIBLE("RULE_TYPE"),
        PERSON_MISSING("RULE_REQUIRED"),
        SALARY_NEGATIVE("RULE_RANGE"),
        DEDUCTION_ABOVE_SALARY("RULE_DEDUCTION_ABOVE_SALARY"),
        CONTRACT_ENDS_BEFORE_IT_BEGINS("RULE_CONTRACT_DATES"),
        COLUMN_TOO_MANY("RULE_RAGGED");

        private final String rule;

        Mistake(String rule) {
            this.rule = rule;
        }

        /** The code of the violation that it must cause. */
        public String rule() {
            return rule;
        }
    }

    /** @param badEvery 0 = no mistakes; else every badEvery-th row has one */
    public record Spec(String period, long rows, long seed, int badEvery) {}

    /** What was written: rows, and how many have each mistake. */
    public record Written(long rows, long bytes, Map<Mistake, Long> planted) {
        public long bad() {
            return planted.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Spec spec;
    private final SplittableRandom random;
    private final byte[] buffer = new byte[FLUSH_BYTES + 4096];
    private int length;
    private long bytes;
    private int employeesLeft;
    private String employer = "";
    private String enterprise = "";
    private String place = "";

    private SyntheticPayroll(Spec spec) {
        this.spec = spec;
        this.random = new SplittableRandom(spec.seed());
    }

    /** Writes the whole file, header included; does not close {@code out}. */
    @CanIgnoreReturnValue
    public static Written write(Spec spec, OutputStream out) throws IOException {
        return new SyntheticPayroll(spec).writeAll(out);
    }

    private Written writeAll(OutputStream out) throws IOException {
        Map<Mistake, Long> planted = new LinkedHashMap<>();
        Mistake[] kinds = Mistake.values();
        put(HEADER);
        for (long row = 1; row <= spec.rows(); row++) {
            Mistake mistake = null;
            if (spec.badEvery() > 0 && row % spec.badEvery() == 0) {
                mistake = kinds[(int) ((row / spec.badEvery() - 1) % kinds.length)];
                planted.merge(mistake, 1L, Long::sum);
            }
            row(row, mistake);
            if (length >= FLUSH_BYTES) {
                flush(out);
            }
        }
        flush(out);
        return new Written(spec.rows(), bytes, planted);
    }

    private void flush(OutputStream out) throws IOException {
        out.write(buffer, 0, length);
        bytes += length;
        length = 0;
    }

    private void row(long row, @Nullable Mistake mistake) {
        if (employeesLeft == 0) {
            nextEmployer();
        }
        employeesLeft--;
        int year = 1962 + random.nextInt(44);
        boolean female = random.nextBoolean();
        put(spec.period());
        comma();
        put(mistake == Mistake.TAX_CODE_CHECK_DIGIT ? broken(employer) : employer);
        comma();
        put(enterprise);
        comma();
        personId(row, year, female, mistake);
        comma();
        if (random.nextInt(8) != 0) {
            digits(7_000_000_000L + row % 999_999_999L, 10);
        }
        comma();
        put(FAMILY[random.nextInt(FAMILY.length)]);
        put(" ");
        put(MIDDLE[random.nextInt(MIDDLE.length)]);
        put(" ");
        put(GIVEN[random.nextInt(GIVEN.length)]);
        comma();
        birthDate(year, mistake);
        comma();
        put(female ? "2" : "1");
        comma();
        put(place);
        comma();
        contractAndMoney(mistake);
        put(mistake == Mistake.COLUMN_TOO_MANY ? ",9\n" : "\n");
    }

    private void personId(long row, int year, boolean female, @Nullable Mistake mistake) {
        if (mistake == Mistake.PERSON_MISSING) {
            return;
        }
        String province = BIRTH_PROVINCES[(int) (row / 1_000_000 % BIRTH_PROVINCES.length)];
        put(mistake == Mistake.PERSONAL_ID_LOST_ZERO ? province.substring(1) : province);
        digits((year >= 2000 ? 2 : 0) + (female ? 1 : 0), 1);
        digits(year % 100, 2);
        digits(row % 1_000_000, 6);
    }

    private void birthDate(int year, @Nullable Mistake mistake) {
        int month = 1 + random.nextInt(12);
        int day = 1 + random.nextInt(28);
        if (mistake == Mistake.BIRTH_DATE_IMPOSSIBLE) {
            month = 2;
            day = 31;
        }
        if (mistake != null || random.nextInt(20) != 0) {
            digits(day, 2);
            put("/");
            digits(month, 2);
            put("/");
        }
        digits(year, 4);
    }

    private void contractAndMoney(@Nullable Mistake mistake) {
        int from = 2015 + random.nextInt(10);
        put("01/");
        digits(1 + random.nextInt(12), 2);
        put("/");
        digits(from, 4);
        comma();
        if (mistake == Mistake.CONTRACT_ENDS_BEFORE_IT_BEGINS) {
            put("31/12/");
            digits(from - 1, 4);
        } else if (random.nextInt(3) == 0) {
            put("31/12/2028");
        }
        comma();
        long salary = 4_000_000L + random.nextInt(60_000) * 1_000L;
        if (mistake == Mistake.SALARY_NEGATIVE) {
            put("-");
        }
        number(salary);
        comma();
        number(salary + random.nextInt(5_000) * 1_000L);
        comma();
        number(mistake == Mistake.DEDUCTION_ABOVE_SALARY ? salary + 1 : salary * 105 / 1000);
    }

    private void nextEmployer() {
        employeesLeft = 1 + random.nextInt(EMPLOYEES_MAX);
        employer = SyntheticIdentity.taxCode(random);
        enterprise = ENTERPRISE[random.nextInt(ENTERPRISE.length)];
        place = PLACES[random.nextInt(PLACES.length)];
    }

    private static String broken(String taxCode) {
        return taxCode.substring(0, 9) + (char) ('0' + (taxCode.charAt(9) - '0' + 1) % 10);
    }

    private void comma() {
        buffer[length++] = ',';
    }

    private void put(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, buffer, length, utf8.length);
        length += utf8.length;
    }

    private void number(long value) {
        put(Long.toString(value));
    }

    private void digits(long value, int width) {
        long rest = value;
        for (int i = length + width - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
    }
}
