package vn.lienthong;

import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.ledger.Pulls;
import vn.lienthong.watch.RouteControl;

/** Does what an operator orders; the ledger remembers a pause. */
final class RouteOrders implements RouteControl {
    private static final Logger LOG = LoggerFactory.getLogger(RouteOrders.class);

    private final RouteBook book;
    private final Pulls pulls;
    private volatile Optional<PullRoutes> fetched = Optional.empty();

    RouteOrders(RouteBook book, Pulls pulls) {
        this.book = book;
        this.pulls = pulls;
    }

    /** The routes that fetch, as soon as they have begun. */
    void watch(PullRoutes routes) {
        fetched = Optional.of(routes);
    }

    @Override
    public Future<Answer> pause(String id) {
        return with(id, "paused", route -> pulls.pause(route.route(), true).onSuccess(done -> route.pause()));
    }

    @Override
    public Future<Answer> resume(String id) {
        return with(id, "resumed", route -> pulls.pause(route.route(), false).onSuccess(done -> route.resume()));
    }

    @Override
    public Future<Answer> poll(String id) {
        return with(id, "polled", route -> {
            route.pollNow();
            return Future.succeededFuture();
        });
    }

    private interface Order {
        Future<Void> give(PullRoute route);
    }

    private Future<Answer> with(String id, String done, Order order) {
        Optional<PullRoute> route = fetched.flatMap(routes -> routes.find(id));
        if (route.isEmpty()) {
            return Future.succeededFuture(book.knows(id) ? Answer.NOT_FETCHED : Answer.UNKNOWN_ROUTE);
        }
        return order.give(route.get()).map(v -> {
            LOG.atInfo().addKeyValue("route", id).addKeyValue("order", done).log("an operator gave an order");
            return Answer.DONE;
        });
    }
}
