package vn.lienthong.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Claim files ({@code GIAMDINHHS}) of patients who do not exist, for demo, bench and tests: the same seed gives the same
 * bytes, whatever the size, one visit in memory at a time. Every {@code badEvery}-th visit has one planted mistake, each
 * kind in turn.
 */
public final class SyntheticClaims {
    private static final int WRAPPED_AT = 64;

    /** How a table stands in its NOIDUNGFILE. */
    public enum Form {
        BASE64,
        BASE64_WRAPPED,
        NESTED;

        /** The word of an option, for example {@code base64_wrapped}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kinds of planted mistakes; each must reject its visit. */
    public enum Mistake {
        /** THANH_TIEN_BV of a drug is 1 dong off. */
        DRUG_AMOUNT,
        /** T_BHTT of the visit is 1 dong off. */
        TOTAL,
        /** T_BNCCT of a service is 1 dong off. */
        SHARE,
        /** A service is ordered after the end of the visit. */
        ORDER_AFTER_END,
        /** A drug line belongs to another visit. */
        OTHER_VISIT,
        /** The patient has no name. */
        NAME_MISSING,
        /** The visit ends before it begins. */
        ENDS_BEFORE_ARRIVAL,
        /** Two cards, one place of registration. */
        CARD_LISTS_DIFFER
    }

    /**
     * @param facility MACSKCB, five digits
     * @param sentOn NGAYLAP; the visits end in the days before
     * @param badEvery 0 = no mistakes
     */
    public record Spec(String facility, LocalDate sentOn, long visits, long seed, Form form, int badEvery) {}

    /** What was written: visits, and how many have each mistake. */
    public record Written(long visits, long bytes, Map<Mistake, Long> planted) {
        public long bad() {
            return planted.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Spec spec;
    private final OutputStream out;
    private final SplittableRandom random;
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private long bytes;

    private SyntheticClaims(Spec spec, OutputStream out) {
        this.spec = spec;
        this.out = out;
        this.random = new SplittableRandom(spec.seed());
    }

    /** Writes the whole file; does not close {@code out}. */
    @CanIgnoreReturnValue
    public static Written write(Spec spec, OutputStream out) throws IOException {
        return new SyntheticClaims(spec, out).writeAll();
    }

    private Written writeAll() throws IOException {
        Map<Mistake, Long> planted = new LinkedHashMap<>();
        Mistake[] kinds = Mistake.values();
        put("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<GIAMDINHHS>\n<THONGTINDONVI>\n<MACSKCB>" + spec.facility()
                + "</MACSKCB>\n</THONGTINDONVI>\n<THONGTINHOSO>\n<NGAYLAP>"
                + DateTimeFormatter.BASIC_ISO_DATE.format(spec.sentOn()) + "</NGAYLAP>\n<SOLUONGHOSO>" + spec.visits()
                + "</SOLUONGHOSO>\n<DANHSACHHOSO>\n");
        for (long n = 1; n <= spec.visits(); n++) {
            SyntheticVisit visit = new SyntheticVisit(spec.facility(), spec.sentOn(), n, random);
            if (spec.badEvery() > 0 && n % spec.badEvery() == 0) {
                Mistake mistake = kinds[(int) ((n / spec.badEvery() - 1) % kinds.length)];
                plant(visit, mistake);
                planted.merge(mistake, 1L, Long::sum);
            }
            write(visit);
        }
        put("</DANHSACHHOSO>\n</THONGTINHOSO>\n<CHUKYDONVI/>\n</GIAMDINHHS>\n");
        return new Written(spec.visits(), bytes, planted);
    }

    private static void plant(SyntheticVisit visit, Mistake mistake) {
        Map<String, String> main = visit.row(ClaimTable.XML1, 0);
        Map<String, String> drug = visit.row(ClaimTable.XML2, 0);
        Map<String, String> service = visit.row(ClaimTable.XML3, 0);
        switch (mistake) {
            case DRUG_AMOUNT -> oneMore(drug, "THANH_TIEN_BV");
            case TOTAL -> oneMore(main, "T_BHTT");
            case SHARE -> oneMore(service, "T_BNCCT");
            case ORDER_AFTER_END -> service.put("NGAY_YL", "209901010000");
            case OTHER_VISIT -> drug.put("MA_LK", "KHAC");
            case NAME_MISSING -> main.put("HO_TEN", "");
            case ENDS_BEFORE_ARRIVAL -> main.put("NGAY_VAO", "209901010000");
            case CARD_LISTS_DIFFER -> main.merge("MA_THE_BHYT", ";GD4010000000000", String::concat);
        }
    }

    private static void oneMore(Map<String, String> row, String field) {
        row.put(field, ClaimMoney.cents(ClaimMoney.amount(row, field) + 100));
    }

    // ---- XML

    private void write(SyntheticVisit visit) throws IOException {
        put("<HOSO>\n");
        for (Map.Entry<ClaimTable, List<Map<String, String>>> table : visit.rows.entrySet()) {
            put("<FILEHOSO>\n<LOAIHOSO>" + table.getKey() + "</LOAIHOSO>\n<NOIDUNGFILE>");
            text.setLength(0);
            rows(table.getKey(), table.getValue());
            content(text.toString());
            put("</NOIDUNGFILE>\n</FILEHOSO>\n");
        }
        put("</HOSO>\n");
    }

    private void content(String xml) throws IOException {
        switch (spec.form()) {
            case NESTED -> put(xml);
            case BASE64 -> put(Base64.getEncoder().encode(xml.getBytes(StandardCharsets.UTF_8)));
            case BASE64_WRAPPED -> {
                part.reset();
                part.write('\n');
                part.write(Base64.getMimeEncoder(WRAPPED_AT, new byte[] {'\n'})
                        .encode(xml.getBytes(StandardCharsets.UTF_8)));
                part.write('\n');
                put(part.toByteArray());
            }
        }
    }

    private void rows(ClaimTable table, List<Map<String, String>> rows) {
        table.around().forEach(e -> text.append('<').append(e).append(">\n"));
        for (Map<String, String> row : rows) {
            text.append('<').append(table.row()).append(">\n");
            for (String field : table.fields()) {
                element(field, row.get(field));
            }
            text.append("</").append(table.row()).append(">\n");
        }
        List<String> around = table.around();
        for (int i = around.size() - 1; i >= 0; i--) {
            text.append("</").append(around.get(i)).append(">\n");
        }
    }

    private void element(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            text.append('<').append(name).append("/>\n");
            return;
        }
        text.append('<').append(name).append('>');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                default -> text.append(c);
            }
        }
        text.append("</").append(name).append(">\n");
    }

    private void put(String xml) throws IOException {
        put(xml.getBytes(StandardCharsets.UTF_8));
    }

    private void put(byte[] xml) throws IOException {
        out.write(xml);
        bytes += xml.length;
    }
}
