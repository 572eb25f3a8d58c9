package vn.lienthong;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Originals;
import vn.lienthong.watch.Meters;

/** Figures that must be asked for, asked now and then and kept, so that a scrape is answered from memory. */
final class Vitals {
    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);
    private static final long EVERY_MS = 5_000;

    private final Vertx vertx;
    private final Ledger ledger;
    private final Originals originals;
    private final long timer;
    private volatile long waiting;
    private volatile long oldestWaitingS;
    private volatile long originalsFreeBytes;

    Vitals(Vertx vertx, Ledger ledger, Originals originals, Meters meters) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.originals = originals;
        meters.watchQueue(() -> waiting, () -> oldestWaitingS);
        meters.watchOriginals(() -> originalsFreeBytes);
        ask();
        this.timer = vertx.setPeriodic(EVERY_MS, id -> ask());
    }

    private void ask() {
        ledger.backlog()
                .onSuccess(this::note)
                .onFailure(e -> LOG.atWarn().setCause(e).log("the queue could not be looked at"));
        originals.bytesFree().onSuccess(free -> originalsFreeBytes = free).onFailure(e -> LOG.atWarn()
                .setCause(e)
                .log("the free space could not be looked at"));
    }

    private void note(Ledger.Backlog backlog) {
        waiting = backlog.waiting();
        oldestWaitingS = backlog.oldestWaitingS();
    }

    void stop() {
        vertx.cancelTimer(timer);
    }
}
