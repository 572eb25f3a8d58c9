package vn.lienthong;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Route;
import vn.lienthong.fetch.FetchCode;
import vn.lienthong.fetch.FetchFailed;
import vn.lienthong.fetch.Find;
import vn.lienthong.fetch.Source;
import vn.lienthong.fetch.Source.FileMark;
import vn.lienthong.fetch.Visit;
import vn.lienthong.ledger.Pulls;

/**
 * One route that fetches: visits its source when its time has come, sends each find through its Camel route, and notes
 * how it went. The one place that turns whatever happened into the route's state.
 */
final class PullRoute {
    private static final Logger LOG = LoggerFactory.getLogger(PullRoute.class);

    private final Line line;
    private final PullTimes times;
    private final Pulls pulls;
    private final InstantSource clock;
    private final PullTimes.Timed timed;
    private volatile boolean paused;
    private volatile @Nullable String cursor;
    private volatile @Nullable Passing passing;
    private volatile @Nullable FetchCode lastCode;

    /** What the partner file says. */
    record Line(Route route, Source source, Duration every, long bytesMax) {}

    /** Sends a find through the route's steps. */
    @FunctionalInterface
    interface Passing {
        void pass(PullPassage passage) throws Exception;
    }

    PullRoute(Line line, PullTimes times, Pulls pulls, InstantSource clock) {
        this.line = line;
        this.times = times;
        this.pulls = pulls;
        this.clock = clock;
        this.timed = times.timed(line.source().host(), line.every(), this::visit);
    }

    Route route() {
        return line.route();
    }

    /** What an earlier run left. Before {@link #start}. */
    void recall(Pulls.Memory memory) {
        paused = memory.paused();
        cursor = memory.cursor();
    }

    void start(Passing steps) {
        passing = steps;
        timed.start(paused);
    }

    void stop() {
        timed.stop();
    }

    void pause() {
        paused = true;
        timed.pause();
    }

    void resume() {
        paused = false;
        timed.resume();
    }

    void pollNow() {
        timed.pollNow();
    }

    private PullTimes.Ended visit() {
        Passing steps = passing;
        if (steps == null) {
            return new PullTimes.Ended(false, null);
        }
        Progress progress = new Progress();
        FetchCode code;
        boolean failed = true;
        @Nullable Duration notBefore = null;
        try (Visit visit = line.source().visit(new Remembered())) {
            takeAll(visit, steps, progress);
            code = progress.complaint == null ? visit.complaint() : progress.complaint;
            progress.heard |= visit.heard();
            failed = false;
        } catch (FetchFailed e) {
            code = e.code();
            notBefore = e.retryAfter();
            LOG.atDebug().addKeyValue("route", route().id()).setCause(e).log("a visit failed");
        } catch (Exception e) { // whatever it is: the route goes on, and the operator sees it
            code = FetchCode.GATEWAY_FAULT;
            LOG.atLevel(times.isCut() ? Level.DEBUG : Level.WARN)
                    .addKeyValue("route", route().id())
                    .setCause(e)
                    .log("a visit failed by our own fault");
        }
        if (!times.isCut()) {
            tell(code);
            note(progress.heard, code);
        }
        return new PullTimes.Ended(failed, notBefore);
    }

    /** What one visit has brought so far. */
    private static final class Progress {
        private boolean heard;
        private @Nullable FetchCode complaint;
    }

    private void takeAll(Visit visit, Passing steps, Progress progress) throws Exception {
        for (Find find = visit.next(); find != null; find = visit.next()) {
            try {
                steps.pass(new PullPassage(route(), find, line.bytesMax()));
                String next = find.cursor();
                cursor = next == null ? cursor : next;
                progress.heard = true;
            } catch (FetchFailed e) {
                if (!e.code().isOfOneFile() || !visit.goesOnAfterFailure()) {
                    throw e;
                }
                progress.complaint = e.code();
            }
        }
    }

    /** Once for each change, not for each visit: a host that is down for a night is one line. */
    private void tell(@Nullable FetchCode code) {
        if (code != lastCode) {
            if (code == null) {
                LOG.atInfo().addKeyValue("route", route().id()).log("the route is well again");
            } else {
                LOG.atWarn()
                        .addKeyValue("route", route().id())
                        .addKeyValue("code", code.name())
                        .log("the route is failing");
            }
            lastCode = code;
        }
    }

    private void note(boolean heard, @Nullable FetchCode code) {
        Instant now = clock.instant();
        try {
            var unused = Worker.await(
                    pulls.visited(route(), new Pulls.Visited(now, heard, code == null ? null : code.name())));
        } catch (Fault e) {
            LOG.atWarn().addKeyValue("route", route().id()).setCause(e).log("a visit could not be noted");
        }
    }

    /** The ledger's memory of this route. */
    private final class Remembered implements Source.Memory {
        @Override
        public @Nullable String cursor() {
            return cursor;
        }

        @Override
        public Map<String, FileMark> taken(Collection<String> names) {
            Map<String, FileMark> taken = new HashMap<>();
            Worker.await(pulls.files(route(), names))
                    .forEach((name, file) -> taken.put(
                            name, new FileMark(name, file.bytes(), file.modifiedS(), file.settled(), file.digest())));
            return taken;
        }
    }
}
