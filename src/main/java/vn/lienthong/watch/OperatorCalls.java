package vn.lienthong.watch;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.http.Answers;

/**
 * The calls of the management port that change something or tell of single deliveries. They ask for the token in the
 * home's {@code data/operator.token}: who may read that folder is an operator, another account of this machine is not,
 * and neither is a page in a browser.
 */
final class OperatorCalls {
    static final int OK = 200;
    static final int INVALID = 400;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int UNAVAILABLE = 503;

    private static final Logger LOG = LoggerFactory.getLogger(OperatorCalls.class);
    private static final int UNAUTHORIZED = 401;
    private static final int TOKEN_CHARS_MIN = 16;
    private static final String WHO = "[\\p{L}\\p{N}._@\\\\-]{1,100}";

    private final Router router;
    private final byte[] authorization;

    /** @param token at least {@value #TOKEN_CHARS_MIN} characters */
    OperatorCalls(Router router, String token) {
        if (token.length() < TOKEN_CHARS_MIN) {
            throw new IllegalArgumentException("the operator's token is too short");
        }
        this.router = router;
        this.authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
    }

    /** Answers a call of an operator, anybody else with 401, a fault with 503. */
    void on(HttpMethod method, String path, Function<RoutingContext, Future<Void>> answer) {
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

    /** Who gives an order, from {@code X-Operator}; empty when it is no name. */
    static Optional<String> who(RoutingContext context) {
        return Optional.ofNullable(context.request().getHeader("X-Operator")).filter(name -> name.matches(WHO));
    }

    static Future<Void> end(RoutingContext context, int status, JsonObject body) {
        return Answers.end(context.response(), status, Answers.JSON, body.toBuffer());
    }
}
