package vn.lienthong;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Door;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.RouteActivity;
import vn.lienthong.watch.RouteViews;

/** Every route that a partner file allows, with what the ledger knows of it. */
final class RouteBook implements RouteViews {
    private final Partners partners;
    private final Ledger ledger;

    RouteBook(Partners partners, Ledger ledger) {
        this.partners = partners;
        this.ledger = ledger;
    }

    @Override
    public Future<List<RouteView>> routes() {
        return ledger.routeActivity().map(this::views);
    }

    private List<RouteView> views(List<RouteActivity> activities) {
        Map<String, RouteActivity> byRoute = new TreeMap<>();
        for (RouteActivity a : activities) {
            byRoute.put(a.door() + "." + a.partner() + "." + a.feed(), a);
        }
        List<RouteView> views = new ArrayList<>();
        for (Partner partner : partners.all()) {
            partner.sends().forEach((feed, sends) -> {
                for (Door door : sends.doors()) {
                    String route = door.wire() + "." + partner.id() + "." + feed;
                    views.add(view(door.wire(), partner.id(), feed, byRoute.remove(route)));
                }
            });
        }
        // What is no longer in a partner file but still has something waiting must not vanish from sight.
        byRoute.values().stream()
                .filter(a -> a.waiting() > 0)
                .forEach(a -> views.add(view(a.door(), a.partner(), a.feed(), a)));
        return views;
    }

    private static RouteView view(String door, String partner, String feed, @Nullable RouteActivity activity) {
        if (activity == null) {
            return new RouteView(door, partner, feed, Health.OK, null, null, null, 0, 0);
        }
        return new RouteView(
                door,
                partner,
                feed,
                activity.failing() > 0 ? Health.FAILING : Health.OK,
                activity.lastAttempt(),
                activity.lastSuccess(),
                null,
                activity.waiting(),
                activity.oldestWaitingS());
    }
}
