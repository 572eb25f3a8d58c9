package vn.lienthong;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Opener.AllowedSigner;

/**
 * Who may have signed a delivery: what its partner has registered for the feed, or the gateway where it sealed. The
 * registered certificates are read once: a file that cannot be read later refuses nobody.
 */
final class Signers {
    private final Partners partners;
    private final AllowedSigner gateway;
    /** DER by file, of every signer of every partner. */
    private final Map<Path, byte[]> certificates;

    private Signers(Partners partners, AllowedSigner gateway, Map<Path, byte[]> certificates) {
        this.partners = partners;
        this.gateway = gateway;
        this.certificates = Map.copyOf(certificates);
    }

    /**
     * Reads the certificates of all registered signers. A signer that cannot be read would refuse every delivery of its
     * partner: better not to start.
     *
     * @param gateway certificate with which the gateway signs what it seals itself
     */
    static Signers read(Partners partners, X509Certificate gateway) throws IOException {
        Map<Path, byte[]> certificates = new HashMap<>();
        for (Partner partner : partners.all()) {
            for (Partner.Signer signer : partner.signers()) {
                certificates.put(signer.file(), der(KeyFiles.certificate(signer.file())));
            }
        }
        return new Signers(partners, new AllowedSigner(der(gateway), null, null), certificates);
    }

    List<AllowedSigner> of(Delivery delivery) {
        if (delivery.sealedBy() == SealedBy.GATEWAY) {
            return List.of(gateway);
        }
        return registered(delivery.lane())
                .map(s -> new AllowedSigner(certificate(s), s.from(), s.to()))
                .toList();
    }

    /** Whom the lane's partner has registered for the feed. */
    Stream<Partner.Signer> registered(Lane lane) {
        return partners.byId(lane.partner()).stream()
                .flatMap(partner -> partner.signers().stream())
                .filter(s -> s.feeds().isEmpty() || s.feeds().contains(lane.feed()));
    }

    /** The registered certificate, DER. */
    byte[] certificate(Partner.Signer signer) {
        return Objects.requireNonNull(certificates.get(signer.file()));
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new Fault("a certificate that was read cannot be written", e);
        }
    }
}
