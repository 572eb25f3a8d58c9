package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.PayrollRows;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Identifier;
import vn.lienthong.contract.Rule;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Violation;
import vn.lienthong.legacy.LegacyFiles;
import vn.lienthong.legacy.LegacyForm;

class RecordCheckTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    /** Commune 00004 is new in July 2025, 09999 ended then. */
    private static final CodeLists COMMUNES = name -> !name.equals("communes")
            ? null
            : (code, start, end, at) -> {
                String value = new String(code, start, end - start, StandardCharsets.UTF_8);
                boolean after = !at.isBefore(LocalDate.of(2025, 7, 1));
                return after ? value.equals("00004") : value.equals("09999");
            };

    private static List<Violation> check(
            Contract contract, CodeLists lists, Map<String, List<String>> scope, String row) {
        RecordCheck check = new RecordCheck(contract, lists, new RecordCheck.Terms(scope, List.of()), TODAY);
        Findings found = new Findings();
        Rows rows = new Rows(contract);
        RecordChecker checker = check.newChecker(rows.readers());
        assertNull(checker.open(rows.chunk(row), 0));
        boolean good = checker.check(found) == RecordChecker.Outcome.GOOD;
        List<Violation> violations = new ArrayList<>();
        ViolationLog log = new ViolationLog(check, violations::addAll);
        log.add(1, found);
        log.flush();
        assertEquals(good, violations.stream().noneMatch(v -> v.severity() == Severity.ERROR));
        return violations;
    }

    private static List<String> told(List<Violation> violations) {
        return violations.stream()
                .map(v -> v.rule() + " " + v.field() + " " + v.severity().wire())
                .toList();
    }

    private static List<String> payroll(int column, String value) {
        String[] row = new PayrollRows(1, 3).row(1).split(",", -1);
        row[column] = value;
        return told(check(Contracts.payroll(), COMMUNES, Map.of(), String.join(",", row)));
    }

    @Test
    void findsNothingInAGoodRow() {
        assertEquals(List.of(), payroll(8, "01"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "0, ``, RULE_REQUIRED ky_luong error",
                "0, 2026-13, RULE_TYPE ky_luong error",
                "1, 0100109107, RULE_CHECK_DIGIT mst_don_vi error",
                "1, 100109106, RULE_LEADING_ZERO mst_don_vi error",
                "1, 01001091, RULE_PATTERN mst_don_vi error",
                "2, `  `, RULE_REQUIRED ten_don_vi error",
                "3, ``, RULE_REQUIRED so_dinh_danh error",
                "3, 00108500001, RULE_LEADING_ZERO so_dinh_danh error",
                "3, 003085000001, RULE_PATTERN so_dinh_danh error",
                "4, 012345678, RULE_LEADING_ZERO ma_so_bhxh error",
                "5, ``, RULE_REQUIRED ho_ten error",
                "6, 31/02/1985, RULE_TYPE ngay_sinh error",
                "6, 1901, RULE_BIRTH_YEAR ngay_sinh warning",
                "7, 4, RULE_CODE gioi_tinh error",
                "8, 1, RULE_LEADING_ZERO ma_tinh error",
                "8, 001, RULE_LENGTH ma_tinh error",
                "8, AB, RULE_PATTERN ma_tinh error",
                "9, 0004, RULE_LEADING_ZERO ma_xa error",
                "9, 4444, RULE_PATTERN ma_xa error",
                "10, 01/01/26, RULE_TYPE hop_dong_tu error",
                "11, 01/01/1990, RULE_CONTRACT_DATES hop_dong_den error",
                "12, -1, RULE_RANGE tien_luong error",
                "12, 5000000.5, RULE_TYPE tien_luong error",
                "14, 99000000000, RULE_DEDUCTION bhxh_da_tru error",
            })
    void findsTheRuleAndTheField(int column, String value, String expected) {
        assertTrue(payroll(column, value).contains(expected), () -> column + ": " + payroll(column, value));
    }

    @Test
    void looksUpACodeAtTheDateOfItsField() {
        // The row is of 2026, when commune 09999 was no more
        assertEquals(List.of("RULE_CODE ma_xa warning"), payroll(9, "09999"));
        assertEquals(List.of(), payroll(9, "00004"));
        String[] before = new PayrollRows(1, 3).row(1).split(",", -1);
        before[0] = "2025-06";
        before[9] = "09999";
        assertEquals(List.of(), told(check(Contracts.payroll(), COMMUNES, Map.of(), String.join(",", before))));
    }

    @Test
    void leavesOutTheCheckOfAListThatIsNotLoadedAndSaysSo() {
        RecordCheck check = new RecordCheck(Contracts.payroll(), CodeLists.NONE, RecordCheck.Terms.NONE, TODAY);
        assertEquals(List.of("communes"), check.missingLists());
    }

    @Test
    void tellsOneMistakeOnceAndNeverTheValue() {
        // Given a tax code that breaks everything a tax code can break
        List<Violation> violations = check(
                Contracts.payroll(),
                COMMUNES,
                Map.of(),
                new PayrollRows(1, 3).row(1).replaceFirst(",[0-9]{10},", ",canary,"));
        // Then
        assertEquals(List.of("RULE_PATTERN mst_don_vi error"), told(violations));
        assertFalse(violations.toString().contains("canary"));
    }

    @Test
    void namesTheLostZeroInTheHint() {
        String[] row = new PayrollRows(1, 3).row(1).split(",", -1);
        row[3] = row[3].substring(1);
        Violation lost = check(Contracts.payroll(), COMMUNES, Map.of(), String.join(",", row))
                .get(0);
        assertTrue(String.valueOf(lost.hint()).contains("12 digits"), lost.hint());
    }

    @Test
    void rejectsARaggedRowAndACharacterOnce() {
        Contract two = Contracts.csv(FieldSpec.text("a").length(3, 3), FieldSpec.text("b"));
        assertEquals(List.of("RULE_RAGGED null error"), told(check(two, CodeLists.NONE, Map.of(), "abc,x,y")));
        assertEquals(List.of("RULE_CHARACTER a error"), told(check(two, CodeLists.NONE, Map.of(), "a\u0000c,x")));
    }

    @Test
    void countsLengthInCharacters() {
        Contract name = Contracts.csv(FieldSpec.text("a").length(2, 4));
        assertEquals(List.of(), told(check(name, CodeLists.NONE, Map.of(), "ễễễễ")));
        assertEquals(List.of("RULE_LENGTH a error"), told(check(name, CodeLists.NONE, Map.of(), "ễễễễễ")));
        assertEquals(List.of("RULE_LENGTH a error"), told(check(name, CodeLists.NONE, Map.of(), "ễ")));
    }

    @Test
    void letsAWarningPassAndStillAsksTheRules() {
        // Given
        Contract contract = Contracts.of(
                Contracts.csv(),
                List.of(Contracts.rule("RULE_SAME", Severity.ERROR, "id", "id == t", "id", "t")),
                FieldSpec.text("id").identifier(Identifier.TAX_CODE, Severity.WARNING),
                FieldSpec.text("t"));
        // Then
        assertEquals(
                List.of("RULE_CHECK_DIGIT id warning", "RULE_SAME id error"),
                told(check(contract, CodeLists.NONE, Map.of(), "0300000001,x")));
        assertEquals(
                List.of("RULE_LEADING_ZERO id error"),
                told(check(contract, CodeLists.NONE, Map.of(), "300000001,x")),
                "a lost zero is always an error, and the rule is not asked of a broken field");
    }

    @Test
    void asksNoRuleOfAbsentNamesAndTakesAnErrorForABrokenRule() {
        // Given
        Contract contract = Contracts.of(
                Contracts.csv(),
                List.of(
                        Contracts.rule("RULE_USES", Severity.ERROR, null, "a < b", "a", "b"),
                        Contracts.rule("RULE_READS", Severity.ERROR, null, "a < b", "a"),
                        Contracts.rule("RULE_WANTS", Severity.ERROR, "b", "!has_a || has_b")),
                FieldSpec.of("a", "a", FieldType.INTEGER),
                FieldSpec.of("b", "b", FieldType.INTEGER));
        // Then
        assertEquals(
                List.of("RULE_READS null error", "RULE_WANTS b error"),
                told(check(contract, CodeLists.NONE, Map.of(), "1,")));
        assertEquals(List.of("RULE_TYPE b error"), told(check(contract, CodeLists.NONE, Map.of(), "1,x")));
        assertEquals(List.of(), told(check(contract, CodeLists.NONE, Map.of(), "1,2")));
    }

    @Test
    void asksARuleOnlyOnTheDaysOnWhichItHolds() {
        for (int days : new int[] {-1, 0, 1}) {
            Rule rule = new Rule(
                    "RULE_X", Severity.ERROR, null, "false", List.of(), "vi", "en", null, TODAY.plusDays(days), null);
            Rule ends = new Rule(
                    "RULE_Y", Severity.ERROR, null, "false", List.of(), "vi", "en", null, null, TODAY.plusDays(days));
            Contract contract = Contracts.of(Contracts.csv(), List.of(rule, ends), FieldSpec.text("a"));
            List<String> expected = new ArrayList<>();
            if (days <= 0) {
                expected.add("RULE_X null error");
            }
            if (days >= 0) {
                expected.add("RULE_Y null error");
            }
            assertEquals(expected, told(check(contract, CodeLists.NONE, Map.of(), "1")));
        }
    }

    @Test
    void rejectsWhatIsOutsideThePartnersScope() {
        Contract contract =
                Contracts.csv(FieldSpec.text("a"), FieldSpec.text("b").map(Map.of("1", "x", "2", "y")));
        Map<String, List<String>> scope = Map.of("b", List.of("x"));
        assertEquals(List.of(), told(check(contract, CodeLists.NONE, scope, "q,1")));
        assertEquals(List.of("RECORD_OUT_OF_SCOPE b error"), told(check(contract, CodeLists.NONE, scope, "q,2")));
        assertEquals(List.of("RECORD_OUT_OF_SCOPE b error"), told(check(contract, CodeLists.NONE, scope, "q,")));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RecordCheck(
                        contract,
                        CodeLists.NONE,
                        new RecordCheck.Terms(Map.of("unknown", List.of("x")), List.of()),
                        TODAY));
    }

    @Test
    void comparesTheScopeWithTheCanonicalForm() {
        // Given
        Contract contract = Contracts.csv(FieldSpec.text("a").normalizers("trim", "tax_code"));
        Map<String, List<String>> scope = Map.of("a", List.of("0100109106-001"));
        // When
        List<String> asSent = told(check(contract, CodeLists.NONE, scope, "0100109106001"));
        List<String> asStored = told(check(contract, CodeLists.NONE, scope, "0100109106-001"));
        List<String> other = told(check(contract, CodeLists.NONE, scope, "0100109106002"));
        // Then
        assertEquals(List.of(), asSent);
        assertEquals(List.of(), asStored);
        assertEquals(List.of("RECORD_OUT_OF_SCOPE a error"), other);
    }

    @Test
    void boundsWhatIsSentByNumbersAndDaysToo() {
        // Given
        Contract contract = Contracts.csv(
                FieldSpec.of("y", "y", FieldType.INTEGER),
                FieldSpec.of("d", "d", FieldType.DATE).formats("dd/MM/yyyy"),
                FieldSpec.of("m", "m", FieldType.MONTH).formats("MM/yyyy"));
        Map<String, List<String>> scope =
                Map.of("y", List.of("2025", "2026"), "d", List.of("2026-10-31"), "m", List.of("2026-10"));
        // When
        List<String> inside = told(check(contract, CodeLists.NONE, scope, "02026,31/10/2026,10/2026"));
        List<String> outside = told(check(contract, CodeLists.NONE, scope, "2024,30/10/2026,11/2026"));
        List<String> broken = told(check(contract, CodeLists.NONE, scope, "x,31/10/2026,10/2026"));
        // Then
        assertEquals(List.of(), inside);
        assertEquals(
                Set.of("RECORD_OUT_OF_SCOPE y error", "RECORD_OUT_OF_SCOPE d error", "RECORD_OUT_OF_SCOPE m error"),
                Set.copyOf(outside));
        assertEquals(List.of("RULE_TYPE y error"), broken);
    }

    @Test
    void legacyTextIsConvertedOnlyWhereTheContractAllows() {
        // Given
        Contract strict = Contracts.csv(FieldSpec.text("a"), FieldSpec.text("b").length(0, 10));
        Contract mild = legacy(
                FieldSpec.text("a").normalizers("nfc"), FieldSpec.text("b").length(0, 10));
        String tcvn3 = LegacyFiles.mistaken(LegacyForm.TCVN3, "Nguyễn Văn");
        String apart = Normalizer.normalize("Nguyễn", Normalizer.Form.NFD);
        // When
        List<String> refused = told(check(strict, CodeLists.NONE, Map.of(), apart + "," + tcvn3));
        List<String> converted = told(check(mild, CodeLists.NONE, Map.of(), apart + "," + tcvn3));
        List<String> ordinary = told(check(mild, CodeLists.NONE, Map.of(), "Nguyễn Hà,René"));
        // Then
        assertEquals(List.of("RULE_CHARACTER a error", "RULE_CHARACTER b error"), refused);
        assertEquals(List.of("RULE_TEXT_CONVERTED a notice", "RULE_TEXT_CONVERTED b notice"), converted);
        assertEquals(List.of(), ordinary);
    }

    @Test
    void theLengthOfConvertedTextIsThatOfTheLettersMeant() {
        // Given
        Contract contract = legacy(FieldSpec.text("b").length(0, 10));
        String vni = LegacyFiles.mistaken(LegacyForm.VNI, "Nguyễn Văn");
        // When
        List<String> fits = told(check(contract, CodeLists.NONE, Map.of(), vni));
        List<String> tooLong = told(check(contract, CodeLists.NONE, Map.of(), vni + "g"));
        // Then
        assertEquals(List.of("RULE_TEXT_CONVERTED b notice"), fits);
        assertEquals(List.of("RULE_TEXT_CONVERTED b notice", "RULE_LENGTH b error"), tooLong);
    }

    private static Contract legacy(FieldSpec... specs) {
        Exchange csv = Contracts.csv();
        Exchange exchange = new Exchange(
                csv.formats(),
                csv.envelope(),
                csv.recordPaths(),
                csv.ignore(),
                csv.controlTotals(),
                List.of(Exchange.LegacyText.TCVN3, Exchange.LegacyText.VNI),
                csv.separator(),
                csv.fileBytesMax(),
                csv.recordBytesMax(),
                csv.depthMax(),
                csv.maxRejectedShare(),
                csv.version(),
                csv.replaces(),
                csv.due(),
                csv.attachments(),
                csv.xmlSignature());
        return Contracts.of(exchange, List.of(), specs);
    }

    @Test
    void refusesARuleThatCannotBeCompiledByItsCode() {
        Contract contract = Contracts.of(
                Contracts.csv(),
                List.of(Contracts.rule("RULE_BAD", Severity.ERROR, null, "a > nothing", "a")),
                FieldSpec.of("a", "a", FieldType.INTEGER));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new RecordCheck(contract, CodeLists.NONE, RecordCheck.Terms.NONE, TODAY));
        assertTrue(String.valueOf(e.getMessage()).startsWith("RULE_BAD"), e.getMessage());
    }

    @Test
    void listsNoMoreThanTheBoundAndCountsExactly() {
        // Given
        Contract contract = Contracts.csv(
                FieldSpec.text("a").required(), FieldSpec.text("b").required());
        RecordCheck check = new RecordCheck(contract, CodeLists.NONE, RecordCheck.Terms.NONE, TODAY);
        List<Violation> listed = new ArrayList<>();
        ViolationLog log = new ViolationLog(check, batch -> {
            assertTrue(batch.size() <= ViolationLog.BATCH_MAX);
            listed.addAll(batch);
        });
        // When
        for (int record = 1; record <= 12_345; record++) {
            log.add(record, record + 1, check.duplicateFinding());
        }
        log.flush();
        // Then
        assertEquals(ViolationLog.LISTED_PER_RULE_MAX, listed.size());
        assertEquals(10_000, listed.get(9_999).record());
        assertEquals(Map.of("RECORD_DUPLICATE", 12_345L), log.counts());
    }
}
