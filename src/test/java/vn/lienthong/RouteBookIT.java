package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static vn.lienthong.ledger.LedgerBench.answer;
import static vn.lienthong.ledger.LedgerBench.settlement;
import static vn.lienthong.ledger.LedgerBench.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.contract.Home;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.Route;
import vn.lienthong.delivery.State;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.LedgerBench;
import vn.lienthong.ledger.Pulls;
import vn.lienthong.watch.RouteViews.Health;
import vn.lienthong.watch.RouteViews.RouteView;
import vn.lienthong.yaml.Findings;

/** What the routes say of themselves, over a real ledger, at any moment of time. */
class RouteBookIT {
    private static final Route PUSHED = new Route(Door.HTTPS, "tax-01", "tax.payroll");
    private static final Route PULLED = new Route(Door.SFTP_PULL, "police-01", "health.checkins");

    @TempDir
    Path dir = Path.of("");

    private LedgerBench bench;
    private Installation installation;
    private volatile Instant now = Instant.now();
    private RouteBook book;

    @BeforeEach
    void open() throws IOException {
        PullHome home = new PullHome(dir);
        home.partner("police-01", PULLED.feed(), "sftp-pull", "due: daily 17:00\n" + PullHome.sftp(22));
        Files.writeString(
                dir.resolve("partners/tax-01.yaml"),
                """
                partner: tax-01
                name: An office
                identity: {}
                sends:
                  tax.payroll: {doors: [https], due: daily 17:00}
                """);
        Findings findings = new Findings();
        installation = Installation.read(Home.of(dir, Path.of(System.getProperty("lienthong.root", "."))), findings);
        bench = new LedgerBench();
        book = new RouteBook(installation, bench.ledger(), () -> now);
        answer(bench.ledger().pulls().register(book.all()));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RouteView view(Route route) {
        return answer(book.routes()).stream()
                .filter(view -> view.route().equals(route))
                .findFirst()
                .orElseThrow();
    }

    private void end(Route route, State state, String content) {
        Lane lane = route.lane();
        Ledger.NewDelivery delivery = LedgerBench.delivery(lane, content, Delivery.SealedBy.SENDER, null);
        Delivery head = delivery.head();
        var byDoor = new Delivery(
                head.id(), lane, 0, route.door(), "f", 1, head.digest(), head.sealedBy(), head.receivedAt());
        answer(bench.ledger()
                .takeCustody(new Ledger.NewDelivery(byDoor, delivery.original(), delivery.custody(), null)));
        Ledger.Work work = bench.claim("test");
        Refusal refusal = state == State.REFUSED ? Refusal.of(RefusalCode.SHAPE_INVALID) : null;
        Counts counts = state == State.REFUSED ? Counts.NONE : stored(1);
        answer(bench.ledger().settle(work, settlement(work, state, counts, refusal, null)));
        bench.done(work, "report");
    }

    /** After the next deadline of {@code daily 17:00}, and before the one after that. */
    private void afterTheNextDeadline() {
        Instant today = now.atZone(RouteBook.ZONE).with(LocalTime.of(17, 0)).toInstant();
        now = (today.isAfter(now) ? today : today.plus(Duration.ofDays(1))).plusSeconds(60);
    }

    @Test
    void isNotLateForADeadlineBeforeItWasKnown() {
        assertEquals(Health.OK, view(PUSHED).state());
        assertEquals(
                LocalTime.of(17, 0),
                Objects.requireNonNull(view(PUSHED).times().nextDeadline())
                        .atZone(RouteBook.ZONE)
                        .toLocalTime());
    }

    @Test
    void isLateWhenTheDeadlinePassesInSilence() {
        afterTheNextDeadline();
        assertEquals(Health.LATE, view(PUSHED).state());
        assertEquals(Health.LATE, view(PULLED).state());
    }

    @Test
    void isNotLateWhenSomethingCameInTime() {
        end(PUSHED, State.STORED, "a");
        afterTheNextDeadline();
        assertEquals(Health.OK, view(PUSHED).state());
        now = now.plus(Duration.ofDays(1));
        assertEquals(Health.LATE, view(PUSHED).state());
    }

    @Test
    void countsARefusedDeliveryAsNone() {
        end(PUSHED, State.REFUSED, "a");
        afterTheNextDeadline();
        assertEquals(Health.LATE, view(PUSHED).state());
        assertNull(view(PUSHED).code());
    }

    @Test
    void tellsTheOperatorOfARefusalWhereNobodyElseIsTold() {
        end(PULLED, State.REFUSED, "a");
        assertEquals(Health.FAILING, view(PULLED).state());
        assertEquals("SHAPE_INVALID", view(PULLED).code());
        end(PULLED, State.STORED, "b");
        assertEquals(Health.OK, view(PULLED).state());
    }

    @Test
    void showsWhyAVisitFailedUntilOneSucceeds() {
        Pulls pulls = bench.ledger().pulls();
        answer(pulls.visited(PULLED, new Pulls.Visited(Instant.now(), false, "HOST_UNREACHABLE")));
        answer(pulls.visited(PULLED, new Pulls.Visited(Instant.now(), false, "HOST_UNREACHABLE")));
        assertEquals(Health.FAILING, view(PULLED).state());
        assertEquals("HOST_UNREACHABLE", view(PULLED).code());
        assertEquals(2, failures(pulls));
        assertNull(view(PULLED).times().lastSuccess());
        answer(pulls.visited(PULLED, new Pulls.Visited(Instant.now(), true, null)));
        assertEquals(Health.OK, view(PULLED).state());
        assertEquals(0, failures(pulls));
        afterTheNextDeadline();
        assertEquals(Health.OK, view(PULLED).state());
    }

    private static int failures(Pulls pulls) {
        return Objects.requireNonNull(answer(pulls.memories()).get(PULLED.id())).failures();
    }

    @Test
    void showsAPauseBeforeAnythingElse() {
        answer(bench.ledger().pulls().pause(PULLED, true));
        afterTheNextDeadline();
        assertEquals(Health.PAUSED, view(PULLED).state());
        answer(bench.ledger().pulls().pause(PULLED, false));
        assertEquals(Health.LATE, view(PULLED).state());
    }
}
