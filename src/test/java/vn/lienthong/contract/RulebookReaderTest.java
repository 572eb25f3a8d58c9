package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Aggregate.Kind;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** Rules of child tables, aggregates, the day that chooses rules: what is read, and what is said of mistakes. */
class RulebookReaderTest {
    private static final String GOOD =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: test.visits
            version: 1.0.0
            status: active
            description: {purpose: Visits}
            customProperties:
              - property: exchange
                value:
                  format: xml
                  envelope: sealed
                  recordPath: A/B
                  rulesAt: ends
                  aggregates:
                    - {name: lines_bv, table: xml2, sum: amount, where: "grp != '10'"}
                    - {name: lines, table: visit_lines, count: true}
            schema:
              - name: visits
                properties:
                  - {name: id, physicalName: ID, businessName: x, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1, classification: open}
                  - {name: total, physicalName: T, businessName: x, logicalType: integer, classification: open}
                  - {name: ends, physicalName: E, businessName: x, logicalType: timestamp, logicalTypeOptions: {format: yyyyMMddHHmm}, classification: open}
                quality:
                  - name: RULE_TOTAL
                    type: custom
                    engine: cel
                    severity: error
                    implementation:
                      field: total
                      expression: total == lines_bv && lines > 0
                      messageVi: Sai.
                      messageEn: Wrong.
                      legalBasis: QĐ 4750
              - name: visit_lines
                physicalName: XML2
                properties:
                  - {name: stt, physicalName: STT, businessName: x, logicalType: integer, classification: open}
                  - {name: amount, physicalName: A, businessName: x, logicalType: integer, classification: open, customProperties: [{property: x, value: {validFrom: 2025-01-01}}]}
                  - {name: grp, physicalName: G, businessName: x, logicalType: string, classification: open}
                  - {name: since, physicalName: S, businessName: x, logicalType: timestamp, logicalTypeOptions: {format: yyyyMMddHHmm}, classification: open}
                  - {name: till, physicalName: U, businessName: x, logicalType: timestamp, logicalTypeOptions: {format: yyyyMMddHHmm}, classification: open}
                quality:
                  - name: RULE_LINE
                    type: custom
                    engine: cel
                    severity: warning
                    implementation: {expression: "!record.has_ends || since <= record.ends && record.lines < 9", messageVi: a, messageEn: b}
                  - name: RULE_STT
                    type: custom
                    engine: cel
                    severity: error
                    implementation: {field: stt, unique: [stt], where: "grp != '9'", messageVi: a, messageEn: b}
                  - name: RULE_APART
                    type: custom
                    engine: cel
                    severity: error
                    implementation: {overlap: {by: [grp], from: since, to: till}, messageVi: a, messageEn: b}
            """;

    private final Findings findings = new Findings();

    private Optional<Contract> read(String yaml) {
        return ContractReader.parse(yaml.getBytes(StandardCharsets.UTF_8), "c.yaml", CodeLists.NONE, findings);
    }

    private List<String> found() {
        return findings.list().stream().map(Finding::toString).toList();
    }

    @Test
    void readsRulesOfManyTables() {
        // When
        Contract contract = read(GOOD).orElseThrow(() -> new AssertionError(found()));

        // Then
        assertEquals(List.of(), found());
        assertEquals("ends", contract.rulebook().at());
        assertEquals(
                List.of(
                        new Aggregate("lines_bv", 1, Kind.SUM, "amount", "grp != '10'"),
                        new Aggregate("lines", 1, Kind.COUNT, null, null)),
                contract.rulebook().aggregates());
        List<Rule> rules = contract.rules();
        assertEquals(List.of(0, 1, 1, 1), rules.stream().map(Rule::table).toList());
        assertEquals(List.of("total", "lines_bv", "lines"), rules.get(0).uses());
        assertEquals("QĐ 4750", rules.get(0).legalBasis());
        assertEquals(
                List.of("since", "record.ends", "record.lines"), rules.get(1).uses());
        assertEquals(Severity.WARNING, rules.get(1).severity());
        assertEquals(new Rule.Unique(List.of("stt"), "grp != '9'"), rules.get(2).demand());
        assertEquals(
                new Rule.Apart(List.of("grp"), "since", "till", null),
                rules.get(3).demand());
        assertEquals(
                new Period(LocalDate.of(2025, 1, 1), null),
                contract.tables().get(1).fields().get(1).valid());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rulesAt: ends | rulesAt: total | 'total' is no day or time",
                "rulesAt: ends | rulesAt: end | did you mean 'ends'?",
                "table: xml2 | table: xml3 | there is no table 'xml3'",
                "sum: amount | sum: grp | 'grp' is no number",
                "sum: amount | sum: amont | did you mean 'amount'?",
                "sum: amount | min: grp | 'grp' is a text",
                "sum: amount | sum: amount, count: true | an aggregate is one of sum, count",
                "name: lines_bv | name: total | is a field or an aggregate already",
                "name: lines_bv | name: has_bv | would hide a variable",
                "count: true | cont: true | unknown key 'cont'",
                "grp != '10' | gpr != '10' | did you mean 'grp'?",
                "grp != '10' | record.lines > 1 | there is no field 'record.lines'",
                "total == lines_bv | total == record.lines_bv | there is no field 'record.lines_bv'",
                "record.ends && | record.end && | did you mean 'record.ends'?",
                "!record.has_ends | !record.has_end | there is no field 'record.has_end'",
                "unique: [stt] | unique: [sst] | did you mean 'stt'?",
                "unique: [stt] | unique: [] | 'unique' needs a field",
                "unique: [stt] | unique: [stt], expression: stt > 1 | a rule is one of expression, unique, overlap",
                "grp != '9' | record.lines > 1 | there is no field 'record.lines'",
                "from: since | from: stt | 'stt' is no day or time",
                "by: [grp] | by: [group] | there is no field 'group'",
                "expression: total == lines_bv && lines > 0 | unique: [total] | the record itself has one row",
                "RULE_STT | RULE_TOTAL | rule 'RULE_TOTAL' is here twice",
                "validFrom: 2025-01-01 | validFrom: 2025-01-01, validTo: 2024-01-01 | 'validFrom' is after 'validTo'",
            })
    void namesEachMistake(String good, String bad, String told) {
        // Given
        assertTrue(GOOD.contains(good), good);
        // When
        Optional<Contract> contract = read(GOOD.replace(good, bad));
        // Then
        assertTrue(contract.isEmpty());
        assertTrue(found().stream().anyMatch(f -> f.contains(told)), () -> "not told: " + told + " in " + found());
    }
}
