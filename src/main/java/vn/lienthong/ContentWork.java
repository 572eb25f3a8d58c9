package vn.lienthong;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Lane;
import vn.lienthong.envelope.Opener;
import vn.lienthong.ledger.Originals;
import vn.lienthong.validate.CompiledRules;
import vn.lienthong.validate.RecordCheck;

/** What the stages that read a verified content share. */
record ContentWork(
        Opener opener,
        Originals originals,
        Installation installation,
        ConcurrentMap<String, CompiledRules> compiled,
        Path scratch,
        Executor chunks,
        int parallelism) {

    /** The rules of a feed; compiled when the first delivery comes. */
    CompiledRules rules(Lane lane) {
        return compiled.computeIfAbsent(lane.feed(), feed -> CompiledRules.of(contract(lane)));
    }

    /** The content as long as the lease is held, each piece of ciphertext compared with what verify has seen before it is used. */
    InputStream open(Passage passage) throws IOException {
        InputStream in = opener.open(originals.path(passage.work().original()), VerifyStage.verified(passage));
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                passage.lease().check();
                return in.read(buffer, offset, length);
            }
        };
    }

    Contract contract(Lane lane) {
        return installation
                .contracts()
                .feed(lane.feed())
                .orElseThrow(() -> new Fault("the contract of feed " + lane.feed() + " is no longer installed"));
    }

    CodeLists codeLists() {
        return installation.codeLists();
    }

    static LocalDate receivedOn(Delivery head) {
        return head.receivedAt().atZone(CheckStage.ZONE).toLocalDate();
    }

    /** What check reads a delivery with; a later stage that looks at rejected records does so with the same. */
    CheckSetup checkSetup(Delivery head, IdentityKey identityKey) {
        return new CheckSetup(
                rules(head.lane()),
                codeLists(),
                terms(head.lane()),
                receivedOn(head),
                identityKey,
                scratch,
                chunks,
                parallelism);
    }

    /** What differs for the partner; a partner whose file is gone may send nothing more. */
    RecordCheck.Terms terms(Lane lane) {
        Partner.Sends sends = installation
                .partners()
                .byId(lane.partner())
                .map(p -> p.sends().get(lane.feed()))
                .orElse(null);
        if (sends == null) {
            throw new Fault("partner " + lane.partner() + " may no longer send " + lane.feed());
        }
        return new RecordCheck.Terms(sends.scope(), sends.rules());
    }
}
