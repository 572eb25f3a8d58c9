package vn.lienthong.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Health and routes of the gateway that runs in this home. */
@Command(
        name = "status",
        description = "Shows health and routes of the gateway that runs in this home.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code 1 when it is not ready, or a route is late or failing; a paused one rests as ordered."
        })
final class StatusCommand implements Callable<Integer> {
    private static final Set<String> WELL = Set.of("ok", "paused");

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--output", paramLabel = "FORM", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    @Override
    public Integer call() {
        OperatorClient gateway = new OperatorClient(home.home());
        HttpResponse<String> ready = gateway.look("/health/ready");
        JsonArray routes = new JsonArray(gateway.look("/routes").body());
        boolean well = ready.statusCode() == 200;
        for (int i = 0; i < routes.size(); i++) {
            well &= WELL.contains(routes.getJsonObject(i).getString("state"));
        }
        if (output == Output.JSON) {
            System.out.println(new JsonObject()
                    .put("ready", ready.statusCode() == 200)
                    .put("routes", routes)
                    .encodePrettily());
        } else {
            System.out.println(ready.statusCode() == 200 ? "ready" : "not ready: " + ready.body());
            print(routes);
        }
        return well ? 0 : CommandFailed.FINDINGS;
    }

    private static void print(JsonArray routes) {
        TextTable table =
                new TextTable("route", "state", "code", "last success", "next deadline", "waiting", "oldest waiting s");
        for (int i = 0; i < routes.size(); i++) {
            JsonObject route = routes.getJsonObject(i);
            table.row(
                    route.getString("route"),
                    route.getString("state"),
                    orDash(route.getString("code")),
                    orDash(route.getString("last_success")),
                    orDash(route.getString("next_deadline")),
                    route.getLong("waiting"),
                    route.getLong("oldest_waiting_s"));
        }
        table.print(System.out);
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
