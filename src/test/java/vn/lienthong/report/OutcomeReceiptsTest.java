package vn.lienthong.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Positions;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.DevAuthority;
import vn.lienthong.envelope.DevAuthority.Purpose;
import vn.lienthong.envelope.ReceiptVerifier;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.report.OutcomeReceipts.Outcome;

class OutcomeReceiptsTest {
    private static final Instant AT = Instant.parse("2026-11-21T01:02:03.004Z");
    private static final Delivery DELIVERY = new Delivery(
            UUID.fromString("01932f7e-0000-7000-8000-000000000001"),
            new Lane("tax-01", "tax.payroll"),
            1,
            Door.SFTP_PULL,
            null,
            12,
            "sha-256=:AAAA:",
            Delivery.SealedBy.SENDER,
            AT);

    private final DevAuthority authority = DevAuthority.create("CN=CA");
    private final OutcomeReceipts receipts = receipts();

    @Test
    void saysExactlyWhatTheInterfaceSaysAndIsSigned() {
        // When
        Receipt receipt = receipts.outcome(
                DELIVERY,
                new Outcome(
                        State.PARTLY_STORED,
                        new Counts(10, 4, 1, 3, 1, 1, 0, 0),
                        2,
                        null,
                        Map.of("RULE_PATTERN", 3L),
                        new Positions("0a1b2c3d", 7, 9),
                        null,
                        AT));

        // Then
        String body = new String(receipt.body(), StandardCharsets.UTF_8);
        assertEquals(
                "{\"bytes\":12,\"counts\":{\"duplicate\":1,\"held\":0,\"in_flight\":0,\"received\":10,\"rejected\":3,"
                        + "\"stale\":1,\"stored\":4,\"unchanged\":1},\"delivery\":\"01932f7e-0000-7000-8000-000000000001\","
                        + "\"digest\":\"sha-256=:AAAA:\",\"door\":\"sftp-pull\",\"duplicate_of\":null,"
                        + "\"feed\":\"tax.payroll\",\"gateway\":\"gw\",\"name\":null,\"partner\":\"tax-01\","
                        + "\"positions\":{\"epoch\":\"0a1b2c3d\",\"first\":7,\"last\":9},\"receipt\":\"" + receipt.id()
                        + "\",\"received_at\":\"2026-11-21T01:02:03.004Z\",\"refusal\":null,\"removed\":2,"
                        + "\"rules\":{\"RULE_PATTERN\":3},\"settled_at\":\"2026-11-21T01:02:03.004Z\","
                        + "\"state\":\"partly-stored\",\"type\":\"outcome\",\"version\":1}",
                body);
        assertEquals(
                Optional.empty(),
                new ReceiptVerifier(authority.certificate()).problem(receipt.body(), receipt.signature()));
    }

    @Test
    void tellsARefusedSenderTheCodeAndTheHints() {
        Receipt receipt = receipts.outcome(
                DELIVERY,
                new Outcome(
                        State.REFUSED,
                        Counts.NONE,
                        0,
                        Refusal.of(RefusalCode.ENVELOPE_FORBIDDEN),
                        Map.of(),
                        null,
                        null,
                        AT));

        JsonObject body = new JsonObject(new String(receipt.body(), StandardCharsets.UTF_8));
        assertEquals("ENVELOPE_FORBIDDEN", body.getJsonObject("refusal").getString("code"));
        assertEquals(
                RefusalCode.ENVELOPE_FORBIDDEN.hintVi(),
                body.getJsonObject("refusal").getString("hint_vi"));
        assertNull(body.getValue("positions"));
        assertEquals(
                new TreeSet<>(List.of("code", "record", "hint_vi", "hint_en")),
                new TreeSet<>(body.getJsonObject("refusal").fieldNames()));
    }

    @Test
    void signsNoNumbersThatDoNotBalance() {
        Outcome outcome =
                new Outcome(State.STORED, new Counts(10, 9, 0, 0, 0, 0, 0, 0), 0, null, Map.of(), null, null, AT);

        assertThrows(IllegalStateException.class, () -> receipts.outcome(DELIVERY, outcome));
    }

    private OutcomeReceipts receipts() {
        var keys = Purpose.SIGNER.newKey();
        var certificate = authority.issue(
                Purpose.SIGNER,
                "CN=receipts",
                keys.getPublic(),
                List.of(),
                DevAuthority.Days.fromNow(Duration.ofDays(1)));
        return new OutcomeReceipts(new SignedReceipts(new CmsReceiptSigner(keys.getPrivate(), certificate), "gw"));
    }
}
