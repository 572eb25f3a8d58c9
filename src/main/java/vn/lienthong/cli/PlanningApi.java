package vn.lienthong.cli;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The API of a planning department, for demo and tests, on loopback: {@code GET /v1/enterprises?after=CURSOR} with a
 * bearer token answers one page and names the next one in {@code X-Next-Cursor}; 204 = nothing new.
 */
public final class PlanningApi {
    public static final String PATH = "/v1/enterprises";
    public static final String CURSOR_HEADER = "X-Next-Cursor";
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int NO_CONTENT = 204;

    private final HttpServer server;
    private final String token;
    private final List<String> pages = new CopyOnWriteArrayList<>();
    private volatile @Nullable Handler<HttpServerRequest> misbehaviour;

    private PlanningApi(Vertx vertx, String token, HttpServerOptions options) {
        this.token = token;
        this.server = vertx.createHttpServer(options).requestHandler(this::answer);
    }

    /** Without TLS, for this machine only. */
    public static Future<PlanningApi> open(Vertx vertx, String token) {
        return listen(new PlanningApi(vertx, token, new HttpServerOptions()));
    }

    /** With TLS. */
    public static Future<PlanningApi> open(Vertx vertx, String token, Path certificate, Path key) {
        return listen(new PlanningApi(
                vertx,
                token,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificate.toString())
                                .setKeyPath(key.toString()))));
    }

    private static Future<PlanningApi> listen(PlanningApi api) {
        return api.server.listen(0, "127.0.0.1").map(api);
    }

    public int port() {
        return server.actualPort();
    }

    /** Adds a page: JSON as the department's program writes it. */
    public void publish(String page) {
        pages.add(page);
    }

    /** From now on every request is answered like that; null = well again. */
    public void misbehave(@Nullable Handler<HttpServerRequest> how) {
        misbehaviour = how;
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        Handler<HttpServerRequest> how = misbehaviour;
        if (how != null) {
            how.handle(request);
        } else if (!("Bearer " + token).equals(request.getHeader("Authorization"))) {
            end(request, UNAUTHORIZED);
        } else if (!PATH.equals(request.path())) {
            end(request, NOT_FOUND);
        } else {
            page(request);
        }
    }

    private void page(HttpServerRequest request) {
        String after = request.getParam("after");
        if (after != null && !after.matches("[0-9]{1,6}")) {
            end(request, BAD_REQUEST);
            return;
        }
        int index = after == null ? 0 : Integer.parseInt(after);
        if (index >= pages.size()) {
            end(request, NO_CONTENT);
            return;
        }
        var unused = request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader(CURSOR_HEADER, Integer.toString(index + 1))
                .end(pages.get(index));
    }

    private static void end(HttpServerRequest request, int status) {
        var unused = request.response().setStatusCode(status).end();
    }
}
