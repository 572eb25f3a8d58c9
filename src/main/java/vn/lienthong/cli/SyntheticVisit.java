package vn.lienthong.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a patient who does not exist: outpatient examination (01) or inpatient treatment (03), with orders,
 * results and notes inside the visit and amounts that add up.
 */
final class SyntheticVisit {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final String SIGNER = "9999999991";
    private static final String[] FAMILY = {"NGUYỄN", "TRẦN", "LÊ", "PHẠM", "HOÀNG", "HUỲNH", "PHAN", "VŨ", "ĐẶNG"};
    private static final String[] GIVEN = {"AN", "BÌNH", "CƯỜNG", "HÀ", "HẠNH", "HOA", "HƯƠNG", "LAN", "NAM", "PHÚC"};
    /** ICD-10 code and its words. */
    private static final String[][] DISEASES = {
        {"J18.9", "Viêm phổi"},
        {"I10", "Tăng huyết áp"},
        {"K29.7", "Viêm dạ dày"},
        {"E11.9", "Đái tháo đường típ 2"},
        {"J02.9", "Viêm họng cấp"},
        {"M54.5", "Đau lưng"}
    };
    /** Province, commune, place. */
    private static final String[][] PLACES = {
        {"01", "00004", "Phường Ba Đình, Thành phố Hà Nội"},
        {"79", "25747", "Thành phố Hồ Chí Minh"},
        {"31", "10507", "Tỉnh Hải Dương cũ"}
    };

    final Map<ClaimTable, List<Map<String, String>>> rows = new EnumMap<>(ClaimTable.class);
    private final SplittableRandom random;
    private final String facility;
    private final String key;
    private final boolean inpatient;
    private final LocalDateTime arrival;
    private final LocalDateTime end;
    private final String[] disease;
    private final ClaimMoney money;
    private final Map<String, String> patient = new LinkedHashMap<>();

    /** @param number of the visit in its file, from 1: makes the key unique */
    SyntheticVisit(String facility, LocalDate sentOn, long number, SplittableRandom random) {
        this.facility = facility;
        this.random = random;
        this.key = String.format(Locale.ROOT, "%s%s%07d", facility, DAY.format(sentOn), number);
        this.inpatient = random.nextInt(10) < 3;
        this.disease = DISEASES[random.nextInt(DISEASES.length)];
        LocalDate endDay = sentOn.minusDays(1 + random.nextInt(5));
        this.end = endDay.atTime(14 + random.nextInt(3), random.nextInt(60));
        this.arrival = inpatient
                ? end.minusDays(1 + random.nextInt(9)).minusHours(random.nextInt(5))
                : end.minusMinutes(90 + random.nextInt(200));
        this.money = new ClaimMoney(random);
        lines();
        person(number);
        summary();
        letters();
    }

    boolean inpatient() {
        return inpatient;
    }

    Map<String, String> row(ClaimTable table, int index) {
        return rows.getOrDefault(table, List.of()).get(index);
    }

    private Map<String, String> add(ClaimTable table) {
        List<Map<String, String>> all = rows.computeIfAbsent(table, t -> new ArrayList<>());
        Map<String, String> row = new LinkedHashMap<>();
        row.put("MA_LK", key);
        if (table.fields().contains("STT")) {
            row.put("STT", Integer.toString(all.size() + 1));
        }
        all.add(row);
        return row;
    }

    private void person(long number) {
        int year = 1945 + random.nextInt(60);
        boolean female = random.nextBoolean();
        String[] place = PLACES[random.nextInt(PLACES.length)];
        patient.put("HO_TEN", FAMILY[random.nextInt(FAMILY.length)] + " MẪU " + GIVEN[random.nextInt(GIVEN.length)]);
        patient.put(
                "SO_CCCD",
                String.format(
                        Locale.ROOT,
                        "001%d%02d%06d",
                        (year >= 2000 ? 2 : 0) + (female ? 1 : 0),
                        year % 100,
                        number % 1_000_000));
        patient.put(
                "NGAY_SINH",
                random.nextInt(10) == 0
                        ? year + "00000000"
                        : String.format(
                                Locale.ROOT, "%d%02d%02d0000", year, 1 + random.nextInt(12), 1 + random.nextInt(28)));
        patient.put("GIOI_TINH", female ? "2" : "1");
        patient.put("MA_QUOCTICH", "000");
        patient.put("MA_DANTOC", "01");
        patient.put("MA_NGHE_NGHIEP", "00000");
        patient.put("DIA_CHI", "Số " + (1 + random.nextInt(200)) + ", " + place[2]);
        patient.put("MATINH_CU_TRU", place[0]);
        patient.put("MAXA_CU_TRU", place[1]);
        patient.put(
                "MA_THE_BHYT",
                String.format(Locale.ROOT, "%s01%010d", money.cardClass(), 9_000_000_000L + number % 900_000_000L));
        patient.put("MA_DKBD", facility);
        patient.put("GT_THE_TU", "20260101");
        patient.put("GT_THE_DEN", "20261231");
        patient.put("MA_BENH_CHINH", disease[0]);
        patient.put("CHAN_DOAN_RV", disease[1]);
        patient.put("NGAY_VAO", MINUTE.format(arrival));
        patient.put("NGAY_RA", MINUTE.format(end));
        if (inpatient) {
            patient.put("NGAY_VAO_NOI_TRU", MINUTE.format(arrival.plusMinutes(10)));
        }
        patient.put("MA_CSKCB", facility);
    }

    // ---- lines

    private void lines() {
        if (inpatient) {
            service(ClaimMoney.BED, (days() - 1) * 1_000L, arrival.plusMinutes(15), end);
        } else {
            service(ClaimMoney.EXAMINATION, 1_000, arrival.plusMinutes(5), null);
        }
        int tests = (inpatient ? 2 : 0) + random.nextInt(inpatient ? 7 : 4);
        for (int i = 0; i < tests; i++) {
            test(ClaimMoney.TESTS[random.nextInt(ClaimMoney.TESTS.length)]);
        }
        int supplies = inpatient ? 1 + random.nextInt(4) : 0;
        for (int i = 0; i < supplies; i++) {
            supply(ClaimMoney.SUPPLIES[random.nextInt(ClaimMoney.SUPPLIES.length)]);
        }
        int drugs = inpatient ? 4 + random.nextInt(16) : 1 + random.nextInt(6);
        for (int i = 0; i < drugs; i++) {
            drug(ClaimMoney.DRUGS[random.nextInt(ClaimMoney.DRUGS.length)]);
        }
        money.settle(rows);
    }

    private long days() {
        return ChronoUnit.DAYS.between(arrival.toLocalDate(), end.toLocalDate()) + 1;
    }

    /** A minute of the visit with two hours, or in a short visit one, left for execution and result. */
    private LocalDateTime order() {
        long minutes = ChronoUnit.MINUTES.between(arrival, end);
        return arrival.plusMinutes(5 + random.nextLong(Math.max(1, minutes - 85)));
    }

    @CanIgnoreReturnValue
    private Map<String, String> service(
            ClaimMoney.Item item, long quantity, LocalDateTime at, @Nullable LocalDateTime until) {
        Map<String, String> row = add(ClaimTable.XML3);
        row.put("MA_DICH_VU", item.code());
        row.put("TEN_DICH_VU", item.name());
        row.put("MA_BENH", disease[0]);
        row.put("MA_BAC_SI", "900001/MAU-CCHN");
        row.put("NGUOI_THUC_HIEN", "900002/MAU-CCHN");
        row.put("NGAY_YL", MINUTE.format(at));
        row.put("NGAY_TH_YL", MINUTE.format(at.plusMinutes(6)));
        if (until != null) {
            row.put("MA_GIUONG", String.format(Locale.ROOT, "H%03d", 1 + random.nextInt(300)));
            row.put("NGAY_KQ", MINUTE.format(until));
        }
        row.put("MA_KHOA", inpatient ? "K02" : "K01");
        money.priceService(row, item, quantity);
        return row;
    }

    private void test(ClaimMoney.Item item) {
        LocalDateTime at = order();
        Map<String, String> row = service(item, 1_000, at, null);
        LocalDateTime result = at.plusMinutes(15 + random.nextInt(60));
        row.put("NGAY_KQ", MINUTE.format(result));
        row.put("MA_MAY", "HH.1." + facility + ".SN000001");
        Map<String, String> found = add(ClaimTable.XML4);
        found.put("MA_DICH_VU", item.code());
        found.put("MA_CHI_SO", item.code());
        found.put("TEN_CHI_SO", item.name());
        found.put("GIA_TRI", Integer.toString(1 + random.nextInt(200)));
        found.put("DON_VI_DO", item.unit());
        found.put("KET_LUAN", "Trong giới hạn bình thường");
        found.put("NGAY_KQ", MINUTE.format(result));
        found.put("MA_BS_DOC_KQ", "900003/MAU-CCHN");
    }

    private void supply(ClaimMoney.Item item) {
        LocalDateTime at = order();
        Map<String, String> row = add(ClaimTable.XML3);
        row.put("MA_VAT_TU", item.code());
        row.put("TEN_VAT_TU", item.name());
        row.put("TT_THAU", "1/QĐ-MAU;G1;N4;2026");
        row.put("MA_BAC_SI", "900001/MAU-CCHN");
        row.put("NGAY_YL", MINUTE.format(at));
        row.put("NGAY_TH_YL", MINUTE.format(at.plusMinutes(6)));
        row.put("MA_KHOA", "K02");
        money.priceService(row, item, (1 + random.nextInt(5)) * 1_000L);
    }

    private void drug(ClaimMoney.Item item) {
        LocalDateTime at = order();
        Map<String, String> row = add(ClaimTable.XML2);
        row.put("MA_THUOC", item.code());
        row.put("TEN_THUOC", item.name());
        row.put("HAM_LUONG", "500mg");
        row.put("DUONG_DUNG", "1.01");
        row.put("LIEU_DUNG", "1 viên/lần * 2 lần/ngày * 5 ngày [2 viên/ngày]");
        row.put("SO_DANG_KY", "VD-00000-26");
        row.put("TT_THAU", "1/QĐ-MAU;G1;N4;2026");
        row.put("MA_BAC_SI", "900001/MAU-CCHN");
        row.put("NGAY_YL", MINUTE.format(at));
        row.put("NGAY_TH_YL", MINUTE.format(at.plusMinutes(6)));
        row.put("MA_KHOA", inpatient ? "K02" : "K01");
        row.put("NGUON_CTRA", "1");
        money.priceDrug(row, item, 500L * (1 + random.nextInt(60)));
    }

    // ---- the visit itself

    private void summary() {
        Map<String, String> row = add(ClaimTable.XML1);
        row.putAll(patient);
        row.put("MA_BN", "BN" + key);
        row.put("MA_HSBA", "BA" + key);
        row.put("LY_DO_VV", "Mệt, đau (nội dung mẫu)");
        row.put("CHAN_DOAN_VAO", disease[1]);
        row.put("MA_DOITUONG_KCB", "1.1");
        row.put("SO_NGAY_DTRI", inpatient ? Long.toString(days()) : "0");
        row.put("PP_DIEU_TRI", "Nội khoa (nội dung mẫu)");
        row.put("KET_QUA_DTRI", "2");
        row.put("MA_LOAI_RV", "1");
        row.put("NGAY_TTOAN", MINUTE.format(end));
        row.put("NAM_QT", Integer.toString(end.getYear()));
        row.put("THANG_QT", Integer.toString(end.getMonthValue()));
        row.put("MA_LOAI_KCB", inpatient ? "03" : "01");
        row.put("MA_KHOA", inpatient ? "K02" : "K01");
        row.put("CAN_NANG", Integer.toString(45 + random.nextInt(40)));
        row.put("MA_TTDV", SIGNER);
        if (inpatient) {
            row.put("LY_DO_VNT", "Cần theo dõi (nội dung mẫu)");
        }
        money.totals(row);
    }

    private void letters() {
        Map<String, String> visit = row(ClaimTable.XML1, 0);
        if (inpatient) {
            notes();
            discharge(visit);
        }
        int more = random.nextInt(20);
        if (more == 0) {
            referral(visit);
        } else if (more < 4) {
            appointment(visit);
        }
    }

    private void notes() {
        for (long day = 0; day < days(); day++) {
            LocalDateTime at = arrival.plusDays(day).plusMinutes(20);
            Map<String, String> row = add(ClaimTable.XML5);
            row.put("DIEN_BIEN_LS", "Tỉnh, tiếp xúc tốt CSST<M75_T37_HA120/70_NT18_HL2>");
            row.put("THOI_DIEM_DBLS", MINUTE.format(at.isAfter(end) ? end : at));
            row.put("NGUOI_THUC_HIEN", "900001/MAU-CCHN");
        }
    }

    private void discharge(Map<String, String> visit) {
        Map<String, String> letter = add(ClaimTable.XML7);
        copy(visit, letter, "NGAY_VAO", "NGAY_RA", "CHAN_DOAN_RV", "MA_TTDV");
        letter.put("SO_LUU_TRU", "BA" + key);
        letter.put("MA_YTE", "BN" + key);
        letter.put("MA_KHOA_RV", "K02");
        letter.put("PP_DIEUTRI", "Nội khoa (nội dung mẫu)");
        letter.put("MA_BS", "9999999992");
        letter.put("TEN_BS", "BÁC SĨ MẪU");
        letter.put("NGAY_CT", DAY.format(end));
        Map<String, String> course = add(ClaimTable.XML8);
        copy(visit, course, "MA_LOAI_KCB", "NGAY_VAO", "NGAY_RA", "CHAN_DOAN_VAO", "CHAN_DOAN_RV");
        copy(visit, course, "KET_QUA_DTRI", "MA_TTDV");
        course.put("QT_BENHLY", "Quá trình bệnh lý (nội dung mẫu)");
        course.put("TOMTAT_KQ", "Kết quả xét nghiệm (nội dung mẫu)");
        course.put("PP_DIEUTRI", "Nội khoa (nội dung mẫu)");
        course.put("NGAY_CT", DAY.format(end));
    }

    private void referral(Map<String, String> visit) {
        visit.put("MA_LOAI_RV", "2");
        visit.put("MA_NOI_DEN", "01901");
        visit.put("GIAY_CHUYEN_TUYEN", "CT" + key);
        Map<String, String> letter = add(ClaimTable.XML13);
        for (String field : ClaimTable.XML13.fields()) {
            copy(visit, letter, field);
        }
        letter.put("SO_HOSO", "HS" + key);
        letter.put("SO_CHUYENTUYEN", "CT" + key);
        letter.put("MA_CSKCB_DEN", "01901");
        letter.put("DAU_HIEU_LS", "Dấu hiệu (nội dung mẫu)");
        letter.put("QT_BENHLY", "Quá trình bệnh lý (nội dung mẫu)");
        letter.put("TOMTAT_KQ", "Kết quả (nội dung mẫu)");
        letter.put("TINH_TRANG_CT", "Ổn định");
        letter.put("MA_LYDO_CT", "1");
        letter.put("HUONG_DIEU_TRI", "Điều trị chuyên khoa");
        letter.put("PHUONGTIEN_VC", "Xe cứu thương");
        letter.put("MA_BAC_SI", "900001/MAU-CCHN");
    }

    private void appointment(Map<String, String> visit) {
        LocalDate again = end.toLocalDate().plusDays(7);
        visit.put("NGAY_TAI_KHAM", DAY.format(again));
        Map<String, String> letter = add(ClaimTable.XML14);
        for (String field : ClaimTable.XML14.fields()) {
            copy(visit, letter, field);
        }
        letter.put("SO_GIAYHEN_KL", "HK" + key);
        letter.put("NGAY_HEN_KL", DAY.format(again) + "0800");
        letter.put("MA_BAC_SI", "900001/MAU-CCHN");
        letter.put("NGAY_CT", DAY.format(end));
    }

    private static void copy(Map<String, String> from, Map<String, String> to, String... fields) {
        for (String field : fields) {
            String value = from.get(field);
            if (value != null) {
                to.put(field, value);
            }
        }
    }
}
