package vn.lienthong.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import vn.lienthong.Gateway;
import vn.lienthong.contract.Home;

/** Talks to the management port of the gateway that runs in a home, as somebody who may read its data folder. */
final class OperatorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String token;

    OperatorClient(Home home) {
        base = URI.create("http://127.0.0.1:" + ConnectOptions.port(home, "management"));
        Path file = home.data().resolve(Gateway.OPERATOR_TOKEN);
        try {
            token = Files.readString(file).trim();
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "cannot read " + file,
                    "run the command as the account of the gateway, on its machine",
                    e);
        }
    }

    /**
     * Has the gateway do it.
     *
     * @param action {@code release, set-aside, replay}
     * @return the intervention
     */
    UUID order(UUID delivery, String action) {
        HttpResponse<String> answer = send(request("/deliveries/" + delivery + "/" + action)
                .header("X-Operator", operator())
                .POST(BodyPublishers.noBody())
                .build());
        String word = json(answer).getString("answer", "");
        if (answer.statusCode() != OK) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS,
                    "delivery " + delivery + ": " + sentence(answer.statusCode(), word),
                    "gateway/run delivery held lists what waits for an operator");
        }
        return UUID.fromString(json(answer).getString("intervention"));
    }

    private static String sentence(int status, String word) {
        return switch (word) {
            case "unknown" -> "there is none of this id";
            case "not-held" -> "it has ended, nothing is held";
            case "set-aside-already" -> "it was set aside before";
            case "under-way" -> "it is being worked on, or waits for its turn";
            case "busy" -> "too many replays wait already";
            default -> status == UNAUTHORIZED ? "the gateway does not take this token" : "the gateway said " + status;
        };
    }

    JsonObject intervention(UUID id) {
        HttpResponse<String> answer = send(request("/interventions/" + id).GET().build());
        if (answer.statusCode() == NOT_FOUND) {
            throw new CommandFailed(CommandFailed.FINDINGS, "no such intervention", "see the log of the gateway");
        }
        return json(answer);
    }

    JsonArray held() {
        return new JsonArray(send(request("/deliveries/held").GET().build()).body());
    }

    /** The account that runs the command, for the ledger's row. */
    private static String operator() {
        String name = System.getProperty("user.name", "").replaceAll("[^\\p{L}\\p{N}._@\\\\-]", "_");
        return name.isEmpty() ? "unknown" : name.substring(0, Math.min(name.length(), 100));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "the management port does not answer at " + base,
                    "start the gateway with: gateway/run serve",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(CommandFailed.PEER_UNREACHABLE, "interrupted", "run the command again", e);
        }
    }

    private static JsonObject json(HttpResponse<String> answer) {
        try {
            return new JsonObject(answer.body());
        } catch (DecodeException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE, "the management port answered no JSON", "is it our gateway?", e);
        }
    }
}
