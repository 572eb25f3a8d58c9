package vn.lienthong.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.SyntheticPayroll;

/** The whole road with foreign clients only: openssl seals, curl pushes and pulls, openssl verifies. */
class RoadIT {
    private static final List<String> CANONICAL = List.of(
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
            "insurance_deducted_vnd");

    @TempDir
    private static Path home = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = GatewayProcess.start(home);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Path payroll(Path folder, SyntheticPayroll.Spec spec) throws IOException {
        Path file = folder.resolve("payroll-" + spec.period() + "-" + spec.rows() + "-" + spec.seed() + ".csv");
        try (OutputStream out = Files.newOutputStream(file)) {
            SyntheticPayroll.write(spec, out);
        }
        return file;
    }

    @Test
    void bringsAFileSealedByOpensslToCentralAndEveryBadRowBackToItsSender() throws IOException {
        // Given
        SyntheticPayroll.Spec spec = new SyntheticPayroll.Spec("2026-01", 2_000, 1, 20);
        Path csv = payroll(home, spec);
        SyntheticPayroll.Written planted = SyntheticPayroll.write(spec, OutputStream.nullOutputStream());

        // When
        GatewayProcess.Answer custody = gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv));

        // Then
        assertEquals(202, custody.status(), custody.body());
        String delivery = custody.json().getString("delivery");
        JsonObject status = gateway.settled("tax-01", delivery);
        assertEquals("partly-stored", status.getString("state"));
        JsonObject counts = status.getJsonObject("counts");
        assertEquals(2_000, counts.getLong("received"));
        assertEquals(planted.bad(), counts.getLong("rejected"));
        assertEquals(2_000 - planted.bad(), counts.getLong("stored"));
        assertTrue(status.getBoolean("balanced"));
        planted.planted()
                .forEach((mistake, number) -> assertTrue(
                        status.getJsonObject("rules").getLong(mistake.rule(), 0L) >= number,
                        mistake + " in " + status.getJsonObject("rules")));
        badRowsAreThePlantedOnes(delivery, spec);
        canonicalNamesReachCentral(2_000 - planted.bad());
    }

    private static void badRowsAreThePlantedOnes(String delivery, SyntheticPayroll.Spec spec) {
        String ndjson = gateway.ask("partners/tax-01", "", "/v1/deliveries/" + delivery + "/violations")
                .body();
        Set<Long> rejected = new HashSet<>();
        for (String line : ndjson.strip().split("\n")) {
            JsonObject violation = new JsonObject(line);
            if ("error".equals(violation.getString("severity"))) {
                rejected.add(violation.getLong("record"));
                assertFalse(violation.getString("message_vi").isBlank());
                assertEquals(violation.getLong("record") + 1, violation.getLong("line"));
            }
        }
        Set<Long> expected = new HashSet<>();
        for (long row = spec.badEvery(); row <= spec.rows(); row += spec.badEvery()) {
            expected.add(row);
        }
        assertEquals(expected, rejected);
    }

    private static void canonicalNamesReachCentral(long records) {
        JsonArray events = gateway.pull("tax.payroll", 700);
        long january = 0;
        for (int i = 0; i < events.size(); i++) {
            JsonObject event = events.getJsonObject(i);
            JsonObject data = event.getJsonObject("data");
            assertEquals(CANONICAL, List.copyOf(data.fieldNames()));
            january += "2026-01".equals(data.getString("period")) ? 1 : 0;
            assertTrue(data.getString("sex").matches("[MFX]"));
            assertTrue(data.getString("birth_date").matches("\\d{4}(-\\d\\d-\\d\\d)?"));
            assertEquals("1.0", event.getString("specversion"));
            assertEquals("vn.lienthong.tax.payroll.v1", event.getString("type"));
        }
        assertEquals(records, january);
    }

    @Test
    void receiptsVerifyWithOpenssl() throws IOException {
        // Given
        Path sealed = gateway.sealWithOpenssl("tax-01", payroll(home, new SyntheticPayroll.Spec("2026-02", 10, 2, 0)));
        JsonObject custody = gateway.push("tax-01", "tax.payroll", sealed).json();
        String delivery = custody.getString("delivery");
        gateway.settled("tax-01", delivery);

        for (String type : List.of("custody", "outcome")) {
            // When
            String path = gateway.url("/v1/deliveries/" + delivery + "/receipts/" + type);
            String verified = gateway.shell()
                    .sh(gateway.curl("partners/tax-01") + "-o body '" + path + "' && "
                            + gateway.curl("partners/tax-01") + "-H 'Accept: application/pkcs7-signature' -o sig '"
                            + path
                            + "' && openssl cms -verify -binary -inform DER -in sig -content body -CAfile certs/dev/ca.crt"
                            + " -out verified && cmp body verified && echo same");

            // Then
            assertTrue(verified.contains("same"), verified);
            assertEquals(type, new JsonObject(Files.readString(home.resolve("body"))).getString("type"));
        }
    }

    @Test
    void everyOneOfManySmallFilesIsAnswered() throws IOException {
        Path csv = payroll(home, new SyntheticPayroll.Spec("2026-11", 3, 11, 0));
        for (int i = 0; i < 60; i++) {
            GatewayProcess.Answer custody =
                    gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv));
            assertEquals(202, custody.status(), custody.body());
        }
    }

    @Test
    void aResendOfTheSameBytesIsTheSameDeliveryWithTheSameReceipt() throws IOException {
        // Given
        Path sealed = gateway.sealWithOpenssl("tax-01", payroll(home, new SyntheticPayroll.Spec("2026-03", 10, 3, 0)));
        GatewayProcess.Answer first = gateway.push("tax-01", "tax.payroll", sealed);

        // When
        GatewayProcess.Answer again = gateway.push("tax-01", "tax.payroll", sealed);

        // Then
        assertEquals(202, first.status());
        assertEquals(200, again.status());
        assertEquals(first.json().getString("delivery"), again.json().getString("delivery"));
        assertEquals(first.json().getJsonObject("receipt"), again.json().getJsonObject("receipt"));
    }

    @Test
    void theSameContentSealedAgainIsADuplicateThatStoresNothing() throws IOException {
        // Given
        Path csv = payroll(home, new SyntheticPayroll.Spec("2026-04", 10, 4, 0));
        JsonObject first = gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv))
                .json();
        gateway.settled("tax-01", first.getString("delivery"));

        // When
        JsonObject second = gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv))
                .json();

        // Then
        JsonObject status = gateway.settled("tax-01", second.getString("delivery"));
        assertEquals("duplicate", status.getString("state"));
        assertEquals(first.getString("delivery"), status.getString("duplicate_of"));
        assertEquals(0, status.getJsonObject("counts").getLong("stored"));
        assertTrue(status.getBoolean("balanced"));
    }

    @Test
    void aCorrectedRowMovesToAHigherPositionAndReplacesTheOldOne() throws IOException {
        // Given
        Path csv = payroll(home, new SyntheticPayroll.Spec("2026-05", 50, 5, 0));
        gateway.settled(
                "tax-01",
                gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv))
                        .json()
                        .getString("delivery"));
        List<String> lines = Files.readAllLines(csv);
        String[] fields = lines.get(7).split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");
        fields[12] = "99000000";
        lines.set(7, String.join(",", fields));
        Path corrected = home.resolve("corrected.csv");
        Files.write(corrected, lines);

        // When
        JsonObject status = gateway.settled(
                "tax-01",
                gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", corrected))
                        .json()
                        .getString("delivery"));

        // Then
        assertEquals(1, status.getJsonObject("counts").getLong("stored"));
        assertEquals(49, status.getJsonObject("counts").getLong("unchanged"));
        Map<String, Long> salaries = new HashMap<>();
        JsonArray events = gateway.pull("tax.payroll", 1_000);
        for (int i = 0; i < events.size(); i++) {
            JsonObject data = events.getJsonObject(i).getJsonObject("data");
            if ("2026-05".equals(data.getString("period"))) {
                salaries.put(events.getJsonObject(i).getString("subject"), data.getLong("salary_vnd"));
            }
        }
        assertEquals(50, salaries.size());
        assertEquals(1, salaries.values().stream().filter(s -> s == 99_000_000L).count());
    }

    @Test
    void aHospitalSendsCheckinsPlainOverTlsAndTheDiskSeesOnlyCiphertext() throws IOException {
        // Given
        Path xml = home.resolve("checkin.xml");
        Files.writeString(xml, Files.readString(Path.of("routes/feeds/health.checkins/samples/good.xml")));

        // When
        GatewayProcess.Answer custody = gateway.push("hospital-01999", "health.checkins", xml);

        // Then
        assertEquals(202, custody.status(), custody.body());
        JsonObject status = gateway.settled("hospital-01999", custody.json().getString("delivery"));
        assertEquals("stored", status.getString("state"), status::encode);
        String found = gateway.shell()
                .run(List.of("grep", "-rl", "TRANG_THAI_KCB", "data/originals"))
                .out();
        assertEquals("", found);
    }

    @Test
    void nobodySeesAnotherPartnersDelivery() throws IOException {
        // Given
        Path sealed = gateway.sealWithOpenssl("tax-01", payroll(home, new SyntheticPayroll.Spec("2026-06", 5, 6, 0)));
        String delivery = gateway.push("tax-01", "tax.payroll", sealed).json().getString("delivery");

        // When
        GatewayProcess.Answer answer = gateway.ask("partners/police-01", "", "/v1/deliveries/" + delivery);

        // Then
        assertEquals(404, answer.status());
        assertEquals("not-found", answer.json().getString("code"));
    }

    @Test
    void noLogLineNamesAPerson() throws IOException {
        // Given
        Path csv = payroll(home, new SyntheticPayroll.Spec("2026-07", 20, 7, 3));
        String row = Files.readAllLines(csv).get(1);
        String person = row.replaceAll("\"[^\"]*\"", "x").split(",")[3];

        // When
        gateway.settled(
                "tax-01",
                gateway.push("tax-01", "tax.payroll", gateway.sealWithOpenssl("tax-01", csv))
                        .json()
                        .getString("delivery"));

        // Then
        assertFalse(person.isBlank());
        assertFalse(gateway.log().contains(person));
        assertFalse(gateway.log().contains("Nguyễn"));
    }
}
