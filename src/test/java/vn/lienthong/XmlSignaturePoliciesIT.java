package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.envelope.Opener;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.xmlsig.Signatory;
import vn.lienthong.xmlsig.SignaturePolicy;
import vn.lienthong.yaml.Findings;

class XmlSignaturePoliciesIT {
    private static final Signatory HOSPITAL = Signatory.ec();
    private static final Signatory GATEWAY = Signatory.ec();

    @TempDir
    private Path folder = Path.of("");

    private SignaturePolicy policy(String partner, String receivedAt, String xmlSignature) throws Exception {
        Path file =
                Files.write(folder.resolve("signer.crt"), HOSPITAL.certificate().getEncoded());
        Partner.Sends sends = new Partner.Sends(
                List.of(Door.HTTPS), Map.of(), null, null, null, List.of(), LocalDate.of(2026, 12, 31));
        Partner hospital = new Partner(
                "hospital-1",
                "B",
                List.of(),
                List.of(),
                List.of(
                        new Partner.Signer(file, List.of("test.claims"), null, null),
                        new Partner.Signer(file, List.of("test.other"), null, null)),
                Map.of("test.claims", sends),
                Map.of());
        Partners partners = Partners.of(List.of(hospital), new Findings());
        Signers signers = Signers.read(partners, GATEWAY.certificate());
        Delivery delivery = new Delivery(
                Uuid7.next(),
                new Lane(partner, "test.claims"),
                1,
                Door.HTTPS,
                null,
                1,
                "",
                Delivery.SealedBy.GATEWAY,
                Instant.parse(receivedAt));
        return new XmlSignaturePolicies(partners, signers, RevocationLists.none())
                .of(delivery, ClaimContract.of(xmlSignature));
    }

    @Test
    void asksForThePartnersSignerThoughTheGatewaySealed() throws Exception {
        // When
        SignaturePolicy policy = policy("hospital-1", "2026-11-21T00:00:00Z", "required");

        // Then
        assertTrue(policy.required());
        assertEquals(1, policy.signers().size());
        assertArrayEquals(
                HOSPITAL.certificate().getEncoded(), policy.signers().get(0).certificate());
        assertFalse(policy("hospital-1", "2026-11-21T00:00:00Z", "allowed").required());
        assertEquals(
                List.of(),
                policy("hospital-2", "2026-11-21T00:00:00Z", "required").signers());
    }

    @Test
    void knowsTheSignersItReadWhenTheirFilesAreGone() throws Exception {
        // Given
        Path file = Files.write(folder.resolve("a.crt"), HOSPITAL.certificate().getEncoded());
        Partner partner = new Partner(
                "p-1",
                "P",
                List.of(),
                List.of(),
                List.of(new Partner.Signer(file, List.of(), null, null)),
                Map.of(),
                Map.of());
        Signers signers = Signers.read(Partners.of(List.of(partner), new Findings()), GATEWAY.certificate());
        Files.delete(file);

        // When
        List<Opener.AllowedSigner> allowed = signers.of(new Delivery(
                Uuid7.next(),
                new Lane("p-1", "test.claims"),
                1,
                Door.HTTPS,
                null,
                1,
                "",
                Delivery.SealedBy.SENDER,
                Instant.EPOCH));

        // Then
        assertEquals(1, allowed.size());
        assertArrayEquals(HOSPITAL.certificate().getEncoded(), allowed.get(0).certificate());
    }

    @Test
    void takesSha1ToTheEndOfTheDayInVietNam() throws Exception {
        assertTrue(policy("hospital-1", "2026-12-31T16:59:59Z", "required").sha1());
        assertFalse(policy("hospital-1", "2026-12-31T17:00:00Z", "required").sha1());
        assertFalse(policy("hospital-2", "2026-12-31T16:59:59Z", "required").sha1());
    }
}
