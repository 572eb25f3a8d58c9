package vn.lienthong;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import vn.lienthong.contract.Home;
import vn.lienthong.envelope.DevPki;

/** An installation whose partners are fetched from, and what its management port says. */
final class PullHome {
    private static final long WAIT_S = 60;
    private static final long LOOK_EVERY_MS = 20;

    final Path dir;
    private final HttpClient client = HttpClient.newHttpClient();

    PullHome(Path dir) throws IOException {
        this.dir = dir;
        Files.createDirectories(dir.resolve("partners"));
        Files.writeString(dir.resolve("gateway.yaml"), "https: {port: 0}\nsftp: {port: 0}\nmanagement: {port: 0}\n");
        var unused = DevPki.make(dir.resolve("certs"));
    }

    Path sshKey() {
        return dir.resolve("certs/dev/gateway/ssh_ed25519.pub");
    }

    /** Writes the file of a partner that sends this way; {@code block} is indented by four. */
    void partner(String id, String feed, String door, String block) throws IOException {
        Files.writeString(
                dir.resolve("partners/" + id + ".yaml"),
                """
                partner: %s
                name: A partner to fetch from
                identity: {}
                sends:
                  %s:
                    doors: [%s]
                %s"""
                        .formatted(id, feed, door, block.indent(4)));
    }

    /** The block of an SFTP server here; {@code more} are further lines. */
    static String sftp(int port, String... more) {
        return """
                sftp-pull:
                  host: 127.0.0.1
                  port: %d
                  user: bhxh
                  key: file:certs/dev/gateway/ssh_ed25519
                  hostKeys: file:certs/partner.known_hosts
                  folder: /
                  every: 1 s
                """
                        .formatted(port)
                + lines(more);
    }

    static String api(int port, String... more) {
        return """
                api-pull:
                  url: http://127.0.0.1:%d/v1/enterprises
                  every: 1 s
                """
                        .formatted(port)
                + lines(more);
    }

    private static String lines(String... more) {
        return String.join(
                "", List.of(more).stream().map(line -> "  " + line + "\n").toList());
    }

    Gateway start() {
        return Gateway.start(Home.of(dir, Path.of(System.getProperty("lienthong.root", "."))));
    }

    JsonObject route(Gateway gateway, String id) {
        JsonArray routes = new JsonArray(get(gateway, "/routes"));
        return routes.stream()
                .map(JsonObject.class::cast)
                .filter(route -> id.equals(route.getString("route")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no route " + id + " in " + routes));
    }

    /** Looks until it holds; the bound is only there so that a broken test ends. */
    @CanIgnoreReturnValue
    JsonObject await(Gateway gateway, String id, Predicate<JsonObject> fact) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        JsonObject route = route(gateway, id);
        while (!fact.test(route)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come true: " + route);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
            route = route(gateway, id);
        }
        return route;
    }

    void order(Gateway gateway, String id, String word) {
        try {
            String token = Files.readString(dir.resolve("data").resolve(Gateway.OPERATOR_TOKEN));
            HttpRequest request = HttpRequest.newBuilder(uri(gateway, "/routes/" + id + "/" + word))
                    .header("Authorization", "Bearer " + token)
                    .header("X-Operator", "test")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new AssertionError("answered " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String get(Gateway gateway, String path) {
        try {
            return client.send(HttpRequest.newBuilder(uri(gateway, path)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static URI uri(Gateway gateway, String path) {
        return URI.create("http://127.0.0.1:" + gateway.ports().management() + path);
    }
}
