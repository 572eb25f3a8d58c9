package vn.lienthong.contract;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import vn.lienthong.contract.Partner.HttpsIdentity;
import vn.lienthong.contract.Partner.Signer;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** The partners of an installation, by id and by how they prove who they are. Immutable; for many threads. */
public final class Partners {
    /** Where they stand, relative to the home. */
    public static final String FOLDER = "gateway/partners";

    private final Map<String, Partner> byId;
    private final Map<CertificateName, Partner> byCertificate = new HashMap<>();
    private final Map<String, Partner> bySshKey = new HashMap<>();

    private Partners(Map<String, Partner> byId) {
        this.byId = byId;
        for (Partner partner : byId.values()) {
            partner.https().forEach(identity -> byCertificate.put(CertificateName.of(identity), partner));
            partner.sshKeys().forEach(key -> bySshKey.put(key, partner));
        }
    }

    /** Reads {@code gateway/partners/*.yaml}; those with an error are left out, with findings. */
    public static Partners read(Home home, Contracts contracts, Findings findings) {
        List<Partner> partners = new ArrayList<>();
        for (Path file : files(home.partners(), findings)) {
            PartnerReader.read(home, file, contracts, findings).ifPresent(partners::add);
        }
        return of(partners, findings);
    }

    /** Those partners; a second one with an id or identity of another is left out, with a finding. */
    public static Partners of(List<Partner> partners, Findings findings) {
        Map<String, Partner> byId = new TreeMap<>();
        Map<Object, String> owners = new HashMap<>();
        for (Partner partner : partners) {
            if (byId.containsKey(partner.id())) {
                String label = FOLDER + "/" + partner.id() + ".yaml";
                findings.accept(Finding.error(label, 1, "partner '" + partner.id() + "' is here twice", null));
            } else if (isAlone(partner, owners, findings)) {
                byId.put(partner.id(), partner);
            }
        }
        return new Partners(byId);
    }

    /** An identity of two partners would let one speak for the other: the second is refused. */
    private static boolean isAlone(Partner partner, Map<Object, String> owners, Findings findings) {
        List<Object> identities = new ArrayList<>();
        partner.https().forEach(identity -> identities.add(CertificateName.of(identity)));
        identities.addAll(partner.sshKeys());
        partner.signers().stream().map(Signer::file).forEach(identities::add);
        partner.portal().forEach(account -> identities.add(new PortalUser(account.user())));
        boolean alone = true;
        Set<Object> own = new HashSet<>(identities);
        for (Object identity : own) {
            String owner = owners.putIfAbsent(identity, partner.id());
            if (owner != null) {
                String message = "its " + kind(identity) + " belongs to partner '" + owner + "' already";
                String label = FOLDER + "/" + partner.id() + ".yaml";
                findings.accept(Finding.error(label, 1, message, "give each partner keys and accounts of its own"));
                alone = false;
            }
        }
        return alone;
    }

    private static String kind(Object identity) {
        if (identity instanceof PortalUser user) {
            return "portal user '" + user.name() + "'";
        }
        return identity instanceof Path ? "signer" : identity instanceof String ? "ssh key" : "https identity";
    }

    /** The name of an account at the portal door, the same for all partners. */
    private record PortalUser(String name) {}

    private static List<Path> files(Path folder, Findings findings) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            findings.accept(Finding.error(FOLDER, 1, "there is no folder of partners", "is --home right?"));
            return List.of();
        }
    }

    public Optional<Partner> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /**
     * Whose client certificate it is.
     *
     * @param issuer compared by meaning and not by spelling
     * @param serial number that the issuer gave it
     * @param sans its subject alternative names (DNS names and URIs)
     * @return empty when nobody registered it, or when it is registered for two
     */
    public Optional<Partner> byHttps(X500Principal issuer, BigInteger serial, List<String> sans) {
        Set<Partner> found = new HashSet<>();
        add(found, CertificateName.ofSerial(issuer, serial.toString(16)));
        for (String san : sans) {
            add(found, CertificateName.ofSan(issuer, san));
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private void add(Set<Partner> found, CertificateName name) {
        Partner partner = byCertificate.get(name);
        if (partner != null) {
            found.add(partner);
        }
    }

    /** Whose SSH key it is; a comment behind the key does not matter. */
    public Optional<Partner> bySsh(String publicKeyLine) {
        return SshKey.of(publicKeyLine).map(bySshKey::get);
    }

    /** By id, in the order of the alphabet. */
    public List<Partner> all() {
        return List.copyOf(byId.values());
    }

    /** An issuer and one name or number that it gave. */
    private record CertificateName(X500Principal issuer, String kind, String value) {
        static CertificateName of(HttpsIdentity identity) {
            X500Principal issuer = new X500Principal(identity.issuer());
            String serial = identity.serial();
            return serial != null ? ofSerial(issuer, serial) : ofSan(issuer, String.valueOf(identity.san()));
        }

        static CertificateName ofSerial(X500Principal issuer, String hex) {
            return new CertificateName(issuer, "serial", PartnerReader.serial(hex));
        }

        /** DNS names know no case, the path of a URI does. */
        static CertificateName ofSan(X500Principal issuer, String san) {
            return new CertificateName(issuer, "san", san.contains("/") ? san : san.toLowerCase(Locale.ROOT));
        }
    }
}
