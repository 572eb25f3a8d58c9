package vn.lienthong.watch;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.http.Answers;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Held;
import vn.lienthong.ledger.Interventions.Noted;

/**
 * The operator's calls about deliveries.
 *
 * <pre>
 * GET  /deliveries/held
 * POST /deliveries/{id}/release | set-aside | replay    X-Operator: who
 * GET  /interventions/{id}
 * </pre>
 */
final class DeliveryOrders {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOrders.class);

    private final DeliveryControl control;

    DeliveryOrders(DeliveryControl control) {
        this.control = control;
    }

    void addTo(OperatorCalls calls) {
        calls.on(HttpMethod.GET, "/deliveries/held", this::held);
        calls.on(HttpMethod.GET, "/interventions/:id", this::find);
        for (Action action : Action.values()) {
            calls.on(HttpMethod.POST, "/deliveries/:id/" + action.wire(), context -> order(context, action));
        }
    }

    private Future<Void> order(RoutingContext context, Action action) {
        Optional<UUID> delivery = id(context);
        Optional<String> who = OperatorCalls.who(context);
        if (delivery.isEmpty() || who.isEmpty()) {
            return OperatorCalls.end(context, OperatorCalls.INVALID, new JsonObject().put("answer", "invalid"));
        }
        return control.order(action, delivery.get(), who.get()).compose(ordered -> {
            JsonObject body = new JsonObject()
                    .put("answer", ordered.busy() ? "busy" : ordered.answer().wire())
                    .put("intervention", ordered.intervention().toString());
            if (ordered.busy()) {
                return OperatorCalls.end(context, OperatorCalls.UNAVAILABLE, body);
            }
            int status =
                    switch (ordered.answer()) {
                        case DONE -> OperatorCalls.OK;
                        case UNKNOWN -> OperatorCalls.NOT_FOUND;
                        default -> OperatorCalls.CONFLICT;
                    };
            if (ordered.answer() == Answer.DONE) {
                LOG.atInfo()
                        .addKeyValue("deliveryId", delivery.get())
                        .addKeyValue("action", action.wire())
                        .addKeyValue("operator", who.get())
                        .log("an operator has intervened");
            }
            return OperatorCalls.end(context, status, body);
        });
    }

    private Future<Void> find(RoutingContext context) {
        Optional<UUID> id = id(context);
        if (id.isEmpty()) {
            return OperatorCalls.end(context, OperatorCalls.INVALID, new JsonObject().put("answer", "invalid"));
        }
        return control.find(id.get())
                .compose(found -> found.map(noted -> OperatorCalls.end(context, OperatorCalls.OK, json(noted)))
                        .orElseGet(() -> OperatorCalls.end(
                                context, OperatorCalls.NOT_FOUND, new JsonObject().put("answer", "unknown"))));
    }

    private Future<Void> held(RoutingContext context) {
        return control.held().compose(held -> {
            JsonArray body = new JsonArray();
            held.forEach(h -> body.add(json(h)));
            return Answers.end(context.response(), OperatorCalls.OK, Answers.JSON, body.toBuffer());
        });
    }

    private static JsonObject json(Noted noted) {
        return new JsonObject()
                .put("intervention", noted.id().toString())
                .put("delivery", noted.delivery().toString())
                .put("action", noted.action())
                .put("who", noted.who())
                .put("at", noted.at().toString())
                .put("ended_at", text(noted.endedAt()))
                .put("result", noted.result());
    }

    private static JsonObject json(Held held) {
        return new JsonObject()
                .put("delivery", held.delivery().toString())
                .put("partner", held.partner())
                .put("feed", held.feed())
                .put("received_at", held.receivedAt().toString())
                .put("stage", held.stage())
                .put("attempts", held.attempts())
                .put("fault", held.fault())
                .put("set_aside_at", text(held.setAsideAt()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static Optional<UUID> id(RoutingContext context) {
        try {
            return Optional.of(UUID.fromString(context.pathParam("id")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
