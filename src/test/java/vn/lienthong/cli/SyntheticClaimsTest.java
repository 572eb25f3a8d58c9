package vn.lienthong.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import vn.lienthong.cli.SyntheticClaims.Form;
import vn.lienthong.cli.SyntheticClaims.Mistake;

class SyntheticClaimsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);

    private static byte[] file(Form form, int visits, int badEvery) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var written = SyntheticClaims.write(new SyntheticClaims.Spec("01999", DAY, visits, 7, form, badEvery), out);
        assertEquals(out.size(), written.bytes());
        return out.toByteArray();
    }

    private static Document parse(byte[] xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private static BigDecimal number(Map<String, String> row, String field) {
        return new BigDecimal(row.getOrDefault(field, "0"));
    }

    private static BigDecimal sum(List<Map<String, String>> rows, String field) {
        return rows.stream().map(r -> number(r, field)).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void writesEveryVisitWithItsTables(Form form) throws Exception {
        Document document = parse(file(form, 40, 0));
        NodeList visits = document.getElementsByTagName("HOSO");
        assertEquals(40, visits.getLength());
        assertEquals("40", document.getElementsByTagName("SOLUONGHOSO").item(0).getTextContent());
        Set<String> tables = new HashSet<>();
        for (int i = 0; i < visits.getLength(); i++) {
            NodeList parts = ((Element) visits.item(i)).getElementsByTagName("FILEHOSO");
            for (int p = 0; p < parts.getLength(); p++) {
                Element part = (Element) parts.item(p);
                String table = part.getElementsByTagName("LOAIHOSO").item(0).getTextContent();
                Element content =
                        (Element) part.getElementsByTagName("NOIDUNGFILE").item(0);
                Element root = form == Form.NESTED
                        ? (Element) content.getElementsByTagName("*").item(0)
                        : parse(Base64.getMimeDecoder().decode(content.getTextContent()))
                                .getDocumentElement();
                ClaimTable known = ClaimTable.valueOf(table);
                assertEquals(
                        known.around().isEmpty() ? known.row() : known.around().get(0), root.getTagName());
                tables.add(table);
            }
        }
        assertEquals(
                Set.copyOf(Arrays.stream(ClaimTable.values()).map(Enum::name).toList()), tables);
    }

    @Test
    void writesTheSameBytesForTheSameSeed() throws IOException {
        assertArrayEquals(file(Form.NESTED, 50, 5), file(Form.NESTED, 50, 5));
    }

    @Test
    void makesAmountsThatAddUpToTheDong() {
        SplittableRandom random = new SplittableRandom(3);
        for (int n = 1; n <= 300; n++) {
            // When
            SyntheticVisit visit = new SyntheticVisit("01999", DAY, n, random);
            // Then
            Map<String, String> main = visit.row(ClaimTable.XML1, 0);
            List<Map<String, String>> drugs = visit.rows.getOrDefault(ClaimTable.XML2, List.of());
            List<Map<String, String>> services = visit.rows.getOrDefault(ClaimTable.XML3, List.of());
            for (Map<String, String> row : drugs) {
                BigDecimal product = number(row, "SO_LUONG").multiply(number(row, "DON_GIA"));
                assertAmount(product, row, "THANH_TIEN_BV");
                assertAmount(product.multiply(number(row, "TYLE_TT_BH")).movePointLeft(2), row, "THANH_TIEN_BH");
            }
            for (Map<String, String> row : services) {
                assertAmount(number(row, "SO_LUONG").multiply(number(row, "DON_GIA_BV")), row, "THANH_TIEN_BV");
                BigDecimal insured = number(row, "THANH_TIEN_BH");
                assertAmount(insured.multiply(number(row, "MUC_HUONG")).movePointLeft(2), row, "T_BHTT");
                assertEquals(0, insured.compareTo(number(row, "T_BHTT").add(number(row, "T_BNCCT"))));
            }
            for (String total : List.of("T_BNTT", "T_BNCCT", "T_BHTT")) {
                assertEquals(0, number(main, total).compareTo(sum(drugs, total).add(sum(services, total))), total);
            }
            assertEquals(0, number(main, "T_THUOC").compareTo(sum(drugs, "THANH_TIEN_BV")));
            BigDecimal shared =
                    number(main, "T_BHTT").add(number(main, "T_BNCCT")).add(number(main, "T_BNTT"));
            assertEquals(0, number(main, "T_TONGCHI_BV").compareTo(shared));
        }
    }

    private static void assertAmount(BigDecimal exact, Map<String, String> row, String field) {
        assertEquals(0, exact.setScale(2, RoundingMode.HALF_UP).compareTo(number(row, field)), field);
    }

    @Test
    void keepsOrdersAndResultsInsideTheVisit() {
        SplittableRandom random = new SplittableRandom(5);
        for (int n = 1; n <= 300; n++) {
            SyntheticVisit visit = new SyntheticVisit("01999", DAY, n, random);
            Map<String, String> main = visit.row(ClaimTable.XML1, 0);
            for (ClaimTable table : List.of(ClaimTable.XML2, ClaimTable.XML3, ClaimTable.XML4, ClaimTable.XML5)) {
                for (Map<String, String> row : visit.rows.getOrDefault(table, List.of())) {
                    for (String time : List.of("NGAY_YL", "NGAY_TH_YL", "NGAY_KQ", "THOI_DIEM_DBLS")) {
                        String at = row.getOrDefault(time, main.getOrDefault("NGAY_RA", ""));
                        assertTrue(
                                at.compareTo(main.getOrDefault("NGAY_VAO", "")) >= 0
                                        && at.compareTo(main.getOrDefault("NGAY_RA", "")) <= 0,
                                () -> table + "." + time + " " + at);
                    }
                }
            }
            assertEquals(visit.inpatient(), visit.rows.containsKey(ClaimTable.XML7));
        }
    }

    @Test
    void plantsEachKindOfMistakeInTurn() throws IOException {
        var spec = new SyntheticClaims.Spec("01999", DAY, 100, 7, Form.NESTED, 5);
        var written = SyntheticClaims.write(spec, new ByteArrayOutputStream());
        assertEquals(20, written.bad());
        assertEquals(Mistake.values().length, written.planted().size());
    }
}
