package vn.lienthong.watch;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's orders to routes that fetch. Who gave one is in the log.
 *
 * <pre>
 * POST /routes/{route}/pause | resume | poll    X-Operator: who
 * </pre>
 */
final class RouteOrders {
    private static final Logger LOG = LoggerFactory.getLogger(RouteOrders.class);

    private final RouteControl control;

    RouteOrders(RouteControl control) {
        this.control = control;
    }

    void addTo(OperatorCalls calls) {
        on(calls, "pause", control::pause);
        on(calls, "resume", control::resume);
        on(calls, "poll", control::poll);
    }

    private static void on(OperatorCalls calls, String word, Function<String, Future<RouteControl.Answer>> order) {
        calls.on(HttpMethod.POST, "/routes/:route/" + word, context -> {
            Optional<String> who = OperatorCalls.who(context);
            if (who.isEmpty()) {
                return OperatorCalls.end(context, OperatorCalls.INVALID, new JsonObject().put("answer", "invalid"));
            }
            String route = context.pathParam("route");
            return order.apply(route).compose(answer -> {
                if (answer == RouteControl.Answer.DONE) {
                    LOG.atInfo()
                            .addKeyValue("route", route)
                            .addKeyValue("action", word)
                            .addKeyValue("operator", who.get())
                            .log("an operator has given an order to a route");
                }
                return end(context, answer);
            });
        });
    }

    private static Future<Void> end(RoutingContext context, RouteControl.Answer answer) {
        int status =
                switch (answer) {
                    case DONE -> OperatorCalls.OK;
                    case UNKNOWN_ROUTE -> OperatorCalls.NOT_FOUND;
                    case NOT_FETCHED -> OperatorCalls.CONFLICT;
                };
        String word = answer.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return OperatorCalls.end(context, status, new JsonObject().put("answer", word));
    }
}
