package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Exchange.LegacyText;
import vn.lienthong.contract.FieldPath.Origin;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** The part of a contract that only nested files have. */
class NestedContractTest {
    /** A contract without a mistake that uses every part; the tests break one line of it. */
    private static final String GOOD =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: test.nested
            version: 1.0.0
            status: active
            description: {purpose: A nested feed}
            customProperties:
              - property: exchange
                value:
                  envelope: sealed
                  format: xml
                  recordPath: {"1": A/B/P1/R, "2": A/B/P2/R}
                  ignore: [Note, C/Sign]
                  legacyText: [tcvn3, vni]
                  controlTotals:
                    - {field: amount, kind: "1", path: /A/B/P1/sum}
                    - {count: records, path: /A/N}
            schema:
              - name: nested
                properties:
                  - {name: tax_code, physicalName: mst, businessName: x, logicalType: string, classification: open, required: true, primaryKey: true, primaryKeyPosition: 1,
                     customProperties: [{property: x, value: {path: /A/Head/mst}}]}
                  - {name: form, physicalName: loai, businessName: x, logicalType: string, classification: open,
                     customProperties: [{property: x, value: {path: "@kind"}}]}
                  - {name: amount, physicalName: tien, businessName: x, logicalType: integer, classification: open, required: true,
                     customProperties: [{property: x, value: {path: {"1": c12, "2": V/c11}}}]}
                  - {name: commune, physicalName: xa, businessName: x, logicalType: string, classification: open,
                     customProperties: [{property: x, value: {path: D/xa}}]}
                  - {name: at, physicalName: ngay, businessName: x, logicalType: date, classification: open, logicalTypeOptions: {format: yyyy-MM-dd}}
                  - {name: commune_new, businessName: x, logicalType: string, classification: open,
                     customProperties: [{property: x, value: {derive: {from: commune, list: commune_change, at: at, take: code}}}]}
                  - {name: commune_split, businessName: x, logicalType: string, classification: open,
                     customProperties: [{property: x, value: {derive: {from: commune, list: commune_change, take: split}}}]}
              - name: nested_row
                physicalName: C
                customProperties: [{property: x, value: {path: C/List/Row}}]
                properties:
                  - {name: item, physicalName: I, businessName: x, logicalType: string, classification: open}
            """;

    private final Findings findings = new Findings();

    private Optional<Contract> read(String yaml) {
        return ContractReader.parse(
                yaml.getBytes(StandardCharsets.UTF_8), "c.yaml", n -> (code, start, end, at) -> true, findings);
    }

    private List<String> found() {
        return findings.list().stream().map(Finding::toString).toList();
    }

    @Test
    void readsEveryPlace() {
        // When
        Contract contract = read(GOOD).orElseThrow(() -> new AssertionError(found()));
        // Then
        assertEquals(List.of(), found());
        Exchange exchange = contract.exchange();
        assertEquals(List.of(Format.XML), exchange.formats());
        assertEquals(List.of("1", "2"), exchange.kinds());
        assertEquals(
                List.of(
                        new RecordPath("1", List.of("A", "B", "P1", "R")),
                        new RecordPath("2", List.of("A", "B", "P2", "R"))),
                exchange.recordPaths());
        assertEquals(List.of(List.of("Note"), List.of("C", "Sign")), exchange.ignore());
        assertEquals(List.of(LegacyText.TCVN3, LegacyText.VNI), exchange.legacyText());
        assertEquals(
                List.of(
                        new ControlTotal("amount", "1", List.of("A", "B", "P1", "sum")),
                        new ControlTotal(null, null, List.of("A", "N"))),
                exchange.controlTotals());
        List<Field> fields = contract.table().fields();
        assertEquals(
                List.of(
                        new FieldPath(Origin.HEAD, List.of("A", "Head", "mst"), Map.of()),
                        new FieldPath(Origin.KIND, List.of(), Map.of()),
                        new FieldPath(Origin.RECORD, List.of(), Map.of("1", List.of("c12"), "2", List.of("V", "c11"))),
                        new FieldPath(Origin.RECORD, List.of("D", "xa"), Map.of()),
                        FieldPath.named("ngay"),
                        new FieldPath(Origin.DERIVED, List.of(), Map.of()),
                        new FieldPath(Origin.DERIVED, List.of(), Map.of())),
                fields.stream().map(Field::path).toList());
        assertEquals(5, contract.table().sourceFields());
        assertEquals("commune_new", fields.get(5).source());
        assertEquals(
                new Derivation("commune", "commune_change", "at", Derivation.Take.CODE),
                fields.get(5).derivation());
        assertEquals(
                new Derivation("commune", "commune_change", null, Derivation.Take.SPLIT),
                fields.get(6).derivation());
        Table child = contract.tables().get(1);
        assertEquals("C", child.source());
        assertEquals(List.of("C", "List", "Row"), child.rowPath());
    }

    @Test
    void takesAlternativesAndTheTopValue() {
        // Given
        String json = GOOD.replace("format: xml", "format: [json, ndjson]")
                .replace("{\"1\": A/B/P1/R, \"2\": A/B/P2/R}", "[Data, .]")
                .replace("{path: \"@kind\"}", "{}")
                .replace("{path: {\"1\": c12, \"2\": V/c11}}", "{}")
                .replace("kind: \"1\", ", "");
        // When
        Contract contract = read(json).orElseThrow(() -> new AssertionError(found()));
        // Then
        assertEquals(List.of(Format.JSON, Format.NDJSON), contract.exchange().formats());
        assertEquals(
                List.of(new RecordPath(null, List.of("Data")), new RecordPath(null, List.of())),
                contract.exchange().recordPaths());
        assertEquals(List.of(), contract.exchange().kinds());
    }

    /** Each row: a part of {@link #GOOD}, what takes its place, the line of the finding, a part of its text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "format: xml | format: [xml, csv] | 11 | only json and ndjson can be taken side by side",
                "format: xml | format: [json, ndjsn] | 11 | did you mean 'ndjson'?",
                "format: xml | format: [] | 11 | only json and ndjson",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": ., | 12 | must be element names",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": R, | 12 | must name the root and the record below",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": /A/R, | 12 | must be element names",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1 x\": A/B/P1/R, | 12 | a kind of record is a word",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": A/B/P2/R, | 12 | is inside another",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": A/B, | 12 | is inside another",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": A/Head, | 12 | meets another path",
                "recordPath: {\"1\": A/B/P1/R, | recordPath: {\"1\": A/N/R, | 12 | meets another path",
                "ignore: [Note, C/Sign] | ignore: [/Note] | 13 | must be paths below a record",
                "ignore: [Note, C/Sign] | ignore: [D] | 12 | path D/xa of 'commune' is inside 'ignore'",
                "ignore: [Note, C/Sign] | ignore: [D/xa] | 13 | is read by 'commune' already",
                "legacyText: [tcvn3, vni] | legacyText: [tcvn] | 14 | did you mean 'tcvn3'?",
                "legacyText: [tcvn3, vni] | legacyText: [vni, vni] | 14 | is here twice",
                "{field: amount, kind | {field: amonut, kind | 15 | did you mean 'amount'?",
                "{field: amount, kind | {field: commune, kind | 15 | is no number",
                "{field: amount, kind | {count: records, field: amount, kind | 16 | either 'field' or 'count",
                "{count: records | {count: rows | 17 | 'count' must be records",
                "path: /A/N} | path: A/N} | 17 | a path from the root with a leading /",
                "path: /A/N} | pth: /A/N} | 17 | did you mean 'path'?",
                "kind: \"1\", path | kind: \"3\", path | 15 | there is no kind '3'",
                "path: /A/Head/mst | path: /A/Head/ | 22 | must be names with / between",
                "path: /A/Head/mst | path: A//mst | 22 | must be names with / between",
                "path: \"@kind\" | path: \"@kinds\" | 24 | must be names with / between",
                "path: {\"1\": c12, \"2\": V/c11} | path: {\"1\": c12} | 26 | a required field needs a path for every kind",
                "path: {\"1\": c12, | path: {\"3\": c12, | 26 | there is no kind '3'",
                "path: {\"1\": c12, | path: {\"1\": /c12, | 26 | the path of kind '1' must be names",
                "path: D/xa | path: ngay | 29 | path ngay is read by 'commune' already",
                "path: D/xa | path: c12/xa | 12 | is inside 'amount'",
                "path: D/xa | path: C/List | 12 | is inside 'commune'",
                "path: D/xa | pth: D/xa | 28 | did you mean 'path'?",
                "{derive: {from: commune, list: commune_change, at | {derive: {from: comune, list: commune_change, at | 31 | 'from' must be a text field",
                "list: commune_change, at: at, | list: commune_change, at: amount, | 31 | 'at' must be a date",
                "take: code | take: cod | 31 | did you mean 'code'?",
                "{derive: {from: commune, list: commune_change, take: split}} | {derive: {from: commune, list: commune_change}} | 33 | 'take' is missing",
                "take: split}} | take: split}, path: x} | 33 | a derived field has no 'path'",
                "{derive: {from: commune, list: commune_change, at: at, take: code}} | {path: z} | 30 | 'physicalName' is missing",
                "path: C/List/Row | path: /C/List/Row | 36 | names with / between, from the record to one row",
                "path: C/List/Row | pth: C/List/Row | 36 | did you mean 'path'?",
                "path: C/List/Row | path: D/xa | 35 | is read by",
            })
    void namesFileAndLineOfAMistake(String part, String instead, int line, String text) {
        // Given
        assertTrue(GOOD.contains(part), part);
        // When
        Optional<Contract> contract = read(GOOD.replace(part, instead));
        // Then
        assertEquals(Optional.empty(), contract);
        String start = "c.yaml:" + line + ": error: ";
        assertTrue(found().stream().anyMatch(f -> f.startsWith(start) && f.contains(text)), () -> "" + found());
    }

    @Test
    void keepsDerivedFieldsBehindTheColumns() {
        // Given
        String derived = GOOD.substring(
                GOOD.indexOf("      - {name: commune_new"), GOOD.indexOf("      - {name: commune_split"));
        String first = GOOD.replace(derived, "").replace("      - {name: at,", derived + "      - {name: at,");
        // When
        Optional<Contract> contract = read(first);
        // Then
        assertEquals(Optional.empty(), contract);
        assertTrue(
                found().stream().anyMatch(f -> f.contains("derived fields stand behind those with a source")),
                () -> "" + found());
    }

    @Test
    void keepsPathsOutOfCsv() {
        // When
        Optional<Contract> contract = read(GOOD.replace("format: xml", "format: csv"));
        // Then
        assertEquals(Optional.empty(), contract);
        for (String text : List.of(
                "'recordPath' is for xml and json",
                "'path' is for xml and json",
                "a csv contract has exactly one table",
                "'controlTotals' is for xml and json")) {
            assertTrue(found().stream().anyMatch(f -> f.contains(text)), () -> text + found());
        }
    }

    @Test
    void neverThrowsAndNeverReadsAContractOutOfAMistake() {
        for (int at = 0; at < GOOD.length(); at += 3) {
            for (String instead : List.of("", "[", "/", "0", "\u0000")) {
                // Given
                Findings found = new Findings();
                String broken = GOOD.substring(0, at) + instead + GOOD.substring(at + 1);
                // When
                Optional<Contract> contract =
                        ContractReader.parse(broken.getBytes(StandardCharsets.UTF_8), "c.yaml", CodeLists.NONE, found);
                // Then
                assertEquals(contract.isEmpty(), found.hasErrors(), "at " + at + " '" + instead + "'");
            }
        }
    }
}
