package vn.lienthong;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Route;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.fetch.FetchCode;
import vn.lienthong.fetch.FetchFailed;
import vn.lienthong.fetch.Find;
import vn.lienthong.fetch.Source.FileMark;
import vn.lienthong.http.Traffic;
import vn.lienthong.intake.Landing;
import vn.lienthong.intake.Reception;
import vn.lienthong.intake.ReprDigest;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Originals;
import vn.lienthong.ledger.Pulls;

/**
 * The steps of a door that fetches: the bytes stream from the partner to the disk, sealed on the way when they are not;
 * custody; memory; and only then the partner's file may go. Blocking.
 */
final class PullCustody {
    private static final Logger LOG = LoggerFactory.getLogger(PullCustody.class);

    private final With with;

    /** What it works with. */
    record With(Ledger ledger, Pulls pulls, Originals originals, Sealer sealer, Reception reception, Traffic traffic) {}

    PullCustody(With with) {
        this.with = with;
    }

    /** Takes the find into custody; bytes that are here already, or what its source remembers, make no delivery. */
    void take(PullPassage passage) throws IOException {
        Route route = passage.route();
        Find find = passage.find();
        Landing landing = Landing.onDisk(with.originals(), with.sealer());
        try {
            find.readTo(landing::write, passage.bytesMax());
            byte[] sha256 = landing.finish();
            if (landing.bytes() == 0) {
                throw new FetchFailed(FetchCode.EMPTY);
            }
            String digest = ReprDigest.text(sha256);
            passage.landed(digest);
            // Plain bytes are a new statement once others came after them; the same file or answer read twice is none.
            boolean known = digest.equals(find.knownDigest())
                    || Worker.await(with.ledger().findByDigest(route.lane(), route.door(), digest))
                            .isPresent();
            boolean first = !known && isFirst(landing, sha256, route, find);
            with.traffic().received(route.partner(), route.feed(), route.door().wire(), first, landing.bytes());
            LOG.atDebug()
                    .addKeyValue("route", route.id())
                    .addKeyValue("bytes", landing.bytes())
                    .addKeyValue("first", first)
                    .log("fetched");
        } finally {
            landing.discard();
        }
    }

    private boolean isFirst(Landing landing, byte[] sha256, Route route, Find find) throws IOException {
        var origin = new Reception.Origin(route.lane(), route.door(), find.name(), null);
        return Worker.await(with.reception().take(with.reception().keep(landing, sha256, origin)))
                .first();
    }

    /** Notes where to go on. What crashes before it is fetched again: the same bytes, no new delivery. */
    void remember(PullPassage passage) {
        FileMark mark = passage.find().mark();
        Pulls.File file = new Pulls.File(mark.name(), mark.bytes(), mark.modifiedS(), mark.settled(), passage.digest());
        var unused =
                Worker.await(with.pulls().took(passage.route(), passage.find().cursor(), file));
    }

    /** Lets the partner's file go, as agreed. */
    void release(PullPassage passage) throws FetchFailed {
        passage.find().release();
    }
}
