package vn.lienthong.cli;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The amounts of one visit by the rules of Decision 4750: lines first, then the benefit level, then the totals. */
final class ClaimMoney {
    /** Something with a price. {@code price} in thousandths of a dong, {@code group} is MA_NHOM. */
    record Item(String code, String name, String unit, int group, long price) {}

    static final Item EXAMINATION = new Item("02.1897", "Khám Nội", "Lần", 13, 45_000_000);
    static final Item BED = new Item("K02.1917", "Giường Nội khoa loại 2", "Ngày", 15, 237_400_000);
    static final Item[] TESTS = {
        new Item("22.0121.1369", "Tổng phân tích tế bào máu ngoại vi", "G/L", 1, 49_700_000),
        new Item("23.0075.1494", "Định lượng Glucose", "mmol/L", 1, 22_400_000),
        new Item("23.0133.1494", "Định lượng Protein", "g/L", 1, 22_400_000),
        new Item("18.0119.0028", "Chụp X-quang ngực thẳng", "Lần", 2, 73_300_000),
        new Item("18.0015.0001", "Siêu âm ổ bụng", "Lần", 2, 58_600_000)
    };
    static final Item[] SUPPLIES = {
        new Item("N03.01.060", "Bơm tiêm 5 ml", "Cái", 10, 589_999),
        new Item("N03.03.010", "Kim luồn", "Cái", 10, 3_150_500)
    };
    static final Item[] DRUGS = {
        new Item("40.1021", "Natri clorid 0,9%", "Chai", 4, 6_300_000),
        new Item("40.48", "Paracetamol", "Viên", 4, 189_500),
        new Item("40.155", "Amoxicilin", "Viên", 4, 1_234_567),
        new Item("40.677", "Omeprazol", "Viên", 4, 333_333),
        new Item("40.30.521", "Amlodipin", "Viên", 6, 420_125)
    };

    private static final String ZERO = "0";
    /** Where 15 % of the base salary may lie in these years: below, a visit is free; between, only cards of 100 %. */
    private static final long FREE_FROM = 300_000_00L;

    private static final long FREE_TO = 420_000_00L;

    private int cardLevel;
    private int level;
    private long drugs;
    private long supplies;
    private long atFacility;
    private long insured;
    private long byPatient;
    private long byFund;

    ClaimMoney(SplittableRandom random) {
        cardLevel = 1 + random.nextInt(4);
    }

    /** Group of persons and level of the card, once {@link #settle settled}: {@code GD4}. */
    String cardClass() {
        return List.of("CC1", "CB2", "HT3", "GD4").get(cardLevel - 1);
    }

    void priceDrug(Map<String, String> row, Item item, long quantity) {
        int ratio = item.group() == 6 ? 50 : 100;
        row.put("DON_GIA", thousandths(item.price()));
        price(row, item, quantity, ratio);
    }

    void priceService(Map<String, String> row, Item item, long quantity) {
        row.put("DON_GIA_BV", thousandths(item.price()));
        row.put("DON_GIA_BH", thousandths(item.price()));
        row.put("TYLE_TT_DV", "100");
        price(row, item, quantity, 100);
    }

    private static void price(Map<String, String> row, Item item, long quantity, int ratio) {
        row.put("MA_NHOM", Integer.toString(item.group()));
        row.put("DON_VI_TINH", item.unit());
        row.put("PHAM_VI", "1");
        row.put("TYLE_TT_BH", Integer.toString(ratio));
        row.put("SO_LUONG", thousandths(quantity));
        row.put("THANH_TIEN_BV", cents(rounded(quantity * item.price(), 10_000)));
        row.put("THANH_TIEN_BH", cents(rounded(quantity * item.price() * ratio, 1_000_000)));
        for (String source : List.of("NSNN", "VTNN", "VTTN", "CL")) {
            row.put("T_NGUONKHAC_" + source, ZERO);
        }
        row.put("T_NGUONKHAC", ZERO);
        row.put("MA_PTTT", "1");
    }

    /** Chooses the benefit level by the insured total, and shares each line between fund and patient. */
    void settle(Map<ClaimTable, List<Map<String, String>>> rows) {
        for (ClaimTable table : List.of(ClaimTable.XML2, ClaimTable.XML3)) {
            for (Map<String, String> row : rows.getOrDefault(table, List.of())) {
                insured += amount(row, "THANH_TIEN_BH");
            }
        }
        if (insured >= FREE_FROM && insured < FREE_TO) {
            cardLevel = 2;
        }
        int byCard = List.of(100, 100, 95, 80).get(cardLevel - 1);
        level = insured < FREE_FROM ? 100 : byCard;
        for (ClaimTable table : List.of(ClaimTable.XML2, ClaimTable.XML3)) {
            for (Map<String, String> row : rows.getOrDefault(table, List.of())) {
                share(table, row);
            }
        }
    }

    private void share(ClaimTable table, Map<String, String> row) {
        long bv = amount(row, "THANH_TIEN_BV");
        long bh = amount(row, "THANH_TIEN_BH");
        long fund = rounded(bh * level, 100);
        row.put("MUC_HUONG", Integer.toString(level));
        row.put("T_BNTT", cents(bv - bh));
        row.put("T_BNCCT", cents(bh - fund));
        row.put("T_BHTT", cents(fund));
        drugs += table == ClaimTable.XML2 ? bv : 0;
        supplies += "10".equals(row.get("MA_NHOM")) ? bv : 0;
        atFacility += bv;
        byPatient += bv - bh;
        byFund += fund;
    }

    void totals(Map<String, String> visit) {
        visit.put("T_THUOC", cents(drugs));
        visit.put("T_VTYT", cents(supplies));
        visit.put("T_TONGCHI_BV", cents(atFacility));
        visit.put("T_TONGCHI_BH", cents(insured));
        visit.put("T_BNTT", cents(byPatient));
        visit.put("T_BNCCT", cents(insured - byFund));
        visit.put("T_BHTT", cents(byFund));
        visit.put("T_NGUONKHAC", ZERO);
        visit.put("T_BHTT_GDV", cents(byFund));
    }

    private static long rounded(long value, long unit) {
        return (value + unit / 2) / unit;
    }

    private static String thousandths(long value) {
        return value / 1_000 + "." + String.valueOf(1_000 + value % 1_000).substring(1);
    }

    /** As programs write it: no point without a fraction. */
    static String cents(long value) {
        return value % 100 == 0
                ? Long.toString(value / 100)
                : value / 100 + "." + String.valueOf(100 + value % 100).substring(1);
    }

    /** The amount that {@link #cents} has written. */
    static long amount(Map<String, String> row, String field) {
        String text = row.getOrDefault(field, ZERO);
        int point = text.indexOf('.');
        return point < 0
                ? Long.parseLong(text) * 100
                : Long.parseLong(text.substring(0, point)) * 100 + Long.parseLong(text.substring(point + 1));
    }
}
