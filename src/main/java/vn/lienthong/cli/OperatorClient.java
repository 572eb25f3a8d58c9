package vn.lienthong.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import vn.lienthong.Gateway;
import vn.lienthong.contract.Home;

/**
 * Talks to the management port of the gateway that runs in a home. Orders, and what tells of single deliveries, need
 * somebody who may read its data folder.
 */
final class OperatorClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FETCHED = 409;
    private static final String SEE_LOG = "see the log of the gateway";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final Path tokenFile;

    OperatorClient(Home home) {
        base = URI.create("http://127.0.0.1:" + ConnectOptions.port(home, "management"));
        tokenFile = home.data().resolve(Gateway.OPERATOR_TOKEN);
    }

    /** What everybody on this machine may read there. */
    HttpResponse<String> look(String path) {
        return send(request(path).build());
    }

    /**
     * Has the gateway do it.
     *
     * @param word {@code pause, resume, poll}
     */
    void orderRoute(String route, String word) {
        String path = "/routes/" + URLEncoder.encode(route, StandardCharsets.UTF_8) + "/" + word;
        int status = send(order(path)).statusCode();
        switch (status) {
            case OK -> {}
            case NOT_FOUND ->
                throw new CommandFailed(
                        CommandFailed.USAGE, "there is no route '" + route + "'", "gateway/run status lists them");
            case NOT_FETCHED ->
                throw new CommandFailed(
                        CommandFailed.USAGE,
                        "the partner comes to this route by itself",
                        "orders are for routes of the doors sftp-pull and api-pull");
            default ->
                throw new CommandFailed(CommandFailed.FINDINGS, "route " + route + ": " + refused(status), SEE_LOG);
        }
    }

    /**
     * Has the gateway do it.
     *
     * @param action {@code release, set-aside, replay}
     * @return the intervention
     */
    UUID order(UUID delivery, String action) {
        HttpResponse<String> answer = send(order("/deliveries/" + delivery + "/" + action));
        String word = json(answer).getString("answer", "");
        if (answer.statusCode() != OK) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS,
                    "delivery " + delivery + ": " + sentence(answer.statusCode(), word),
                    hint(word));
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
            default -> refused(status);
        };
    }

    private static String hint(String word) {
        return switch (word) {
            case "unknown" -> "the id of a delivery stands in its receipts and in the log";
            case "not-held", "set-aside-already" -> "gateway/run delivery held lists what waits for an operator";
            case "under-way", "busy" -> "try again when that has ended";
            default -> SEE_LOG;
        };
    }

    private static String refused(int status) {
        return status == UNAUTHORIZED ? "the gateway does not take this token" : "the gateway said " + status;
    }

    JsonObject intervention(UUID id) {
        HttpResponse<String> answer = send(asOperator("/interventions/" + id).build());
        if (answer.statusCode() == NOT_FOUND) {
            throw new CommandFailed(CommandFailed.FINDINGS, "no such intervention", SEE_LOG);
        }
        return json(answer);
    }

    JsonArray held() {
        return new JsonArray(send(asOperator("/deliveries/held").build()).body());
    }

    /** The account that runs the command, for the ledger's row. */
    private static String operator() {
        String name = System.getProperty("user.name", "").replaceAll("[^\\p{L}\\p{N}._@\\\\-]", "_");
        return name.isEmpty() ? "unknown" : name.substring(0, Math.min(name.length(), 100));
    }

    private HttpRequest order(String path) {
        return asOperator(path)
                .header("X-Operator", operator())
                .POST(BodyPublishers.noBody())
                .build();
    }

    private HttpRequest.Builder asOperator(String path) {
        return request(path).header("Authorization", "Bearer " + token());
    }

    private String token() {
        try {
            return Files.readString(tokenFile).trim();
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "cannot read " + tokenFile,
                    "run the command as the account of the gateway, on its machine",
                    e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
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
