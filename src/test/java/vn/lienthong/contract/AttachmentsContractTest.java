package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.ClaimContract;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.YamlFile;

/** Tables that are documents of their own, and signatures inside of documents, as contracts and partners say them. */
class AttachmentsContractTest {
    private static final String CLAIMS = ClaimContract.yaml("required", "1 MiB");

    private final Findings findings = new Findings();

    private Optional<Contract> read(String yaml) {
        CodeLists all = name -> (code, start, end, at) -> true;
        return ContractReader.parse(yaml.getBytes(StandardCharsets.UTF_8), "c.yaml", all, findings);
    }

    @Test
    void readsWhereEachTableStands() {
        // When
        Contract contract = read(CLAIMS).orElseThrow(() -> new AssertionError(findings.list()));

        // Then
        assertEquals(
                new Attachments(List.of("FILEHOSO"), "LOAIHOSO", "NOIDUNGFILE", "XML1", List.of("TONG_HOP")),
                contract.exchange().attachments());
        assertEquals(Exchange.XmlSignature.REQUIRED, contract.exchange().xmlSignature());
        assertEquals(
                List.of("FILEHOSO", "NOIDUNGFILE", "TONG_HOP"), contract.table().rowPath());
        assertEquals(
                List.of("FILEHOSO", "NOIDUNGFILE", "CHITIEU", "DSACH", "CHI_TIET_THUOC"),
                contract.tables().get(1).rowPath());
        assertEquals("XML2", contract.tables().get(1).source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"required", "allowed"})
    void refusesToProveASignatureOverConvertedText(String xmlSignature) {
        // Given
        String signed = ClaimContract.yaml(xmlSignature, "1 MiB");

        // When
        Optional<Contract> contract =
                read(signed.replace("envelope: plain", "envelope: plain\n      legacyText: [vni]"));

        // Then
        assertEquals(Optional.empty(), contract);
        assertTrue(
                findings.list().toString().contains("'xmlSignature' and 'legacyText' cannot both"),
                findings.list().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "record: XML1/TONG_HOP | record: XML1 | 'record' must be the kind and the elements in it",
                "kind: LOAIHOSO | kind: A/B | 'kind' must be one element name",
                "kind: LOAIHOSO, |  | 'kind' is missing",
                "content: NOIDUNGFILE | kontent: NOIDUNGFILE | unknown key 'kontent'",
                "path: FILEHOSO | path: /FILEHOSO | 'path' must be names with / between",
                "xmlSignature: required | xmlSignature: maybe | known: required, allowed, ignored",
                "format: xml | format: json | 'xmlSignature' is for xml",
                "format: xml | format: json | 'attachments' is for xml",
            })
    void namesAMistake(String line, String instead, String text) {
        // Given
        assertTrue(CLAIMS.contains(line), line);

        // When
        Optional<Contract> contract = read(CLAIMS.replace(line, instead == null ? "" : instead));

        // Then
        assertEquals(Optional.empty(), contract);
        assertTrue(findings.list().toString().contains(text), findings.list().toString());
    }

    @Test
    void letsOnePartnerUseSha1UntilADay() {
        // When
        Optional<Partner> partner = partner("required", "xmlSha1Until: 2026-12-31");

        // Then
        assertEquals(
                Optional.of(LocalDate.of(2026, 12, 31)),
                partner.map(p -> p.sends().get("test.claims")).map(Partner.Sends::xmlSha1Until));
        assertEquals(List.of(), findings.list());
    }

    @Test
    void refusesTheSwitchWhereNobodyLooksAtSignatures() {
        // When
        Optional<Partner> partner = partner("ignored", "xmlSha1Until: 2026-12-31");

        // Then
        assertEquals(Optional.empty(), partner);
        assertTrue(
                findings.list().toString().contains("is for feeds whose XML signatures are checked"),
                findings.list().toString());
    }

    @Test
    void bindsASignerToFacilities() {
        // When
        Optional<Partner> partner = signer("allowed", "[\"01999\", \"01998\"]");

        // Then
        assertEquals(
                Optional.of(List.of("01999", "01998")),
                partner.map(p -> p.signers().get(0).facilities()));
        assertTrue(findings.list().stream().noneMatch(f -> f.toString().contains("facilit")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ignored | [\"01999\"] | 'facilities' bounds nothing",
                "required | [\"1999\"] | a facility code has five digits",
            })
    void refusesFacilitiesThatBoundNothing(String xmlSignature, String facilities, String text) {
        // When
        Optional<Partner> partner = signer(xmlSignature, facilities);

        // Then
        assertEquals(Optional.empty(), partner);
        assertTrue(findings.list().toString().contains(text), findings.list().toString());
    }

    private Optional<Partner> signer(String xmlSignature, String facilities) {
        return partner(xmlSignature, "{signers: [{file: a.crt, facilities: " + facilities + "}]}", "due: daily 17:00");
    }

    private Optional<Partner> partner(String xmlSignature, String line) {
        return partner(xmlSignature, "{}", line);
    }

    private Optional<Partner> partner(String xmlSignature, String identity, String line) {
        String yaml = "partner: hospital-1\nname: B\nidentity: " + identity
                + "\nsends:\n  test.claims:\n    doors: [https]\n    " + line + "\n";
        YamlFile file =
                YamlFile.parse(yaml.getBytes(StandardCharsets.UTF_8), "gateway/partners/hospital-1.yaml", findings);
        Contracts contracts = Contracts.of(List.of(ClaimContract.of(xmlSignature)));
        return PartnerReader.of(Home.of(Path.of("home"), Path.of("home")), file, contracts, findings);
    }
}
