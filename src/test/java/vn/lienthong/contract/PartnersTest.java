package vn.lienthong.contract;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.lienthong.contract.Partner.HttpsIdentity;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.YamlFile;

class PartnersTest {
    private static final String CA = "CN=Some CA,O=Some office,C=VN";

    private static final String GOOD =
            """
            partner: tax-01
            name: Cơ quan thuế
            identity:
              https:
                - issuer: CN=Some CA,O=Some office,C=VN
                  serial: 0A:FF
                - issuer: CN=Some CA,O=Some office,C=VN
                  san: tax-01.example.test
              ssh:
                - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f office laptop
              signers:
                - file: nowhere/signer.crt
                  feeds: [test.feed]
                  from: 2026-01-01
                  to: 2026-12-31
            sends:
              test.feed:
                doors: [https, sftp]
                scope:
                  office: ["01", "02"]
                due: daily 17:00
            receives:
              test.feed:
                fields: [office, born]
            """;

    private static final Contracts CONTRACTS = Contracts.of(List.of(contract()));

    private final Findings findings = new Findings();

    private static Contract contract() {
        List<Field> fields = List.of(
                field(0, "office", FieldType.TEXT),
                field(1, "born", FieldType.TEXT),
                field(2, "year", FieldType.INTEGER),
                field(3, "share", FieldType.DECIMAL));
        return new Contract(
                "test.feed",
                "1.0.0",
                "",
                exchange(),
                List.of(new Table(0, "t", null, fields)),
                List.of(rule("RULE_A"), rule("RULE_B")),
                "");
    }

    private static Rule rule(String code) {
        return new Rule(code, Severity.ERROR, null, "has_office", List.of(), "vi", "en", null, null, null);
    }

    private static Field field(int index, String name, FieldType type) {
        return new Field(
                index,
                name,
                name,
                name,
                type,
                true,
                index + 1,
                List.of(),
                0,
                9,
                null,
                null,
                null,
                0,
                null,
                null,
                type == FieldType.TEXT ? List.of("tax_code") : List.of(),
                Field.Classification.OPEN,
                Map.of());
    }

    private static Exchange exchange() {
        return new Exchange(
                Exchange.Format.CSV,
                Exchange.EnvelopePolicy.SEALED,
                List.of(),
                ',',
                1,
                1,
                1,
                1,
                List.of(),
                List.of(),
                null);
    }

    private Optional<Partner> read(String yaml) {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        YamlFile file = YamlFile.parse(bytes, "gateway/partners/tax-01.yaml", findings);
        return PartnerReader.of(Home.of(Path.of("home"), Path.of("home")), file, CONTRACTS, findings);
    }

    private List<String> found() {
        return findings.list().stream().map(Finding::toString).toList();
    }

    private Partners partners(Partner... partners) {
        return Partners.of(List.of(partners), findings);
    }

    private static Partner partner(String id, HttpsIdentity... https) {
        return new Partner(id, id, List.of(https), List.of(), List.of(), Map.of(), Map.of());
    }

    @Test
    void readsEveryPartOfAPartner() {
        // When
        Partner partner = read(GOOD).orElseThrow(() -> new AssertionError(found()));

        // Then
        assertEquals("tax-01", partner.id());
        assertEquals(
                List.of(new HttpsIdentity(CA, "0A:FF", null), new HttpsIdentity(CA, null, "tax-01.example.test")),
                partner.https());
        assertEquals(
                List.of("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"),
                partner.sshKeys());
        assertEquals(
                List.of(new Partner.Signer(
                        Path.of("home/nowhere/signer.crt").toAbsolutePath(),
                        List.of("test.feed"),
                        Instant.parse("2025-12-31T17:00:00Z"),
                        Instant.parse("2026-12-31T16:59:59.999999999Z"))),
                partner.signers());
        assertEquals(
                Map.of(
                        "test.feed",
                        new Partner.Sends(
                                List.of(Door.HTTPS, Door.SFTP), Map.of("office", List.of("01", "02")), "daily 17:00")),
                partner.sends());
        assertEquals(
                Map.of("test.feed", new Partner.Receives(List.of("office", "born"), Map.of())), partner.receives());
        assertEquals(
                List.of("gateway/partners/tax-01.yaml:12: warning: there is no certificate 'nowhere/signer.crt' yet\n"
                        + "hint: gateway/run pki makes development keys"),
                found());
    }

    private static String switched(String entry) {
        return GOOD.replace("doors: [https, sftp]", "rules: [" + entry + "]\n    doors: [https, sftp]");
    }

    @Test
    void readsRulesThatWeighOtherwiseUntilADay() {
        String two = "{rule: RULE_A, severity: warning, until: 2026-12-31, reason: old software},"
                + " {rule: RULE_B, severity: off, until: 2026-11-30, reason: asked by the ministry}";
        Partner partner = read(switched(two)).orElseThrow(() -> new AssertionError(found()));
        assertEquals(
                List.of(
                        new RuleSwitch("RULE_A", Severity.WARNING, LocalDate.of(2026, 12, 31), "old software"),
                        new RuleSwitch("RULE_B", null, LocalDate.of(2026, 11, 30), "asked by the ministry")),
                requireNonNull(partner.sends().get("test.feed")).rules());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rule: RULE_AA, severity: warning, until: 2026-12-31, reason: x} | did you mean 'RULE_A'?",
                "{rule: RULE_TYPE, severity: warning, until: 2026-12-31, reason: x} | asked by the gateway itself",
                "{rule: RULE_A, until: 2026-12-31, reason: x} | 'severity' is missing",
                "{rule: RULE_A, severity: of, until: 2026-12-31, reason: x} | did you mean 'off'?",
                "{rule: RULE_A, severity: warning, reason: x} | 'until' is missing",
                "{rule: RULE_A, severity: warning, until: 31/12/2026, reason: x} | 'until' must be a day",
                "{rule: RULE_A, severity: warning, until: 2026-12-31} | 'reason' is missing",
                "{rule: RULE_A, severity: error, until: 2026-12-31, reason: x} | has this severity already",
                "{rule: RULE_A, severity: warning, unti: 2026-12-31, reason: x} | unknown key 'unti'",
            })
    void namesAMistakeInARulesSwitch(String entry, String told) {
        var unused = read(switched(entry));
        assertTrue(found().stream().anyMatch(f -> f.contains(told)), () -> told + " not in " + found());
    }

    @Test
    void allFieldsAreGivenOnlyWhenTheFileSaysSo() {
        Partner all = read(GOOD.replace("fields: [office, born]", "fields: all"))
                .orElseThrow(() -> new AssertionError(found()));
        assertEquals(Map.of("test.feed", new Partner.Receives(List.of(), Map.of())), all.receives());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "partner: tax-01 | partner: tax-02 | 1 | stands in the file 'tax-01.yaml'",
                "partner: tax-01 | partner: Tax | 1 | 2 to 40 of a-z, 0-9 and -",
                "partner: tax-01 | partner: t | 1 | 2 to 40 of a-z, 0-9 and -",
                "name: Cơ quan thuế | nam: Cơ quan thuế | 2 | did you mean 'name'?",
                "identity: | identiy: | 3 | unknown key 'identiy'",
                "serial: 0A:FF | serial: 0G | 6 | 'serial' must be hexadecimal",
                "serial: 0A:FF | serial: 10 | 6 | 'serial' must be a text",
                "serial: 0A:FF | sernum: 0A | 5 | give either 'serial' or 'san'",
                "issuer: CN=Some CA,O=Some office,C=VN | issuer: Some CA | 5 | no distinguished name",
                "san: tax-01.example.test | san: '*.example.test' | 8 | must be one exact name",
                "ssh-ed25519 AAAA | ssh-rsa AAAA | 9 | is no public key",
                "ssh-ed25519 AAAA | ssh-dss AAAA | 9 | is no public key",
                "feeds: [test.feed] | feeds: [test.fed] | 13 | did you mean 'test.feed'?",
                "from: 2026-01-01 | from: 2027-01-01 | 14 | 'from' is after 'to'",
                "from: 2026-01-01 | from: 1.1.2026 | 14 | must be a day like",
                "doors: [https, sftp] | doors: [htps] | 18 | did you mean 'https'?",
                "doors: [https, sftp] | doors: [https, https] | 18 | is here twice",
                "doors: [https, sftp] | door: [https] | 18 | did you mean 'doors'?",
                "office: [\"01\", \"02\"] | offic: [\"01\"] | 20 | has no field 'offic'",
                "office: [\"01\", \"02\"] | office: [] | 20 | a scope needs 1 to",
                "office: [\"01\", \"02\"] | office: [01] | 20 | put it in quotes",
                "office: [\"01\", \"02\"] | year: [\"2026\", \"MMXXVI\"] | 20 | 'MMXXVI' is no integer",
                "office: [\"01\", \"02\"] | share: [\"0.5\"] | 20 | 'share' cannot tell what a partner may send",
                "office: [\"01\", \"02\"] | office: [\"0100109106001\"] | 20 | as in events: '0100109106-001'",
                "fields: [office, born] | {fields: all, scope: {born: [\"0100109106001\"]}} | 24 | how the store writes it",
                "due: daily 17:00 | due: soon | 21 | 'due' must be like",
                "fields: [office, born] | fields: [office, bron] | 24 | did you mean 'born'?",
                "fields: [office, born] | fields: al | 24 | did you mean 'all'?",
                "fields: [office, born] | scope: {office: [x]} | 24 | 'fields' is missing",
            })
    void namesFileAndLineOfAMistake(String line, String instead, int at, String text) {
        // Given
        assertTrue(GOOD.contains(line), line);

        // When
        Optional<Partner> partner = read(GOOD.replace(line, instead));

        // Then
        assertEquals(Optional.empty(), partner);
        String start = "gateway/partners/tax-01.yaml:" + at + ": error: ";
        assertTrue(found().stream().anyMatch(f -> f.startsWith(start) && f.contains(text)), () -> "" + found());
    }

    @Test
    void refusesAnUnknownFeedInSendsAndReceives() {
        // When
        var unused = read(GOOD.replace("  test.feed:\n", "  test.fed:\n"));

        // Then
        String hint = ": error: there is no feed 'test.fed'\nhint: did you mean 'test.feed'?";
        assertTrue(found().contains("gateway/partners/tax-01.yaml:17" + hint), () -> "" + found());
        assertTrue(found().contains("gateway/partners/tax-01.yaml:23" + hint), () -> "" + found());
    }

    @Test
    void refusesASecondPartnerWithTheIdentityOfAnother() {
        // When
        Partners partners = partners(
                partner("p1", new HttpsIdentity(CA, "0A", null)),
                partner("p2", new HttpsIdentity("cn=Some CA,o=Some office,c=VN", "a", null)));

        // Then
        assertEquals(List.of("p1"), partners.all().stream().map(Partner::id).toList());
        assertEquals(
                List.of("gateway/partners/p2.yaml:1: error: its https identity belongs to partner 'p1' already\n"
                        + "hint: give each partner keys and accounts of its own"),
                found());
    }

    @Test
    void refusesASecondPartnerWithTheSameId() {
        assertEquals(1, partners(partner("p1"), partner("p1")).all().size());
        assertEquals(List.of("gateway/partners/p1.yaml:1: error: partner 'p1' is here twice"), found());
    }

    @Test
    void findsAnSshKeyWhateverItsComment() {
        // Given
        Partner partner = read(GOOD).orElseThrow(() -> new AssertionError(found()));
        Partners partners = partners(partner);
        String key = partner.sshKeys().get(0);

        // Then
        assertEquals(Optional.of(partner), partners.bySsh(key + " another comment"));
        assertEquals(Optional.empty(), partners.bySsh(key.substring(0, key.length() - 4)));
    }
}
