package vn.lienthong.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Partner;

/**
 * The table of calls: method and path to what answers them. Looks who is calling before anything else, and turns
 * every failure into a problem at the end of the chain.
 */
public final class Calls {

    /** Answers one call; the future completes when the answer is written, or fails with what went wrong. */
    @FunctionalInterface
    public interface Answer {
        Future<Void> to(Call call);
    }

    /** A group of calls that a room offers. */
    @FunctionalInterface
    public interface Offer {
        void addTo(Calls calls);
    }

    private static final String CALLER = "caller";
    private static final String NAME = "call";
    private static final String OPENAPI_PATH = "/openapi.yaml";
    private static final String OPENAPI_TYPE = "application/yaml";
    private static final int RATE_RETRY_AFTER_S = 1;

    private final Vertx vertx;
    private final Router router;
    private final Callers callers;
    private final RateLimit rateLimit;
    private final Traffic traffic;
    private final Map<String, Set<String>> methods = new LinkedHashMap<>();

    Calls(Vertx vertx, Callers callers, RateLimit rateLimit, Traffic traffic) {
        this.vertx = vertx;
        this.router = Router.router(vertx);
        this.callers = callers;
        this.rateLimit = rateLimit;
        this.traffic = traffic;
    }

    /**
     * @param path with {@code :name} for a segment
     * @param name of the call in metrics
     */
    public void on(HttpMethod method, String path, String name, Answer answer) {
        Set<String> allowed = methods.computeIfAbsent(path, p -> new TreeSet<>());
        allowed.add(method.name());
        var route = router.route(method, path);
        if (method.equals(HttpMethod.GET)) {
            allowed.add(HttpMethod.HEAD.name());
            route.method(HttpMethod.HEAD);
        }
        route.handler(context -> {
            context.put(NAME, name);
            answer(context, answer);
        });
    }

    /** The router that knows all offers, in front of it who is calling, behind it what nobody offers. */
    Router route(Buffer openapi, List<Offer> offers) {
        router.route().handler(this::count);
        router.route(HttpMethod.GET, OPENAPI_PATH).method(HttpMethod.HEAD).handler(context -> {
            var unused = Answers.end(context.response(), 200, OPENAPI_TYPE, openapi);
        });
        router.route().handler(this::identify);
        offers.forEach(offer -> offer.addTo(this));
        methods.forEach((path, allowed) -> router.route(path).handler(context -> {
            context.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
            refuse(context.request(), Problem.of(ProblemCode.METHOD_NOT_ALLOWED));
        }));
        router.route().handler(context -> refuse(context.request(), Problem.of(ProblemCode.NOT_FOUND)));
        router.errorHandler(400, context -> refuse(context.request(), Problem.of(ProblemCode.REQUEST_INVALID)));
        router.errorHandler(404, context -> refuse(context.request(), Problem.of(ProblemCode.NOT_FOUND)));
        router.errorHandler(500, context -> fail(context.request(), context.failure()));
        return router;
    }

    Map<String, Set<String>> offered() {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        methods.forEach((path, allowed) -> copy.put(path, new TreeSet<>(allowed)));
        return copy;
    }

    /** The response to a request that is not even HTTP as we read it. */
    void refuse(HttpServerRequest request, Problem problem) {
        Answers.problem(vertx, request, problem);
    }

    private void count(RoutingContext context) {
        context.addBodyEndHandler(ended -> {
            String name = context.get(NAME);
            traffic.answered(name == null ? "other" : name, context.response().getStatusCode());
        });
        context.next();
    }

    private void identify(RoutingContext context) {
        HttpServerRequest request = context.request();
        Partner caller = caller(request);
        if (caller == null) {
            refuse(request, Problem.of(ProblemCode.UNAUTHENTICATED));
        } else if (!rateLimit.admits(caller.id())) {
            refuse(request, Problem.passing(ProblemCode.RATE_LIMITED, RATE_RETRY_AFTER_S));
        } else {
            context.put(CALLER, caller);
            context.next();
        }
    }

    private @Nullable Partner caller(HttpServerRequest request) {
        try {
            List<Certificate> chain = request.connection().peerCertificates();
            if (chain != null && !chain.isEmpty() && chain.get(0) instanceof X509Certificate certificate) {
                return callers.byCertificate(certificate).orElse(null);
            }
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
        return null;
    }

    private void answer(RoutingContext context, Answer answer) {
        HttpServerRequest request = context.request();
        request.pause();
        if (!request.method().equals(HttpMethod.POST)) {
            request.resume();
        }
        Future<Void> answered;
        try {
            answered = answer.to(new Call(context, context.get(CALLER)));
        } catch (RuntimeException e) {
            answered = Future.failedFuture(e);
        }
        answered.onFailure(failure -> fail(request, failure));
    }

    private void fail(HttpServerRequest request, Throwable failure) {
        if (request.response().closed()) {
            return;
        }
        Problem problem = Answers.problemOf(failure);
        if (problem.fault() != null) {
            traffic.fault(problem.code().wire());
        }
        refuse(request, problem);
    }
}
