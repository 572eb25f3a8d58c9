package vn.lienthong.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Orders for the routes of the gateway that runs in this home. */
@Command(
        name = "route",
        description = "Orders for a route that fetches: pause, resume, poll now.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RouteCommand.Pause.class, RouteCommand.Resume.class, RouteCommand.Poll.class})
final class RouteCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int DONE = 200;
    private static final int UNKNOWN = 404;
    private static final int NOT_FETCHED = 409;

    /** What all orders need. */
    static final class Order {
        @Mixin
        private HomeOption home = new HomeOption();

        @Parameters(index = "0", paramLabel = "ROUTE", description = "Id of the route: gateway/run status lists them.")
        private String route = "";

        int give(String word, String done) {
            URI uri = URI.create("http://127.0.0.1:" + ConnectOptions.port(home.home(), "management") + "/routes/"
                    + URLEncoder.encode(route, StandardCharsets.UTF_8) + "/" + word);
            int status = post(uri).statusCode();
            switch (status) {
                case DONE -> {
                    System.out.println(route + ": " + done);
                    return 0;
                }
                case UNKNOWN ->
                    throw new CommandFailed(
                            CommandFailed.USAGE, "there is no route '" + route + "'", "gateway/run status lists them");
                case NOT_FETCHED ->
                    throw new CommandFailed(
                            CommandFailed.USAGE,
                            "the partner comes to this route by itself",
                            "orders are for routes of the doors sftp-pull and api-pull");
                default ->
                    throw new CommandFailed(CommandFailed.FINDINGS, "the gateway answered " + status, "see its log");
            }
        }

        private static HttpResponse<Void> post(URI uri) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();
            try {
                return HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
            } catch (IOException e) {
                throw new CommandFailed(
                        CommandFailed.PEER_UNREACHABLE,
                        "the management port does not answer at " + uri,
                        "start the gateway with: gateway/run serve",
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailed(CommandFailed.PEER_UNREACHABLE, "interrupted", "run the command again", e);
            }
        }
    }

    /** Until it is resumed, also over a restart. */
    @Command(
            name = "pause",
            description = "Lets a route rest until it is resumed, also over a restart.",
            mixinStandardHelpOptions = true)
    static final class Pause implements Callable<Integer> {
        @Mixin
        private Order order = new Order();

        @Override
        public Integer call() {
            return order.give("pause", "paused");
        }
    }

    /** Ends a pause. */
    @Command(name = "resume", description = "Ends a pause.", mixinStandardHelpOptions = true)
    static final class Resume implements Callable<Integer> {
        @Mixin
        private Order order = new Order();

        @Override
        public Integer call() {
            return order.give("resume", "goes on");
        }
    }

    /** Does not wait for the next time. */
    @Command(
            name = "poll",
            description = "Goes to the partner now, also when the route is paused.",
            mixinStandardHelpOptions = true)
    static final class Poll implements Callable<Integer> {
        @Mixin
        private Order order = new Order();

        @Override
        public Integer call() {
            return order.give("poll", "goes to the partner now");
        }
    }
}
