package vn.lienthong.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partner.HttpsIdentity;
import vn.lienthong.contract.Partners;
import vn.lienthong.envelope.DevAuthority;
import vn.lienthong.envelope.DevAuthority.Purpose;
import vn.lienthong.yaml.Findings;

class RegisteredCallersTest {
    private final DevAuthority authority = DevAuthority.create("CN=Agency CA,O=Liên Thông,C=VN");
    private final DevAuthority other = DevAuthority.create("CN=Other CA,C=VN");

    @Test
    void knowsACertificateByIssuerAndSerialInAnySpelling() {
        X509Certificate certificate = client(authority, "tax-01.partner.test");
        String serial = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        for (String spelled : List.of(serial, "00" + serial, "00:" + serial)) {
            Callers callers = callers(partner("tax-01", "cn=agency ca, o=Liên Thông, c=vn", spelled, null));
            assertEquals(
                    "tax-01", callers.byCertificate(certificate).orElseThrow().id(), spelled);
        }
    }

    @Test
    void knowsACertificateByIssuerAndAlternativeName() {
        Callers callers = callers(partner("tax-01", authority, null, "TAX-01.partner.test"));

        // Then a renewed certificate is the same caller
        assertTrue(
                callers.byCertificate(client(authority, "tax-01.partner.test")).isPresent());
        assertTrue(callers.byCertificate(client(authority, "x.test", "tax-01.partner.test"))
                .isPresent());
        assertEquals(Optional.empty(), callers.byCertificate(client(authority, "tax-01.partner.test.evil.test")));
        assertEquals(Optional.empty(), callers.byCertificate(client(authority)));
    }

    @Test
    void doesNotTakeTheSameNameOfAnotherAuthority() {
        X509Certificate certificate = client(other, "tax-01.partner.test");
        Callers callers = callers(
                partner("tax-01", authority, null, "tax-01.partner.test"),
                partner("tax-02", authority, certificate.getSerialNumber().toString(16), null));

        assertEquals(Optional.empty(), callers.byCertificate(certificate));
    }

    @Test
    void findsNobodyWhenACertificateIsOfTwoPartners() {
        X509Certificate certificate = client(authority, "tax-02.partner.test");
        Callers callers = callers(
                partner("tax-01", authority, certificate.getSerialNumber().toString(16), null),
                partner("tax-02", authority, null, "tax-02.partner.test"));

        assertEquals(Optional.empty(), callers.byCertificate(certificate));
    }

    private static Callers callers(Partner... partners) {
        return new RegisteredCallers(Partners.of(List.of(partners), new Findings()));
    }

    private static Partner partner(String id, DevAuthority issuer, @Nullable String serial, @Nullable String san) {
        return partner(id, issuer.certificate().getSubjectX500Principal().getName(), serial, san);
    }

    private static Partner partner(String id, String issuer, @Nullable String serial, @Nullable String san) {
        return new Partner(
                id, id, List.of(new HttpsIdentity(issuer, serial, san)), List.of(), List.of(), Map.of(), Map.of());
    }

    private static X509Certificate client(DevAuthority issuer, String... names) {
        return issuer.issue(
                Purpose.CLIENT,
                "CN=client",
                Purpose.CLIENT.newKey().getPublic(),
                List.of(names),
                DevAuthority.Days.fromNow(Duration.ofDays(1)));
    }
}
