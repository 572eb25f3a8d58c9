package vn.lienthong.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;

/** The certificates that the partner files name: issuer with serial number, or issuer with a subject alternative name. */
public final class RegisteredCallers implements Callers {

    private final Partners partners;

    public RegisteredCallers(Partners partners) {
        this.partners = partners;
    }

    @Override
    public Optional<Partner> byCertificate(X509Certificate certificate) {
        return partners.byHttps(
                certificate.getIssuerX500Principal(), certificate.getSerialNumber(), alternativeNames(certificate));
    }

    /** DNS names, addresses and URIs; a certificate whose names cannot be read has none. */
    private static List<String> alternativeNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            if (entries != null) {
                for (List<?> entry : entries) {
                    if (entry.size() > 1 && entry.get(1) instanceof String name) {
                        names.add(name);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }
}
