package vn.lienthong.watch;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The routes as the operator sees them; the hall knows them from the partner files and the ledger. */
@FunctionalInterface
public interface RouteViews {

    /** All routes, also those on which nothing has ever come. */
    Future<List<RouteView>> routes();

    /** How a route is doing. */
    enum Health {
        OK,
        LATE,
        FAILING,
        PAUSED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One (door, partner, feed).
     *
     * @param nextDeadline when the next delivery is expected, or null
     * @param waiting deliveries that have not ended
     * @param oldestWaitingS age of the oldest of them in seconds, 0 when none waits
     */
    record RouteView(
            String door,
            String partner,
            String feed,
            Health state,
            @Nullable Instant lastAttempt,
            @Nullable Instant lastSuccess,
            @Nullable Instant nextDeadline,
            long waiting,
            long oldestWaitingS) {

        /** The id of the route. */
        public String route() {
            return door + "." + partner + "." + feed;
        }
    }
}
