package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Derivation.Take;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** Fields without a source: what a contract may say of them. */
class DerivationReaderTest {
    private static final String GOOD =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: test.feed
            version: 1.0.0
            status: active
            description: {purpose: A feed for tests}
            customProperties:
              - {property: exchange, value: {format: csv, envelope: sealed}}
            schema:
              - name: test_feed
                properties:
                  - {name: id, physicalName: id, businessName: a, logicalType: string, required: true, primaryKey: true,
                     primaryKeyPosition: 1, classification: open}
                  - {name: code, physicalName: ma, businessName: a, logicalType: string, classification: personal}
                  - {name: district, physicalName: huyen, businessName: a, logicalType: string, classification: open}
                  - {name: on_day, physicalName: ngay, businessName: a, logicalType: date,
                     logicalTypeOptions: {format: dd/MM/yyyy}, classification: open}
                  - {name: code_new, businessName: a, logicalType: string, classification: personal,
                     customProperties: [{property: x, value: {
                     derive: {from: code, list: changes, at: on_day, districts: district, take: code}}}]}
                  - {name: both, businessName: a, logicalType: string, classification: personal,
                     customProperties: [{property: x, value: {derive: {join: [id, code]}}}]}
            """;

    private static final CodeLists LOADED = new CodeLists() {
        @Override
        public @Nullable CodeList list(String name) {
            return null;
        }

        @Override
        public @Nullable CodeChanges changes(String name) {
            return name.equals("changes") ? CodeHistory.of(List.of()) : null;
        }
    };

    private final Findings findings = new Findings();

    private Optional<Contract> read(String yaml, CodeLists lists) {
        return ContractReader.parse(yaml.getBytes(StandardCharsets.UTF_8), "c.yaml", lists, findings);
    }

    @Test
    void readsWhatAFieldIsMadeOf() {
        // When
        Table table = read(GOOD, LOADED)
                .orElseThrow(() -> new AssertionError("" + findings.list()))
                .table();
        // Then
        assertEquals(List.of(), findings.list());
        assertEquals(4, table.sourceFields());
        Field code = table.fields().get(4);
        assertEquals("code_new", code.source());
        assertEquals(new Derivation(Take.CODE, List.of("code"), "changes", "on_day", "district"), code.derivation());
        assertEquals(
                new Derivation(Take.JOIN, List.of("id", "code"), null, null, null),
                table.fields().get(5).derivation());
    }

    @Test
    void saysWhichListIsNotLoaded() {
        // When
        Optional<Contract> contract = read(GOOD, CodeLists.NONE);
        // Then
        assertTrue(contract.isPresent());
        assertEquals(
                List.of("list of changes 'changes' is not loaded: 'code_new' stays empty"),
                findings.list().stream().map(Finding::message).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from: code | from: coed | did you mean 'code'?",
                "from: code | from: both | there is no field 'both' with a source",
                "from: code | from: on_day | 'from' must be a text field",
                "at: on_day | at: district | 'at' must be a date",
                "districts: district | districts: nowhere | there is no field 'nowhere'",
                "list: changes | list: A-B | the name of a list",
                "take: code | take: coed | did you mean 'code'?",
                ", take: code | '' | 'take' is missing",
                "join: [id, code] | join: [id] | 'join' names 2 to 20 fields",
                "join: [id, code] | join: [id, nix] | there is no field 'nix'",
                "join: [id, code] | join: [id, code], take: code | unknown key 'take'",
                "businessName: a, logicalType: string, classification: personal, | "
                        + "businessName: a, logicalType: string, classification: open, | less protected than 'code'",
                "businessName: a, logicalType: string, classification: personal, | "
                        + "businessName: a, logicalType: integer, classification: personal, | is text and not required",
            })
    void tellsAMistake(String line, String instead, String text) {
        // Given
        assertTrue(GOOD.contains(line), line);
        // When
        Optional<Contract> contract = read(GOOD.replace(line, instead), LOADED);
        // Then
        assertEquals(Optional.empty(), contract);
        assertTrue(findings.list().toString().contains(text), "" + findings.list());
    }
}
