package vn.lienthong.watch;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Route;

/** The routes as the operator sees them; the hall knows them from the partner files and the ledger. */
@FunctionalInterface
public interface RouteViews {

    /** All routes, also those on which nothing has ever come. */
    Future<List<RouteView>> routes();

    /** How a route is doing. */
    enum Health {
        OK,
        /** A deadline has passed without a success. */
        LATE,
        /** The last visit at the partner failed, or a delivery cannot be brought to its end. */
        FAILING,
        PAUSED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One (door, partner, feed).
     *
     * @param code why it is failing, or null
     */
    record RouteView(Route route, Health state, @Nullable String code, Times times, Queue queue) {

        /**
         * @param lastAttempt the last delivery or visit
         * @param lastSuccess the last delivery that was not refused, or visit at which the partner had nothing new to say
         * @param nextDeadline when the next delivery is expected, or null
         */
        public record Times(
                @Nullable Instant lastAttempt, @Nullable Instant lastSuccess, @Nullable Instant nextDeadline) {}

        /**
         * @param waiting deliveries that have not ended
         * @param oldestWaitingS age of the oldest of them in seconds, 0 when none waits
         */
        public record Queue(long waiting, long oldestWaitingS) {
            /** Nothing waits. */
            public static final Queue NONE = new Queue(0, 0);
        }
    }
}
