package vn.lienthong.http;

import java.math.BigInteger;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partner.HttpsIdentity;

/** The certificates that the partner files name: issuer with serial number, or issuer with a subject alternative name. */
public final class RegisteredCallers implements Callers {

    private final Map<String, Partner> byIdentity = new HashMap<>();

    /** Two partners with one identity, or an identity that names nothing, are an {@link IllegalArgumentException}. */
    public RegisteredCallers(Collection<Partner> partners) {
        for (Partner partner : partners) {
            for (HttpsIdentity identity : partner.https()) {
                for (String key : keys(identity)) {
                    Partner other = byIdentity.putIfAbsent(key, partner);
                    if (other != null && !other.id().equals(partner.id())) {
                        throw new IllegalArgumentException("partners " + other.id() + " and " + partner.id()
                                + " name the same https identity: give each its own certificate");
                    }
                }
            }
        }
    }

    @Override
    public Optional<Partner> byCertificate(X509Certificate certificate) {
        String issuer = canonical(certificate.getIssuerX500Principal());
        Partner partner = byIdentity.get(serialKey(issuer, certificate.getSerialNumber()));
        if (partner != null) {
            return Optional.of(partner);
        }
        for (String name : alternativeNames(certificate)) {
            partner = byIdentity.get(nameKey(issuer, name));
            if (partner != null) {
                return Optional.of(partner);
            }
        }
        return Optional.empty();
    }

    private static List<String> keys(HttpsIdentity identity) {
        String issuer = canonical(new X500Principal(identity.issuer()));
        List<String> keys = new ArrayList<>();
        if (identity.serial() != null) {
            keys.add(serialKey(issuer, new BigInteger(identity.serial().replace(":", ""), 16)));
        }
        if (identity.san() != null) {
            keys.add(nameKey(issuer, identity.san()));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an https identity needs serial or san beside issuer " + issuer);
        }
        return keys;
    }

    /** The form in which blanks, case and string types do not matter, as {@link X500Principal#equals} compares. */
    private static String canonical(X500Principal issuer) {
        return issuer.getName(X500Principal.CANONICAL);
    }

    private static String serialKey(String issuer, BigInteger serial) {
        return issuer + "\nserial " + serial.toString(16);
    }

    private static String nameKey(String issuer, String name) {
        return issuer + "\nsan " + name.toLowerCase(Locale.ROOT);
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
