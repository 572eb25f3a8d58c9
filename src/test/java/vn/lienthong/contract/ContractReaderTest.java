package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Field.Classification;
import vn.lienthong.contract.Field.CodeListCheck;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

class ContractReaderTest {
    /** A small contract without a mistake; the tests break one line of it. */
    private static final String GOOD =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: test.feed
            version: 1.2.3
            status: active
            description: {purpose: A feed for tests}
            customProperties:
              - property: exchange
                value:
                  format: csv
                  envelope: sealed
                  separator: semicolon
                  fileBytesMax: 1 GiB
                  recordBytesMax: 64 KiB
                  maxRejectedShare: 0.1
                  version: [stated_at]
                  replaces: [office]
                  due: monthly 20 17:00
            schema:
              - name: test_feed
                properties:
                  - name: office
                    physicalName: co_quan
                    businessName: Cơ quan
                    logicalType: string
                    logicalTypeOptions: {minLength: 2, maxLength: 5, pattern: "[0-9]+"}
                    required: true
                    primaryKey: true
                    primaryKeyPosition: 1
                    classification: open
                    customProperties:
                      - property: x
                        value:
                          codes: {list: office, at: stated_at, severity: warning}
                          normalize: [nfc, trim]
                  - name: stated_at
                    physicalName: luc
                    businessName: Lúc
                    logicalType: timestamp
                    logicalTypeOptions: {format: yyyyMMddHHmm}
                    required: true
                    classification: open
                  - name: rate
                    physicalName: ty_le
                    businessName: Tỷ lệ
                    logicalType: number
                    logicalTypeOptions: {minimum: 0.5, maximum: 12.25}
                    classification: personal
                    customProperties:
                      - property: x
                        value: {scale: 2}
                  - name: born
                    physicalName: sinh
                    businessName: Ngày sinh
                    logicalType: string
                    classification: sensitive
                    customProperties:
                      - property: x
                        value: {type: partial_date, formats: [dd/MM/yyyy, yyyy]}
                quality:
                  - name: RULE_BORN
                    type: custom
                    engine: cel
                    severity: error
                    implementation:
                      field: born
                      expression: born_last / 10000 <= stated_at / 100000000
                      messageVi: Sinh sau.
                      messageEn: Born later.
                      validFrom: 2026-01-01
            """;

    private static final CodeLists ALL = name -> (code, start, end, at) -> true;

    private final Findings findings = new Findings();

    private Optional<Contract> read(String yaml) {
        return ContractReader.parse(yaml.getBytes(StandardCharsets.UTF_8), "c.yaml", ALL, findings);
    }

    private List<String> found() {
        return findings.list().stream().map(Finding::toString).toList();
    }

    @Test
    void readsEveryPartOfAContract() {
        // When
        Contract contract = read(GOOD).orElseThrow(() -> new AssertionError(found()));

        // Then
        assertEquals(List.of(), found());
        assertEquals("test.feed", contract.feed());
        assertEquals("vn.lienthong.test.feed.v1", contract.eventType());
        assertEquals("A feed for tests", contract.description());
        assertEquals(GOOD, contract.yaml());
        assertEquals(
                new Exchange(
                        Exchange.Format.CSV,
                        Exchange.EnvelopePolicy.SEALED,
                        List.of(),
                        ';',
                        1L << 30,
                        1 << 16,
                        ExchangeReader.DEPTH_DEFAULT,
                        0.1,
                        List.of("stated_at"),
                        List.of("office"),
                        "monthly 20 17:00"),
                contract.exchange());
        assertEquals(
                new Field(
                        0,
                        "co_quan",
                        "office",
                        "Cơ quan",
                        FieldType.TEXT,
                        true,
                        1,
                        List.of(),
                        2,
                        5,
                        "[0-9]+",
                        null,
                        null,
                        0,
                        null,
                        new CodeListCheck("office", "stated_at", Severity.WARNING),
                        List.of("nfc", "trim"),
                        Classification.OPEN,
                        Map.of()),
                contract.table().fields().get(0));
        Field rate = contract.table().fields().get(2);
        assertEquals(FieldType.DECIMAL, rate.type());
        assertEquals(50L, rate.min());
        assertEquals(1225L, rate.max());
        assertEquals(
                List.of("dd/MM/yyyy", "yyyy"), contract.table().fields().get(3).formats());
        assertEquals(
                List.of(new Rule(
                        "RULE_BORN",
                        Severity.ERROR,
                        "sinh",
                        "born_last / 10000 <= stated_at / 100000000",
                        List.of("born", "stated_at"),
                        "Sinh sau.",
                        "Born later.",
                        null,
                        LocalDate.of(2026, 1, 1),
                        null)),
                contract.rules());
    }

    /** Each row: a line of {@link #GOOD}, what takes its place, the line of the finding, a part of its text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "apiVersion: v3.1.0 | apiVersion: v2.2.2 | 1 | 'apiVersion' must be v3.1.0",
                "kind: DataContract | kind: Contract | 2 | 'kind' must be DataContract",
                "id: test.feed | id: Test | 3 | 'id' must be the name of the feed",
                "version: 1.2.3 | version: 1.2 | 4 | 'version' must be a text, not a number",
                "version: 1.2.3 | version: \"1.2\" | 4 | 'version' must be three numbers like 1.0.0",
                "status: active | status: actve | 5 | did you mean 'active'?",
                "status: active | stattus: active | 5 | did you mean 'status'?",
                "{purpose: A feed for tests} | {purpos: A feed} | 6 | did you mean 'purpose'?",
                "property: exchange | property: exchang | 8 | did you mean 'exchange'?",
                "format: csv | format: cvs | 10 | did you mean 'csv'?",
                "format: csv | format: xml | 10 | 'recordPath' is missing",
                "format: csv | formats: csv | 10 | unknown key 'formats'",
                "envelope: sealed | envelope: open | 11 | 'envelope' is 'open'",
                "separator: semicolon | separator: ; | 12 | 'separator' is ';'",
                "separator: semicolon | recordPath: A/B | 12 | 'recordPath' is for xml and json",
                "separator: semicolon | separatr: semicolon | 12 | did you mean 'separator'?",
                "fileBytesMax: 1 GiB | fileBytesMax: 1 GB | 13 | must be a size like",
                "recordBytesMax: 64 KiB | recordBytesMax: 0 | 14 | must be from 1 to",
                "fileBytesMax: 1 GiB | fileBytesMax: 1 KiB | 14 | 'recordBytesMax' is above 'fileBytesMax'",
                "maxRejectedShare: 0.1 | maxRejectedShare: 10 | 15 | must be from 0 to 1",
                "version: [stated_at] | version: [stated] | 16 | there is no field 'stated'",
                "version: [stated_at] | version: [rate] | 16 | must be a required whole number, date, month or time",
                "version: [stated_at] | version: [stated_at, stated_at] | 16 | do not fit into one number",
                "replaces: [office] | replaces: [ofice] | 17 | did you mean 'office'?",
                "replaces: [office] | replaces: [born] | 17 | 'born' must be a required field",
                "due: monthly 20 17:00 | due: monthly 32 17:00 | 18 | 'due' must be like",
                "name: test_feed | name: Test | 20 | 'name' must be lower-case words",
                "- name: office | - name: record_id | 22 | 'record_id' is a word of the gateway itself",
                "- name: office | - name: office_last | 22 | would hide a variable",
                "physicalName: co_quan | physicalName: luc | 37 | source 'luc' is here twice",
                "physicalName: co_quan | physicalName: 'a b' | 23 | must be a column or element name",
                "businessName: Cơ quan | busnessName: Cơ quan | 24 | did you mean 'businessName'?",
                "minLength: 2, maxLength: 5 | minLength: 6, maxLength: 5 | 26 | 'minLength' is above 'maxLength'",
                "minLength: 2, maxLength: 5 | minLength: 2, maxLength: -5 | 26 | 'maxLength' must be from 0 to",
                "pattern: \"[0-9]+\" | pattern: \"[0-9\" | 26 | pattern does not compile",
                "pattern: \"[0-9]+\" | pattern: \"(?=a)b\" | 26 | no look-around",
                "pattern: \"[0-9]+\" | format: email | 26 | unknown key 'format'",
                "primaryKeyPosition: 1 | primaryKeyPosition: 2 | 29 | key positions must be 1 to 1 without a gap",
                "primaryKey: true | primaryKey: false | 29 | 'primaryKeyPosition' without 'primaryKey: true'",
                "classification: open | classification: secret | 30 | 'classification' is 'secret'",
                "codes: {list: office, at: stated_at, | codes: {list: office, at: stated, | 34 | no field 'stated'",
                "codes: {list: office, at: stated_at, | codes: {list: office, at: rate, | 34 | is no date",
                "codes: {list: office, | codes: {lst: office, | 34 | did you mean 'list'?",
                "normalize: [nfc, trim] | normalize: [nfd] | 35 | did you mean 'nfc'?",
                "normalize: [nfc, trim] | normalise: [nfc] | 35 | did you mean 'normalize'?",
                "normalize: [nfc, trim] | identifier: tax_cod | 35 | did you mean 'tax_code'?",
                "normalize: [nfc, trim] | identifier: {kind: facility, severity: eror} | 35 | did you mean 'error'?",
                "normalize: [nfc, trim] | type: money | 35 | 'type' is 'money'",
                "- name: stated_at | - name: office | 36 | field 'office' is here twice",
                "logicalType: timestamp | logicalType: datetime | 39 | 'logicalType' is 'datetime'",
                "format: yyyyMMddHHmm | format: yyyyMMdd | 40 | does not name the parts of a date_time",
                "format: yyyyMMddHHmm | format: uuuuMMddHHmm | 40 | may only have yyyy, MM, dd, HH, mm",
                "minimum: 0.5, | minimum: 0.555, | 47 | more than the field's 2 digits after the point",
                "minimum: 0.5, | minimum: 12.5, | 47 | 'minimum' is above 'maximum'",
                "value: {scale: 2} | value: {scale: 20} | 51 | 'scale' must be from 0 to 9",
                "value: {scale: 2} | value: {} | 46 | a number needs 'x: {scale: ...}'",
                "formats: [dd/MM/yyyy, yyyy] | formats: [dd/MM/dd] | 59 | has dd twice",
                "formats: [dd/MM/yyyy, yyyy] | formats: [] | 55 | a partial_date needs",
                "- name: RULE_BORN | - name: BORN | 61 | 'name' must be RULE_",
                "- name: RULE_BORN | - name: RULE_TYPE | 61 | is a code of the gateway itself",
                "engine: cel | engine: soda | 62 | the gateway checks only quality entries of engine cel",
                "severity: error | severity: fatal | 64 | 'severity' is 'fatal'",
                "field: born | field: bron | 66 | did you mean 'born'?",
                "expression: born_last / 10000 | expression: born_lost / 10000 | 67 | there is no field 'born_lost'",
                "expression: born_last / 10000 | expression: rate_last / 10000 | 67 | there is no field 'rate_last'",
                "expression: born_last / 10000 | expression: year(born) / 10000 | 67 | unknown function 'year'",
                "expression: born_last / 10000 | expression: (born / 10000 | 67 | a bracket is not closed",
                "expression: born_last / 10000 | expression: born) / 10000 | 67 | a closing bracket without",
                "validFrom: 2026-01-01 | validFrom: 01/01/2026 | 70 | must be a day of the calendar",
                "validFrom: 2026-01-01 | uses: [brn] | 70 | did you mean 'born'?",
            })
    void namesFileAndLineOfAMistake(String line, String instead, int at, String text) {
        // Given
        assertTrue(GOOD.contains(line), line);

        // When
        Optional<Contract> contract = read(GOOD.replace(line, instead));

        // Then
        assertEquals(Optional.empty(), contract);
        String start = "c.yaml:" + at + ": error: ";
        assertTrue(found().stream().anyMatch(f -> f.startsWith(start) && f.contains(text)), () -> "" + found());
    }

    @Test
    void tellsAllMistakesAtOnce() {
        // When
        Optional<Contract> contract = read(GOOD.replace("format: csv", "format: cvs")
                .replace("engine: cel", "engine: soda")
                .replace("nfc, trim", "nfd"));

        // Then
        assertEquals(Optional.empty(), contract);
        assertEquals(3, findings.errors(), () -> "" + found());
    }

    @Test
    void warnsThatACheckIsOffWhenItsListIsNotLoaded() {
        // When
        Optional<Contract> contract =
                ContractReader.parse(GOOD.getBytes(StandardCharsets.UTF_8), "c.yaml", CodeLists.NONE, findings);

        // Then
        assertTrue(contract.isPresent());
        assertEquals(
                List.of("c.yaml:34: warning: code list 'office' is not loaded: its check of 'office' is off\n"
                        + "hint: gateway/run reference import FILE --list office --from DATE"),
                found());
    }

    @Test
    void refusesAContractWithoutKey() {
        // When
        String yaml = GOOD.replace("        primaryKey: true\n", "").replace("        primaryKeyPosition: 1\n", "");
        var unused = read(yaml.replace("            primaryKey: true\n", ""));

        // Then
        assertTrue(
                found().stream().anyMatch(f -> f.startsWith("c.yaml:19: error: the record has no key")),
                () -> "" + found());
    }

    @Test
    void refusesTheSameRuleTwice() {
        // Given
        String rule = GOOD.substring(GOOD.indexOf("      - name: RULE_BORN"));

        // When
        var unused = read(GOOD + rule);

        // Then
        assertEquals(
                List.of("c.yaml:71: error: rule 'RULE_BORN' is here twice\nhint: give each rule a code of its own"),
                found());
    }

    @Test
    void refusesAFileWithNothingOfAContract() {
        // When
        Optional<Contract> contract = read("a: b\n");

        // Then
        assertEquals(Optional.empty(), contract);
        assertTrue(found().contains("c.yaml:1: error: 'schema' needs at least one table"), () -> "" + found());
        assertTrue(
                found().stream().anyMatch(f -> f.startsWith("c.yaml:1: error: unknown key 'a'")), () -> "" + found());
    }

    @Test
    void leavesTheCustomPropertiesOfOthersAlone() {
        // When
        Optional<Contract> contract = read(GOOD.replace(
                "customProperties:\n  - property: exchange",
                "customProperties:\n  - {property: catalogue, value: {any: [1, x]}}\n  - property: exchange"));

        // Then
        assertTrue(contract.isPresent(), () -> "" + found());
    }

    @Test
    void neverThrowsAndNeverReadsAContractOutOfAMistake() {
        for (int at = 0; at < GOOD.length(); at += 5) {
            for (String instead : List.of("", ":", "[", "'", "0", "\n", "\u0000")) {
                // Given
                Findings found = new Findings();
                String broken = GOOD.substring(0, at) + instead + GOOD.substring(at + 1);

                // When
                Optional<Contract> contract =
                        ContractReader.parse(broken.getBytes(StandardCharsets.UTF_8), "c.yaml", ALL, found);

                // Then
                assertEquals(contract.isEmpty(), found.hasErrors(), "at " + at + " '" + instead + "'");
            }
        }
    }
}
