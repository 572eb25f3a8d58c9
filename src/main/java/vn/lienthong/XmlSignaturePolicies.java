package vn.lienthong;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.RevocationLists;
import vn.lienthong.xmlsig.RegisteredSigner;
import vn.lienthong.xmlsig.SignaturePolicy;

/** What is asked of the XML signature in each delivery: by its contract, its partner's register, and its day. */
final class XmlSignaturePolicies {
    private final Partners partners;
    private final Signers signers;
    private final RevocationLists revocations;

    XmlSignaturePolicies(Partners partners, Signers signers, RevocationLists revocations) {
        this.partners = partners;
        this.signers = signers;
        this.revocations = revocations;
    }

    SignaturePolicy of(Delivery delivery, Contract contract) {
        // Whoever sealed the delivery: the document is signed by its partner.
        List<RegisteredSigner> registered = signers.registered(delivery.lane())
                .map(s -> new RegisteredSigner(signers.certificate(s), s.from(), s.to(), Set.copyOf(s.facilities())))
                .toList();
        return new SignaturePolicy(
                contract.exchange().xmlSignature() == Exchange.XmlSignature.REQUIRED,
                sha1(delivery),
                registered,
                delivery.receivedAt(),
                revocations::refusal);
    }

    private boolean sha1(Delivery delivery) {
        Lane lane = delivery.lane();
        Optional<LocalDate> until = partners.byId(lane.partner())
                .map(p -> p.sends().get(lane.feed()))
                .map(Partner.Sends::xmlSha1Until);
        LocalDate day = delivery.receivedAt().atZone(CheckStage.ZONE).toLocalDate();
        return until.filter(last -> !day.isAfter(last)).isPresent();
    }
}
