package vn.lienthong.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What an operator does with a delivery that is held. */
@Command(
        name = "delivery",
        description = "Lists, releases and sets aside deliveries that are held.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DeliveryCommand.HeldList.class, DeliveryCommand.Release.class, DeliveryCommand.SetAside.class})
final class DeliveryCommand {

    /** Lists what waits for an operator. */
    @Command(
            name = "held",
            description = "Lists the deliveries that wait for an operator, and why.",
            mixinStandardHelpOptions = true)
    static final class HeldList implements Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Override
        public Integer call() {
            JsonArray held = new OperatorClient(home.home()).held();
            TextTable table = new TextTable("delivery", "partner", "feed", "received", "stage", "set aside", "fault");
            for (int i = 0; i < held.size(); i++) {
                JsonObject one = held.getJsonObject(i);
                table.row(
                        one.getString("delivery"),
                        one.getString("partner"),
                        one.getString("feed"),
                        one.getString("received_at"),
                        one.getString("stage"),
                        orDash(one.getString("set_aside_at")),
                        orDash(one.getString("fault")));
            }
            table.print(System.out);
            return held.isEmpty() ? 0 : CommandFailed.FINDINGS;
        }

        private static String orDash(@Nullable String text) {
            return text == null ? "-" : text;
        }
    }

    /** An order for one delivery. */
    abstract static class Order implements Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Parameters(paramLabel = "DELIVERY", description = "Its id.")
        private UUID delivery = new UUID(0, 0);

        /** Gives the order to the gateway; returns the delivery it is about. */
        UUID give(String order) {
            var unused = new OperatorClient(home.home()).order(delivery, order);
            return delivery;
        }
    }

    /** Lets a held delivery go on. */
    @Command(
            name = "release",
            description = "Lets a held delivery go on where it stopped.",
            mixinStandardHelpOptions = true)
    static final class Release extends Order {
        @Override
        public Integer call() {
            System.out.println("released: " + give("release"));
            return 0;
        }
    }

    /** Lets the lane go on without a held delivery. */
    @Command(
            name = "set-aside",
            description = "Keeps a delivery held and lets the later ones of its partner and feed go on without it.",
            mixinStandardHelpOptions = true)
    static final class SetAside extends Order {
        @Override
        public Integer call() {
            System.out.println("set aside: " + give("set-aside") + "; release it when its cause is mended");
            return 0;
        }
    }
}
