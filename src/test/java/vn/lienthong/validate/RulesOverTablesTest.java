package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.lienthong.Contracts;
import vn.lienthong.FieldSpec;
import vn.lienthong.contract.Aggregate;
import vn.lienthong.contract.Aggregate.Kind;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldPath;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Period;
import vn.lienthong.contract.Rule;
import vn.lienthong.contract.RuleSwitch;
import vn.lienthong.contract.Rulebook;
import vn.lienthong.contract.Table;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Violation;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.Visits;

/** Visits (total, end) with lines (stt, amount, group, bed, from, to), table by table. */
class RulesOverTablesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final FieldSpec[] VISIT = {
        FieldSpec.of("TONG", "total", FieldType.DECIMAL).scale(2),
        FieldSpec.of("NGAY_RA", "ends", FieldType.DATE_TIME).formats("yyyyMMddHHmm"),
        FieldSpec.text("note")
    };
    private static final FieldSpec[] LINE = {
        FieldSpec.of("STT", "stt", FieldType.INTEGER),
        FieldSpec.of("TIEN", "amount_bv", FieldType.DECIMAL).scale(2),
        FieldSpec.text("grp"),
        FieldSpec.text("bed"),
        FieldSpec.of("TU", "since", FieldType.DATE_TIME).formats("yyyyMMddHHmm"),
        FieldSpec.of("DEN", "till", FieldType.DATE_TIME).formats("yyyyMMddHHmm")
    };

    private static Table table(int index, @Nullable String source, FieldSpec... specs) {
        return new Table(
                index, "t" + index, source, Contracts.csv(specs).table().fields());
    }

    private static Contract contract(@Nullable String at, List<Aggregate> aggregates, Rule... rules) {
        Exchange xml = Contracts.exchange(Exchange.Format.XML, List.of("A", "B"), 1 << 20, 1.0);
        List<Table> tables = List.of(table(0, null, VISIT), table(1, "XML2", LINE), table(2, "XML3", LINE));
        return new Contract("test.feed", "1.0.0", "", xml, tables, new Rulebook(List.of(rules), aggregates, at), "");
    }

    private static Rule rule(int table, @Nullable String field, Rule.Demand demand, String... uses) {
        return new Rule(
                table, "RULE_X", Severity.ERROR, field, demand, List.of(uses), "vi", "en", null, null, null, null);
    }

    private static Rule rule(int table, @Nullable String field, String expression, String... uses) {
        return rule(table, field, new Rule.Holds(expression), uses);
    }

    private static List<String> told(Contract contract, String... rows) {
        return told(contract, RecordCheck.Terms.NONE, rows);
    }

    /** What is told of one record: rule, field, line, severity where it is no error. */
    private static List<String> told(Contract contract, RecordCheck.Terms terms, String... rows) {
        RecordCheck check = new RecordCheck(contract, CodeLists.NONE, terms, TODAY);
        Findings found = new Findings();
        // The record before must not be felt.
        Visits visits = new Visits(contract)
                .add("0:5|202601010000", "1:1|7.00|14|H1|202601010000|202612312359", "2:1|7.00|14|H1", "1:x")
                .add(rows);
        RecordChecker checker = check.newChecker(new FieldReaders(contract));
        assertNull(checker.open(visits.chunk(), 0));
        var unused = checker.check(new Findings());
        assertNull(checker.open(visits.chunk(), 1));
        boolean good = checker.check(found) == RecordChecker.Outcome.GOOD;
        List<Violation> violations = new ArrayList<>();
        ViolationLog log = new ViolationLog(check, violations::addAll);
        log.add(1, found);
        log.flush();
        assertEquals(good, violations.stream().noneMatch(v -> v.severity() == Severity.ERROR));
        return violations.stream()
                .map(v -> v.rule().substring(5) + " " + v.field() + " " + v.line()
                        + (v.severity() == Severity.ERROR
                                ? ""
                                : " " + v.severity().wire()))
                .toList();
    }

    @Test
    void namesTableFieldAndRowOfABrokenLine() {
        Contract contract = contract(null, List.of(), rule(2, "TIEN", "amount_bv < 1000", "amount_bv"));
        assertEquals(List.of("X XML3.TIEN 2"), told(contract, "0:1", "2:1|9.99", "1:1|10.00", "2:2|10.00", "2:3|9.98"));
    }

    @Test
    void comparesTheRecordWithTheSumOfItsLines() {
        // Given
        List<Aggregate> sums = List.of(
                new Aggregate("xml2_bv", 1, Kind.SUM, "amount_bv", null),
                new Aggregate("xml3_bv", 2, Kind.SUM, "amount_bv", "grp != '10'"));
        Contract contract =
                contract(null, sums, rule(0, "TONG", "total == xml2_bv + xml3_bv", "total", "xml2_bv", "xml3_bv"));
        String[] lines = {"1:1|10.25", "1:2|", "2:1|4.75|14", "2:2|1000|10", "1:3|-5"};
        // Then
        assertEquals(List.of(), told(contract, with("0:10.00", lines)));
        assertEquals(List.of("X TONG 1"), told(contract, with("0:10.01", lines)));
        assertEquals(List.of("X TONG 1"), told(contract, "0:0.01"), "the sum of nothing is 0");
        assertEquals(List.of(), told(contract, "0:", "1:1|1"), "an absent total is not compared");
        assertEquals(
                List.of("TYPE XML2.TIEN 1"), told(contract, "0:1", "1:1|x"), "a broken line has its own error only");
        assertEquals(List.of("RAGGED XML2 1"), told(contract, "0:1", "1!1|1"));
    }

    @Test
    void takesASumWithoutRoomForABrokenRule() {
        List<Aggregate> sums = List.of(new Aggregate("s", 1, Kind.SUM, "stt", null));
        Contract contract = contract(null, sums, rule(0, null, "s != 7", "s"));
        String most = "1:999999999999999999";
        assertEquals(List.of(), told(contract, "0:1", most, most, most));
        String[] lines = new String[11];
        Arrays.fill(lines, most);
        lines[0] = "0:1";
        assertEquals(List.of("X null 1"), told(contract, lines));
    }

    @Test
    void countsFindsLeastAndGreatestAndWhatDiffers() {
        List<Aggregate> all = List.of(
                new Aggregate("beds", 1, Kind.COUNT, null, "grp == '14'"),
                new Aggregate("first", 1, Kind.MIN, "since", null),
                new Aggregate("last", 1, Kind.MAX, "till", null),
                new Aggregate("names", 1, Kind.DISTINCT, "bed", null));
        Contract contract = contract(
                null,
                all,
                rule(0, null, "beds == 2 && names == 2 && first == 202601010000 && last == 202601030000", "first"));
        String[] lines = {"1:1||14|H1|202601020000|202601020000", "1:2||14|H2|202601010000|202601030000", "1:3||1|H1||"
        };
        assertEquals(List.of(), told(contract, with("0:1", lines)));
        assertEquals(List.of("X null 1"), told(contract, with("0:1", lines[0], lines[0], lines[2])));
        assertEquals(List.of(), told(contract, "0:1", lines[2]), "the least of nothing is absent");
    }

    @Test
    void asksARowAboutItsRecordAndAboutAllRows() {
        List<Aggregate> sums = List.of(new Aggregate("s", 1, Kind.SUM, "amount_bv", null));
        Contract contract = contract(
                null,
                sums,
                rule(1, "TU", "since <= record.ends", "since", "record.ends"),
                rule(2, "TIEN", "record.has_note || amount_bv <= record.s", "amount_bv"));
        assertEquals(
                List.of("X XML2.TU 2", "X XML3.TIEN 1"),
                told(
                        contract,
                        "0:1|202601020000",
                        "1:1||||202601012359",
                        "2:1|0.02",
                        "1:2|0.01|||202601020001",
                        "2:2|0.01"));
        assertEquals(List.of(), told(contract, "0:1||n", "2:1|5", "1:1||||202601020001"));
        assertEquals(
                List.of("TYPE NGAY_RA 1"), told(contract, "0:1|x", "1:1||||202601020001"), "no rule of a broken field");
        assertEquals(
                List.of("RAGGED null 1", "TYPE XML2.STT 1"), told(contract, "0!", "1:x|1|||209901020001", "2:1|9"));
    }

    @Test
    void asksNoLateRuleOfARowWhoseFieldIsRejected() {
        List<Aggregate> sums = List.of(new Aggregate("s", 1, Kind.COUNT, null, null));
        FieldSpec[] line = LINE.clone();
        line[1] = FieldSpec.of("TIEN", "amount_bv", FieldType.DECIMAL).scale(2).range(0L, null);
        Contract base = contract(null, sums, rule(1, "TIEN", "amount_bv == record.s", "amount_bv"));
        Contract contract = new Contract(
                base.feed(),
                base.version(),
                "",
                base.exchange(),
                List.of(base.table(), table(1, "XML2", line), base.tables().get(2)),
                base.rulebook(),
                "");
        assertEquals(List.of("RANGE XML2.TIEN 1", "X XML2.TIEN 2"), told(contract, "0:1", "1:1|-1", "1:2|1"));
    }

    @Test
    void tellsEachRowThatRepeatsAnother() {
        Rule unique = rule(1, "STT", new Rule.Unique(List.of("stt", "grp"), "bed != 'free'"));
        Contract contract = contract(null, List.of(), unique);
        assertEquals(
                List.of("X XML2.STT 3", "X XML2.STT 5"),
                told(
                        contract,
                        "0:1",
                        "1:1||a|x",
                        "1:1||b|x",
                        "1:01||a|x",
                        "1:||a|x",
                        "1:1||b|y",
                        "1:1||b|free",
                        "2:1||a|x"));
    }

    @Test
    void findsRepeatedRowsAsAPlainSearchDoes() {
        // Given many rows with few different values
        Random random = new Random(7);
        Contract contract = contract(null, List.of(), rule(1, null, new Rule.Unique(List.of("grp", "stt"), null)));
        for (int round = 0; round < 20; round++) {
            List<String> rows = new ArrayList<>(List.of("0:1"));
            List<String> seen = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                String text = Integer.toString(random.nextInt(40), 2);
                int number = random.nextInt(12);
                rows.add("1:" + number + "||" + text);
                if (seen.contains(text + "/" + number)) {
                    expected.add("X XML2 " + i);
                }
                seen.add(text + "/" + number);
            }
            // Then
            assertEquals(expected, told(contract, rows.toArray(String[]::new)));
        }
    }

    @Test
    void tellsRowsWhoseTimesOverlap() {
        Rule apart = rule(1, "TU", new Rule.Apart(List.of("bed"), "since", "till", "grp == '14'"));
        Contract contract = contract(null, List.of(), apart);
        assertEquals(
                List.of("X XML2.TU 1", "X XML2.TU 6"),
                told(
                        contract,
                        "0:1",
                        "1:1||14|H1|202601012359|202601030000",
                        "1:2||14|H1|202601010000|202601020000",
                        "1:3||14|H1|202601030000|202601040000",
                        "1:4||14|H2|202601010000|202612310000",
                        "1:5||13|H2|202601020000|202601030000",
                        "1:6||14|H2|202611010000|202611010001",
                        "1:7||14||202601010000|202612310000",
                        "1:8||14|H3|202601030000|202601010000",
                        "1:9||14|H3|202601010000|"));
    }

    @Test
    void choosesRulesByADayOfTheRecord() {
        LocalDate changes = LocalDate.of(2025, 1, 1);
        Rule before = new Rule(
                1,
                "RULE_OLD",
                Severity.ERROR,
                null,
                new Rule.Holds("false || stt < 0"),
                List.of(),
                "vi",
                "en",
                null,
                "Decision 4750",
                null,
                changes.minusDays(1));
        Rule after = new Rule(
                0,
                "RULE_NEW",
                Severity.ERROR,
                null,
                new Rule.Holds("total < 0"),
                List.of(),
                "vi",
                "en",
                null,
                null,
                changes,
                null);
        Contract contract = contract("ends", List.of(), before, after);
        assertEquals(List.of("OLD XML2 1"), told(contract, "0:1|202412312359", "1:1"));
        assertEquals(List.of("NEW null 1"), told(contract, "0:1|202501010000", "1:1"));
        assertEquals(List.of("NEW null 1"), told(contract, "0:1", "1:1"), "without a day that of receipt counts");
    }

    @Test
    void asksAFieldOnlyOfTheLayoutThatHasIt() {
        Field old = Contracts.csv(FieldSpec.text("MA_NOI_DEN").required())
                .table()
                .fields()
                .get(0);
        Field dated = new Field(
                3,
                old.source(),
                "sent_to",
                old.label(),
                old.type(),
                true,
                0,
                old.formats(),
                0,
                5,
                null,
                null,
                null,
                0,
                null,
                null,
                old.normalizers(),
                old.classification(),
                Map.of(),
                FieldPath.named(old.source()),
                null,
                new Period(null, LocalDate.of(2024, 12, 31)));
        Contract base = contract("ends", List.of());
        List<Field> fields = new ArrayList<>(base.table().fields());
        fields.add(dated);
        Contract contract = new Contract(
                base.feed(),
                base.version(),
                "",
                base.exchange(),
                List.of(new Table(0, "t0", null, fields)),
                base.rulebook(),
                "");
        assertEquals(List.of("REQUIRED MA_NOI_DEN 1"), toldFlat(contract, "0:1|202412312359"));
        assertEquals(List.of(), toldFlat(contract, "0:1|202412312359||01001"));
        assertEquals(List.of(), toldFlat(contract, "0:1|202501010000"));
        assertEquals(List.of("UNKNOWN_ELEMENT MA_NOI_DEN 1 notice"), toldFlat(contract, "0:1|202501010000||01001"));
    }

    private static List<String> toldFlat(Contract contract, String row) {
        RecordCheck check = new RecordCheck(contract, CodeLists.NONE, RecordCheck.Terms.NONE, TODAY);
        Findings found = new Findings();
        RecordChecker checker = check.newChecker(new FieldReaders(contract));
        assertNull(checker.open(new Visits(contract).add(row).chunk(), 0));
        var unused = checker.check(found);
        List<String> told = new ArrayList<>();
        ViolationLog log = new ViolationLog(
                check,
                all -> all.forEach(v -> told.add(v.rule().substring(5) + " " + v.field() + " " + v.line()
                        + (v.severity() == Severity.ERROR
                                ? ""
                                : " " + v.severity().wire()))));
        log.add(1, found);
        log.flush();
        return told;
    }

    @Test
    void weighsARuleOtherwiseForAPartnerUntilADay() {
        Contract contract = contract(null, List.of(), rule(1, "TIEN", "amount_bv < 0", "amount_bv"));
        RuleSwitch lastDay = new RuleSwitch("RULE_X", Severity.WARNING, TODAY, "old software");
        RuleSwitch ended = new RuleSwitch("RULE_X", Severity.WARNING, TODAY.minusDays(1), "old software");
        RuleSwitch off = new RuleSwitch("RULE_X", null, TODAY, "old software");
        assertEquals(
                List.of("X XML2.TIEN 1 warning"),
                told(contract, new RecordCheck.Terms(Map.of(), List.of(lastDay)), "0:1", "1:1|5"));
        assertEquals(
                List.of("X XML2.TIEN 1"),
                told(contract, new RecordCheck.Terms(Map.of(), List.of(ended)), "0:1", "1:1|5"));
        assertEquals(List.of(), told(contract, new RecordCheck.Terms(Map.of(), List.of(off)), "0:1", "1:1|5"));
    }

    @Test
    void addsTheLegalBasisToTheHint() {
        Rule legal = new Rule(
                0,
                "RULE_L",
                Severity.ERROR,
                null,
                new Rule.Holds("total < 0"),
                List.of(),
                "vi",
                "en",
                "Look.",
                "QĐ 1",
                null,
                null);
        Contract contract = contract(null, List.of(), legal);
        RecordCheck check = new RecordCheck(contract, CodeLists.NONE, RecordCheck.Terms.NONE, TODAY);
        assertTrue(check.findings().stream().anyMatch(f -> "Look. (QĐ 1)".equals(f.hint())));
    }

    private static String[] with(String first, String... lines) {
        List<String> rows = new ArrayList<>(List.of(first));
        rows.addAll(Arrays.asList(lines));
        return rows.toArray(String[]::new);
    }
}
