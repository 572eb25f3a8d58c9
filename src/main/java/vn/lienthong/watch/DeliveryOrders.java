package vn.lienthong.watch;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.http.Answers;
import vn.lienthong.ledger.Interventions.Action;
import vn.lienthong.ledger.Interventions.Answer;
import vn.lienthong.ledger.Interventions.Held;
import vn.lienthong.ledger.Interventions.Noted;

/**
 * The operator's calls about deliveries on the management port. They change things, so they ask for the token in the
 * home's {@code data/operator.token}: who may read that folder is an operator, another account of this machine is not.
 *
 * <pre>
 * GET  /deliveries/held
 * POST /deliveries/{id}/release | set-aside | replay    X-Operator: who
 * GET  /interventions/{id}
 * </pre>
 */
public final class DeliveryOrders {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOrders.class);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 400;
    private static final int UNAVAILABLE = 503;
    private static final String WHO = "[\\p{L}\\p{N}._@\\\\-]{1,100}";

    private final DeliveryControl control;
    private final byte[] authorization;

    /** @param token at least 16 characters */
    public DeliveryOrders(DeliveryControl control, String token) {
        if (token.length() < 16) {
            throw new IllegalArgumentException("the operator's token is too short");
        }
        this.control = control;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
    }

    void addTo(Router router) {
        on(router, HttpMethod.GET, "/deliveries/held", this::held);
        on(router, HttpMethod.GET, "/interventions/:id", this::find);
        for (Action action : Action.values()) {
            on(router, HttpMethod.POST, "/deliveries/:id/" + action.wire(), context -> order(context, action));
        }
    }

    private void on(Router router, HttpMethod method, String path, Function<RoutingContext, Future<Void>> answer) {
        router.route(method, path).handler(context -> {
            if (!isOperator(context.request().getHeader("Authorization"))) {
                var unused = end(context, UNAUTHORIZED, new JsonObject().put("answer", "unauthenticated"));
                return;
            }
            Future<Void> answered;
            try {
                answered = answer.apply(context);
            } catch (RuntimeException e) {
                answered = Future.failedFuture(e);
            }
            var unused = answered.recover(fault -> {
                LOG.atWarn().addKeyValue("path", path).setCause(fault).log("an operator's call failed");
                return end(context, UNAVAILABLE, new JsonObject().put("answer", "unavailable"));
            });
        });
    }

    private boolean isOperator(@Nullable String said) {
        return said != null && MessageDigest.isEqual(authorization, said.getBytes(StandardCharsets.UTF_8));
    }

    private Future<Void> order(RoutingContext context, Action action) {
        Optional<UUID> delivery = id(context);
        String who = context.request().getHeader("X-Operator");
        if (delivery.isEmpty() || who == null || !who.matches(WHO)) {
            return end(context, INVALID, new JsonObject().put("answer", "invalid"));
        }
        return control.order(action, delivery.get(), who).compose(ordered -> {
            JsonObject body = new JsonObject()
                    .put("answer", ordered.busy() ? "busy" : ordered.answer().wire())
                    .put("intervention", ordered.intervention().toString());
            if (ordered.busy()) {
                return end(context, UNAVAILABLE, body);
            }
            int status =
                    switch (ordered.answer()) {
                        case DONE -> OK;
                        case UNKNOWN -> NOT_FOUND;
                        default -> CONFLICT;
                    };
            if (ordered.answer() == Answer.DONE) {
                LOG.atInfo()
                        .addKeyValue("deliveryId", delivery.get())
                        .addKeyValue("action", action.wire())
                        .addKeyValue("operator", who)
                        .log("an operator has intervened");
            }
            return end(context, status, body);
        });
    }

    private Future<Void> find(RoutingContext context) {
        Optional<UUID> id = id(context);
        if (id.isEmpty()) {
            return end(context, INVALID, new JsonObject().put("answer", "invalid"));
        }
        return control.find(id.get()).compose(found -> found.map(noted -> end(context, OK, json(noted)))
                .orElseGet(() -> end(context, NOT_FOUND, new JsonObject().put("answer", "unknown"))));
    }

    private Future<Void> held(RoutingContext context) {
        return control.held().compose(held -> {
            JsonArray body = new JsonArray();
            held.forEach(h -> body.add(json(h)));
            return Answers.end(context.response(), OK, Answers.JSON, body.toBuffer());
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

    private static Future<Void> end(RoutingContext context, int status, JsonObject body) {
        return Answers.end(context.response(), status, Answers.JSON, body.toBuffer());
    }
}
