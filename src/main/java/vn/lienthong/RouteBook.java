package vn.lienthong;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Due;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.WorkCalendar;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Route;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.RouteActivity;
import vn.lienthong.watch.RouteViews;

/** Every route that a partner file allows, with what the ledger knows of it, held against its deadlines. */
final class RouteBook implements RouteViews {
    /** Deadlines are local time of the whole country. */
    static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Map<String, Expected> expected = new LinkedHashMap<>();
    private final Ledger ledger;
    private final WorkCalendar calendar;
    private final InstantSource clock;

    /** A route and when a delivery is due on it, or null. */
    private record Expected(Route route, @Nullable Due due) {}

    RouteBook(Installation installation, Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
        this.calendar = new WorkCalendar(installation.codeLists());
        for (Partner partner : installation.partners().all()) {
            partner.sends().forEach((feed, sends) -> {
                Due due = due(installation, feed, sends);
                for (Door door : sends.doors()) {
                    Route route = new Route(door, partner.id(), feed);
                    var unused = expected.put(route.id(), new Expected(route, due));
                }
            });
        }
    }

    private static @Nullable Due due(Installation installation, String feed, Partner.Sends sends) {
        String own = sends.due();
        return Optional.ofNullable(own)
                .or(() -> installation
                        .contracts()
                        .feed(feed)
                        .flatMap(contract ->
                                Optional.ofNullable(contract.exchange().due())))
                .flatMap(Due::of)
                .orElse(null);
    }

    /** Every route of the partner files. */
    List<Route> all() {
        return expected.values().stream().map(Expected::route).toList();
    }

    boolean knows(String route) {
        return expected.containsKey(route);
    }

    @Override
    public Future<List<RouteView>> routes() {
        return ledger.routeActivity().map(this::views);
    }

    private List<RouteView> views(List<RouteActivity> activities) {
        Map<String, RouteActivity> byRoute = new LinkedHashMap<>();
        for (RouteActivity activity : activities) {
            byRoute.put(activity.route().id(), activity);
        }
        List<RouteView> views = new ArrayList<>();
        expected.forEach((id, route) -> views.add(view(route, byRoute.remove(id))));
        // What is no longer in a partner file but still has something waiting must not vanish from sight.
        byRoute.values().stream()
                .filter(a -> a.waiting() > 0)
                .forEach(a -> views.add(view(new Expected(a.route(), null), a)));
        return views;
    }

    private RouteView view(Expected expected, @Nullable RouteActivity activity) {
        Instant next = next(expected.due());
        if (activity == null) {
            return new RouteView(
                    expected.route(), Health.OK, null, new RouteView.Times(null, null, next), RouteView.Queue.NONE);
        }
        String code = code(activity);
        return new RouteView(
                expected.route(),
                health(expected.due(), activity, code),
                code,
                new RouteView.Times(activity.lastAttempt(), activity.lastSuccess(), next),
                new RouteView.Queue(activity.waiting(), activity.oldestWaitingS()));
    }

    private Health health(@Nullable Due due, RouteActivity activity, @Nullable String code) {
        if (activity.memory().paused()) {
            return Health.PAUSED;
        }
        if (code != null || activity.failing() > 0) {
            return Health.FAILING;
        }
        return due != null && isLate(due, activity) ? Health.LATE : Health.OK;
    }

    /**
     * Why the route is failing, or null. A refusal counts only where we fetch: whoever pushes has been told, and a pulled
     * file has nobody else to tell.
     */
    private static @Nullable String code(RouteActivity activity) {
        String code = activity.memory().code();
        return code == null && isFetched(activity.route()) ? activity.memory().refused() : code;
    }

    static boolean isFetched(Route route) {
        return route.door() == Door.SFTP_PULL || route.door() == Door.API_PULL;
    }

    /** True when the last deadline has passed, and nothing came between it and the one before. */
    private boolean isLate(Due due, RouteActivity activity) {
        LocalDateTime passed = due.last(LocalDateTime.ofInstant(clock.instant(), ZONE), calendar);
        if (instant(passed).isBefore(activity.memory().since())) {
            return false;
        }
        Instant opened = instant(due.last(passed.minusNanos(1), calendar));
        Instant success = activity.lastSuccess();
        return success == null || !success.isAfter(opened);
    }

    private @Nullable Instant next(@Nullable Due due) {
        return due == null ? null : instant(due.next(LocalDateTime.ofInstant(clock.instant(), ZONE), calendar));
    }

    private static Instant instant(LocalDateTime local) {
        return local.atZone(ZONE).toInstant();
    }
}
