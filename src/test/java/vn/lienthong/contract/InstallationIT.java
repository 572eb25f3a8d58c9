package vn.lienthong.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.Field.Classification;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** The contracts, lists, samples and partner files that ship with the product. */
class InstallationIT {
    private static final Home HOME = Home.of(Path.of(""), Path.of(""));
    private static final String CA = "CN=Lien Thong development CA,O=Lien Thong,C=VN";

    private final Findings findings = new Findings();
    private final CodeLists lists = CodeListsReader.read(HOME, findings);
    private final Contracts contracts = Contracts.read(HOME, lists, findings);

    private Contract contract(String feed) {
        return contracts.feed(feed).orElseThrow(() -> new AssertionError("" + findings.list()));
    }

    private static List<String> names(Contract contract) {
        return contract.table().fields().stream().map(Field::name).toList();
    }

    private static List<String> names(List<Field> fields) {
        return fields.stream().map(Field::name).toList();
    }

    private boolean holds(String list, String code, LocalDate at) {
        CodeLists.CodeList found = lists.list(list);
        assertNotNull(found, list);
        byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
        return found.holds(bytes, 0, bytes.length, at);
    }

    @Test
    void contractsAndListsReadWithoutAFindingButTheListsThatAreToBeImported() {
        assertEquals(
                List.of(),
                findings.list().stream()
                        .map(Finding::message)
                        .filter(m -> !m.matches(
                                "(code list '(commune|icd10)'|list of changes 'commune_change') is not loaded: .*"))
                        .toList());
        assertEquals(
                Set.of(
                        "health.checkins",
                        "health.claims",
                        "planning.enterprises",
                        "police.residents",
                        "police.units",
                        "tax.payroll",
                        "tax.settlement"),
                contracts.feeds());
    }

    @Test
    void theDocumentShowsThePartnerFileAsItIs() throws IOException {
        String file = Files.readString(Path.of("gateway/partners/hospital-01999.yaml"));
        String document = Files.readString(Path.of("docs/partners.md"));
        String shown = document.substring(document.indexOf("```yaml\n") + "```yaml\n".length());
        assertEquals(file.substring(file.indexOf("partner: ")), shown.substring(0, shown.indexOf("```")));
    }

    @Test
    void theUnitsHaveTheirColumnsInTheirOrder() {
        // Given
        Contract units = contract("police.units");

        // Then
        assertEquals(
                "mst,ten_don_vi,dia_chi,ma_xa,ket_qua,ngay_kiem_tra,can_bo",
                units.table().fields().stream()
                        .filter(f -> !f.derived())
                        .map(Field::source)
                        .collect(Collectors.joining(",")));
        assertEquals(
                List.of(
                        "tax_code",
                        "unit_name",
                        "address",
                        "commune_code",
                        "finding",
                        "checked_on",
                        "officer",
                        "commune_code_new",
                        "commune_split"),
                names(units));
        assertEquals(List.of("tax_code", "checked_on"), names(units.key()));
        assertEquals(Exchange.EnvelopePolicy.PLAIN, units.exchange().envelope());
    }

    @Test
    void aSettlementOfAnEmployerAndYearReplacesTheOneBefore() {
        // Given
        Exchange exchange = contract("tax.settlement").exchange();

        // Then
        assertEquals(List.of("amendment_number"), exchange.version());
        assertEquals(List.of("employer_tax_code", "year"), exchange.replaces());
        assertEquals(
                List.of("change_number"),
                contract("planning.enterprises").exchange().version());
    }

    @Test
    void theProvincesOfNowAreThoseThatTheOldOnesBecame() {
        // Given
        CodeChanges changes = lists.changes("province_change");
        assertNotNull(changes);
        Set<String> now = new TreeSet<>();
        int old = 0;

        // When
        for (int code = 1; code < 100; code++) {
            String text = code < 10 ? "0" + code : "" + code;
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            byte[] became =
                    changes.change(bytes, 0, 2, LocalDate.of(2025, 6, 30)).code();
            assertEquals(holds("province_63", text, LocalDate.of(2025, 6, 30)), became != null, text);
            if (became != null) {
                old++;
                now.add(new String(became, StandardCharsets.US_ASCII));
            }
        }

        // Then
        assertEquals(63, old);
        assertEquals(34, now.size());
        now.forEach(code -> assertTrue(holds("province", code, LocalDate.of(2025, 7, 1)), code));
    }

    @Test
    void thePayrollHasItsColumnsInTheirOrder() {
        // Given
        Contract payroll = contract("tax.payroll");

        // Then
        assertEquals(
                "ky_luong,mst_don_vi,ten_don_vi,so_dinh_danh,ma_so_bhxh,ho_ten,ngay_sinh,gioi_tinh,ma_tinh,ma_xa,"
                        + "hop_dong_tu,hop_dong_den,tien_luong,thu_nhap_chiu_thue,bhxh_da_tru",
                payroll.table().fields().stream().map(Field::source).collect(Collectors.joining(",")));
        assertEquals(
                List.of(
                        "period",
                        "employer_tax_code",
                        "employer_name",
                        "person_id",
                        "si_number",
                        "full_name",
                        "birth_date",
                        "sex",
                        "province_code",
                        "commune_code",
                        "contract_from",
                        "contract_to",
                        "salary_vnd",
                        "taxable_income_vnd",
                        "insurance_deducted_vnd"),
                names(payroll));
        assertEquals(List.of("period", "employer_tax_code", "person_id"), names(payroll.key()));
        assertEquals(
                List.of("si_number", "contract_to"),
                names(payroll.table().fields().stream()
                        .filter(field -> !field.required())
                        .toList()));
        assertEquals(Exchange.EnvelopePolicy.SEALED, payroll.exchange().envelope());
    }

    @Test
    void theCheckinHasTheTwentySixFieldsOfItsTable() {
        // Given
        Contract checkin = contract("health.checkins");

        // Then
        assertEquals(26, checkin.table().fields().size());
        assertEquals(List.of("facility_code", "visit_id"), names(checkin.key()));
        assertEquals(
                List.of("CHI_TIEU_TRANG_THAI_KCB", "DSACH_TRANG_THAI_KCB", "TRANG_THAI_KCB"),
                checkin.exchange().recordPaths().get(0).steps());
        assertEquals(Exchange.EnvelopePolicy.PLAIN, checkin.exchange().envelope());
    }

    @Test
    void whatNamesAPersonIsNeverOpen() {
        for (Contract contract : contracts.all()) {
            for (String name : List.of("person_id", "id_document", "full_name", "birth_date", "card_number")) {
                Field field = contract.table().field(name);
                assertTrue(
                        field == null || field.classification() != Classification.OPEN, contract.feed() + "." + name);
            }
        }
    }

    @Test
    void everyRuleHasASampleThatFiresIt() {
        for (Contract contract : contracts.all()) {
            // Given
            Set<String> fired = new HashSet<>();
            for (Sample sample : Sample.read(HOME, contract, findings)) {
                sample.expectation().violations().forEach(violation -> fired.add(violation.rule()));
            }
            RuleCases.read(HOME, contract, findings)
                    .ifPresent(cases -> cases.cases().forEach(one -> fired.addAll(one.fires())));

            // Then
            Set<String> silent =
                    contract.rules().stream().map(Rule::code).collect(Collectors.toCollection(TreeSet::new));
            silent.removeAll(fired);
            assertEquals(Set.of(), silent, contract.feed());
        }
        assertEquals(0, findings.errors(), () -> "" + findings.list());
    }

    @Test
    void everyNativeCheckHasASampleThatFiresIt() {
        // Given
        Set<String> silent = new TreeSet<>(RuleReader.NATIVE);

        // When
        for (Contract contract : contracts.all()) {
            for (Sample sample : Sample.read(HOME, contract, findings)) {
                sample.expectation().violations().forEach(violation -> silent.remove(violation.rule()));
            }
        }

        // Then
        assertEquals(Set.of(), silent);
    }

    @Test
    void rejectedRecordsOfTheSamplesAreThoseWithAnError() {
        for (Contract contract : contracts.all()) {
            for (Sample sample : Sample.read(HOME, contract, findings)) {
                long errors = sample.expectation().violations().stream()
                        .filter(violation -> violation.severity() == Severity.ERROR)
                        .map(SampleExpectation.Expected::record)
                        .distinct()
                        .count();
                // Of a refused file every counted record is rejected, whatever was found in it.
                if (sample.expectation().refusal() == null) {
                    assertEquals(sample.expectation().rejected(), errors, sample.label());
                }
            }
        }
    }

    @Test
    void provincesChangeOnTheFirstOfJuly2025() {
        LocalDate before = LocalDate.of(2025, 6, 30);
        LocalDate after = LocalDate.of(2025, 7, 1);
        assertTrue(holds("province", "02", before));
        assertFalse(holds("province", "02", after));
        assertTrue(holds("province", "01", before) && holds("province", "01", after));
        assertTrue(holds("province_63", "02", after));
        assertTrue(holds("ma_doituong_kcb", "1.8", LocalDate.of(2024, 12, 31)));
        assertFalse(holds("ma_doituong_kcb", "1.8", LocalDate.of(2025, 1, 1)));
    }

    @Test
    void partnersReadWithoutAnErrorAndAreFoundByTheirCertificates() {
        // When
        Partners partners = Partners.read(HOME, contracts, findings);

        // Then
        assertEquals(0, findings.errors(), () -> "" + findings.list());
        List<String> ids = new ArrayList<>();
        for (Partner partner : partners.all()) {
            ids.add(partner.id());
            assertEquals(
                    partner,
                    partners.byHttps(new X500Principal(CA), BigInteger.TEN, List.of(partner.id() + ".lienthong.test"))
                            .orElseThrow());
        }
        assertEquals(List.of("hospital-01999", "planning-01", "police-01", "tax-01", "vss"), ids);
        assertEquals(
                Map.of(
                        "health.checkins",
                        new Partner.Sends(
                                List.of(Door.HTTPS, Door.SFTP, Door.PORTAL),
                                Map.of("facility_code", List.of("01999")),
                                null),
                        "health.claims",
                        new Partner.Sends(
                                List.of(Door.HTTPS, Door.SFTP, Door.PORTAL),
                                Map.of("ma_cskcb", List.of("01999")),
                                null)),
                partners.byId("hospital-01999").orElseThrow().sends());
        assertEquals(
                contracts.feeds(), partners.byId("vss").orElseThrow().receives().keySet());
    }

    @Test
    void findingsNameFilesAsTheOperatorTypesThem() {
        Partners partners = Partners.read(Home.of(Path.of("nowhere"), Path.of("nowhere")), contracts, findings);
        assertEquals(List.of(), partners.all());
        assertEquals(
                List.of("gateway/partners:1: error: there is no folder of partners\nhint: is --home right?"),
                findings.list().stream()
                        .filter(Finding::isError)
                        .map(Finding::toString)
                        .toList());
    }
}
