package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a file to the gateway over HTTPS and, with {@code --wait}, tells its outcome. */
@Command(
        name = "send",
        description = "Sends a sealed file (or a plain one, where the contract allows it) over HTTPS.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    private static final int WAIT_S = 60;
    private static final int WAITS_MAX = 60;

    @Mixin
    private ConnectOptions connect = new ConnectOptions();

    @Option(names = "--feed", paramLabel = "FEED", required = true, description = "Feed, for example tax.payroll.")
    private String feed = "";

    @Option(names = "--name", paramLabel = "NAME", description = "Name for the delivery (default: the file's).")
    private @Nullable String name;

    @Option(names = "--wait", description = "Wait for the outcome and print the status.")
    private boolean wait;

    @Parameters(paramLabel = "FILE", description = "The file to send.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        URI base = connect.base();
        PartnerClient client = connect.partner(base);
        PartnerClient.Answer answer =
                client.send(feed, file, name == null ? file.getFileName().toString() : name);
        if (answer.status() != 202 && answer.status() != 200) {
            System.out.println(answer.body().encodePrettily());
            throw new CommandFailed(
                    CommandFailed.FINDINGS,
                    "the gateway answered " + answer.status() + " "
                            + answer.body().getString("code", ""),
                    answer.body().getString("detail", "see the problem printed above"));
        }
        String delivery = answer.body().getString("delivery");
        if (!wait) {
            System.out.println(answer.body().encodePrettily());
            return 0;
        }
        for (int i = 0; i < WAITS_MAX; i++) {
            JsonObject status = client.status(delivery, WAIT_S).body();
            if (status.getValue("settled_at") != null || "held".equals(status.getString("state"))) {
                System.out.println(status.encodePrettily());
                return "stored".equals(status.getString("state")) || "duplicate".equals(status.getString("state"))
                        ? 0
                        : CommandFailed.FINDINGS;
            }
        }
        throw new CommandFailed(
                CommandFailed.FINDINGS,
                "delivery " + delivery + " has no outcome yet",
                "ask again with: gateway/run status");
    }
}
