package vn.lienthong.watch;

import io.vertx.core.Future;

/** What an operator may do with a route. Declared here, done by the hall. */
public interface RouteControl {

    /** The route rests until it is resumed, also over a restart. */
    Future<Answer> pause(String route);

    Future<Answer> resume(String route);

    /** Goes to the partner now, whenever its time would be; once also when the route is paused. */
    Future<Answer> poll(String route);

    /** What became of an order. */
    enum Answer {
        DONE,
        /** No partner file has that route. */
        UNKNOWN_ROUTE,
        /** To this door the partner comes by itself. */
        NOT_FETCHED
    }
}
