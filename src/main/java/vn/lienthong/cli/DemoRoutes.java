package vn.lienthong.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The routes as the operator of the demo sees them: {@code GET /routes} of the management port. */
final class DemoRoutes {
    static final Duration LOOK_EVERY = Duration.ofMillis(200);
    static final int LOOKS_MAX = 1_500;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI uri;

    DemoRoutes(int managementPort) {
        uri = URI.create("http://127.0.0.1:" + managementPort + "/routes");
    }

    JsonObject one(String id) {
        return all().stream()
                .map(JsonObject.class::cast)
                .filter(route -> id.equals(route.getString("route")))
                .findFirst()
                .orElseThrow(() -> new CommandFailed(
                        CommandFailed.FINDINGS, "there is no route " + id, "do the partner files allow it?"));
    }

    private JsonArray all() {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        try {
            return new JsonArray(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE, "the management port does not answer", "see the log above", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(CommandFailed.PEER_UNREACHABLE, "interrupted", "run the command again", e);
        }
    }

    /** True when a whole visit after that sight of the route nothing waits any more. */
    boolean isQuietAfter(String id, JsonObject seen) {
        for (int i = 0; i < LOOKS_MAX; i++) {
            JsonObject now = one(id);
            if (!now.getString("last_attempt").equals(seen.getString("last_attempt"))) {
                return now.getLong("waiting") == 0;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return false;
    }

    /** Lets the deadline of a route pass on which nothing comes; true when the route then says so. */
    boolean awaitLate(String id, ZonedDateTime deadline, PrintStream out) {
        long seconds = Math.max(0, Duration.between(Instant.now(), deadline).toSeconds() + 1);
        Progress progress =
                Progress.start(out, "on " + id + " a file was promised until " + deadline.toLocalTime(), seconds);
        while (Instant.now().isBefore(deadline.toInstant())) {
            progress.at(seconds - Duration.between(Instant.now(), deadline).toSeconds());
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        String state = one(id).getString("state");
        progress.end("nothing came, the route is " + state);
        return state.equals("late");
    }

    TextTable table() {
        TextTable table = new TextTable("route", "state", "last success", "next deadline", "waiting");
        for (Object one : all()) {
            JsonObject route = (JsonObject) one;
            table.row(
                    route.getString("route"),
                    route.getString("state"),
                    orDash(route.getString("last_success")),
                    orDash(route.getString("next_deadline")),
                    route.getLong("waiting"));
        }
        return table;
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
