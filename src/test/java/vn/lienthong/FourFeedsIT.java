package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.CodeListsReader;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Home;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.yaml.Findings;

/** The samples of the feeds of tax, planning and police as the store gets them: in their one canonical shape. */
class FourFeedsIT {
    private static final Home HOME = Home.of(Path.of(""), Path.of(""));
    private static final Path SAMPLES = Path.of("routes", "feeds");
    private static final IdentityKey KEY = new IdentityKey(new byte[IdentityKey.BYTES]);

    @TempDir
    private Path scratch = Path.of("");

    private final Findings findings = new Findings();
    private final Installation installation = Installation.read(HOME, findings);
    private final List<Violation> violations = new ArrayList<>();

    private Contract contract(String feed) {
        return installation.contracts().feed(feed).orElseThrow(() -> new AssertionError("" + findings.list()));
    }

    private List<String> stored(String feed, String sample) throws Exception {
        return stored(feed, sample, SampleRun.DAY);
    }

    private List<String> stored(String feed, String sample, LocalDate receivedOn) throws Exception {
        byte[] content =
                Files.readAllBytes(SAMPLES.resolve(feed).resolve("samples").resolve(sample));
        CodeLists lists = CodeListsReader.ofSamples(HOME, feed, installation.codeLists(), findings);
        CheckSetup check = new CheckSetup(
                contract(feed), lists, RecordCheck.Terms.NONE, receivedOn, KEY, scratch, Runnable::run, 1);
        Verdict verdict = CheckRun.run(new ByteArrayInputStream(content), check, violations::addAll);
        StoreSetup store = new StoreSetup(
                contract(feed), KEY, verdict.goesOn(), new BitSet(), lists, receivedOn, Runnable::run, 1);
        List<String> lines = new ArrayList<>();
        StoreRun.run(
                new ByteArrayInputStream(content),
                store,
                RecordingBatch::new,
                (no, first, last, filled) -> lines.addAll(((RecordingBatch) filled).lines()));
        return lines;
    }

    /** The value of a field of the record's own row in a line of the recording batch. */
    private String value(String feed, String line, String field) {
        Field f = contract(feed).table().fields().stream()
                .filter(of -> of.name().equals(field))
                .findFirst()
                .orElseThrow();
        String row = line.substring(line.indexOf("[0|") + 3);
        return row.substring(0, row.indexOf(']')).split("\\|", -1)[f.index()];
    }

    private List<String> values(String feed, List<String> lines, String field) {
        return lines.stream().map(line -> value(feed, line, field)).toList();
    }

    @Test
    void unitsHaveTheirCommuneOfThenAndOfNow() throws Exception {
        // When
        List<String> lines = stored("police.units", "good.csv");
        // Then
        assertEquals(
                List.of(
                        "1 32 v0 [0|0199999991|Công ty TNHH Mẫu Một|Số 1 đường Mẫu, phường Ba Đình, Hà Nội|00004"
                                + "|dang_hoat_dong|2026-11-20|TRẦN THỊ MẪU|00004|current]",
                        "2 32 v0 [0|0199999991-001|Chi nhánh Công ty TNHH Mẫu Một|Số 2 đường Mẫu|00004"
                                + "|khong_tim_thay|2026-11-20|TRẦN THỊ MẪU|00004|current]",
                        "3 32 v0 [0|0199999991-001|Chi nhánh Công ty TNHH Mẫu Một|Số 2 đường Mẫu|00004"
                                + "|don_vi_khac|2026-11-19|TRẦN THỊ MẪU|00004|current]",
                        "4 32 v0 [0|001085000001|Hộ kinh doanh Mẫu|Thôn Mẫu|00008|ngung_hoat_dong|2025-06-30"
                                + "|TRẦN THỊ MẪU|-|unknown]"),
                lines);
    }

    @Test
    void aFileInAnOldFontIsStoredAsTheOneInUnicode() throws Exception {
        // Given
        List<String> unicode = stored("police.units", "good.csv");
        // When
        List<String> tcvn3 = stored("police.units", "tcvn3.csv");
        List<String> vni = stored("police.units", "vni.csv");
        // Then
        assertEquals(unicode, tcvn3);
        assertEquals(unicode, vni);
        assertEquals(
                List.of("0 null RULE_TEXT_CONVERTED", "0 null RULE_TEXT_CONVERTED"),
                violations.stream()
                        .map(v -> v.record() + " " + v.field() + " " + v.rule())
                        .toList());
        String hint = "" + violations.get(0).hint();
        assertTrue(hint.contains("TCVN3") && hint.matches(".*: [1-9][0-9]* letters were converted\\."), hint);
    }

    @Test
    void fieldsThatAProgramMistookAreStoredAsMeant() throws Exception {
        // When
        List<String> lines = stored("police.units", "mistaken-fields.csv");
        // Then
        assertEquals(List.of("TRẦN THỊ MẪU", "TRẦN THỊ MẪU", "TRẦN THỊ MẪU"), values("police.units", lines, "officer"));
        assertEquals("Công ty Mẫu", value("police.units", lines.get(0), "unit_name"));
    }

    @Test
    void residentsHaveOneNameOneBirthAndAreFollowedOnlyWhereItIsCertain() throws Exception {
        // When
        List<String> lines = stored("police.residents", "good.xml");
        // Then
        String feed = "police.residents";
        assertEquals(
                List.of("NGUYỄN VĂN MẪU", "TRẦN THỊ MẪU", "NGUYỄN VĂN MẪU", "NGUYỄN VĂN MẪU"),
                values(feed, lines, "full_name"));
        assertEquals(List.of("1985-03-15", "1985", "1985", "1985-03-15"), values(feed, lines, "birth_date"));
        assertEquals(List.of("M", "F", "M", "X"), values(feed, lines, "sex"));
        assertEquals(List.of("09106", "09106", "09106", "00007"), values(feed, lines, "permanent_commune_code"));
        assertEquals(List.of("09106", "09106", "09106", "-"), values(feed, lines, "permanent_commune_code_new"));
        assertEquals(List.of("current", "current", "whole", "split"), values(feed, lines, "permanent_commune_split"));
        assertEquals(List.of("25", "25", "25", "01"), values(feed, lines, "permanent_province_code_new"));
    }

    @Test
    void theSoapEnvelopeChangesNothing() throws Exception {
        // Given
        List<String> bare = stored("police.residents", "good.xml");
        // When
        List<String> wrapped = stored("police.residents", "soap.xml");
        // Then
        assertEquals(bare, wrapped);
    }

    @Test
    void theSameAnswerReceivedEarlierMeansTheOldCommunes() throws Exception {
        // When
        List<String> lines = stored("police.residents", "good.xml", LocalDate.of(2025, 6, 30));
        // Then
        assertEquals(
                List.of("whole", "whole", "whole", "split"),
                values("police.residents", lines, "permanent_commune_split"));
    }

    @Test
    void aSettlementIsItsPersonsWithTheHeadOfTheirEmployer() throws Exception {
        // When
        List<String> lines = stored("tax.settlement", "good.xml");
        // Then
        String feed = "tax.settlement";
        assertEquals(List.of("05-1", "05-1", "05-1", "05-2"), values(feed, lines, "appendix"));
        assertEquals(
                List.of("0199999991", "0199999991", "0199999991", "0199999991"),
                values(feed, lines, "employer_tax_code"));
        assertEquals(List.of("216000000", "216000000", "60000000", "12000000"), values(feed, lines, "total_income"));
        assertEquals(List.of("22680000", "22680000", "0", "-"), values(feed, lines, "insurance_deducted"));
        assertEquals(List.of("3132000", "426000", "0", "1200000"), values(feed, lines, "tax_withheld"));
        assertEquals(List.of("2025", "2025", "2025", "2025"), values(feed, lines, "year"));
        assertEquals(List.of("-", "-", "-", "no"), values(feed, lines, "non_resident"));
        assertEquals(List.of("4", "4", "4", "4"), values(feed, lines, "employer_workers"));
        assertTrue(lines.get(0).startsWith("1 32 v0 "), "the first file is version 0");
    }

    @Test
    void theVersionOfAnAmendmentIsItsNumber() throws Exception {
        // When
        List<String> lines = stored("tax.settlement", "amended.xml");
        // Then
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).startsWith("1 32 v1 "), lines.get(0));
    }

    @Test
    void enterprisesBringTheirRepresentatives() throws Exception {
        // When
        List<String> lines = stored("planning.enterprises", "several.json");
        // Then
        String person = "NGUYỄN VĂN MẪU|M|026092000001|Căn cước công dân|2021-05-10|Cục Mẫu|-|1992-11-22|Việt Nam]";
        assertEquals(4, lines.size());
        assertTrue(lines.get(0).startsWith("1 32 v4 [0|0199999991|9000000001|4|900001|"), lines.get(0));
        assertTrue(lines.get(0).contains("|2019-04-12|2025-08-01|5000000000e0|"), lines.get(0));
        assertTrue(lines.get(0).endsWith(" [1|" + person), lines.get(0));
        assertTrue(
                lines.get(1)
                        .endsWith(" [1|" + person + " [1|TRẦN THỊ MẪU|F|026092000001|Căn cước công dân"
                                + "|2021-05-10|Cục Mẫu|-|1992-11-22|Việt Nam]"),
                lines.get(1));
        assertFalse(lines.get(2).contains("[1|"), "a representative that is null is none");
        assertFalse(lines.get(3).contains("[1|"), "an empty list is none");
    }

    @Test
    void withoutTheListOfChangesTheFieldsMadeOfItStayEmpty() throws IOException, InterruptedException {
        // Given
        byte[] content = Files.readAllBytes(SAMPLES.resolve("police.units/samples/good.csv"));
        BitSet first = new BitSet();
        first.set(0);
        StoreSetup store = new StoreSetup(
                contract("police.units"), KEY, first, new BitSet(), CodeLists.NONE, SampleRun.DAY, Runnable::run, 1);
        List<String> lines = new ArrayList<>();
        // When
        StoreRun.run(
                new ByteArrayInputStream(content),
                store,
                RecordingBatch::new,
                (no, from, last, filled) -> lines.addAll(((RecordingBatch) filled).lines()));
        // Then
        assertTrue(lines.get(0).endsWith("|-|-]"), lines.get(0));
    }
}
