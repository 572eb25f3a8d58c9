package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a delivery through all stages once more, from its sealed original. */
@Command(
        name = "replay",
        description = "Sends a delivery through all stages once more, from its sealed original.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A held delivery goes back to the queue. A settled one keeps its state, its receipts and its place in the",
            "order of statements: what the store has is unchanged, what a newer statement says is stale."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Set<String> DONE = Set.of("stored", "partly-stored", "checked");
    private static final long LOOK_EVERY_NS = 300_000_000L;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--no-wait", description = "Do not wait for the end of a settled delivery's replay.")
    private boolean noWait;

    @Parameters(paramLabel = "DELIVERY", description = "Its id.")
    private UUID delivery = new UUID(0, 0);

    @Override
    public Integer call() {
        OperatorClient gateway = new OperatorClient(home.home());
        UUID intervention = gateway.order(delivery, "replay");
        JsonObject said = gateway.intervention(intervention);
        while (said.getString("ended_at") == null && !noWait) {
            LockSupport.parkNanos(LOOK_EVERY_NS);
            said = gateway.intervention(intervention);
        }
        JsonObject result = said.getJsonObject("result");
        if (result == null) {
            System.out.println(
                    (noWait ? "replay begun: " : "back in the queue: ") + delivery + "; intervention " + intervention);
            return 0;
        }
        System.out.println(result.encodePrettily());
        return DONE.contains(result.getString("state")) ? 0 : CommandFailed.FINDINGS;
    }
}
