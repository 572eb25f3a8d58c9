package vn.lienthong;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.KeyFileException;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Opener.AllowedSigner;

/** Who may have signed a delivery: what its partner has registered for the feed, or the gateway where it sealed. */
final class Signers {
    private static final Logger LOG = LoggerFactory.getLogger(Signers.class);

    private final Partners partners;
    private final AllowedSigner gateway;

    /** @param gateway certificate with which the gateway signs what it seals itself */
    Signers(Partners partners, X509Certificate gateway) {
        this.partners = partners;
        this.gateway = new AllowedSigner(der(gateway), null, null);
    }

    List<AllowedSigner> of(Delivery delivery) {
        if (delivery.sealedBy() == SealedBy.GATEWAY) {
            return List.of(gateway);
        }
        return registered(delivery.lane());
    }

    /** Whom the lane's partner has registered for the feed. */
    List<AllowedSigner> registered(Lane lane) {
        Optional<Partner> partner = partners.byId(lane.partner());
        List<AllowedSigner> allowed = new ArrayList<>();
        for (Partner.Signer signer : partner.map(Partner::signers).orElse(List.of())) {
            if (signer.feeds().isEmpty() || signer.feeds().contains(lane.feed())) {
                add(allowed, signer, lane);
            }
        }
        return allowed;
    }

    /** A registered file that cannot be read allows nobody, and the operator hears of it. */
    private static void add(List<AllowedSigner> allowed, Partner.Signer signer, Lane lane) {
        try {
            allowed.add(new AllowedSigner(der(KeyFiles.certificate(signer.file())), signer.from(), signer.to()));
        } catch (KeyFileException | IOException e) {
            LOG.atWarn()
                    .addKeyValue("partner", lane.partner())
                    .addKeyValue("file", signer.file())
                    .setCause(e)
                    .log("a registered signer's certificate cannot be read");
        }
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new Fault("a certificate that was read cannot be written", e);
        }
    }
}
