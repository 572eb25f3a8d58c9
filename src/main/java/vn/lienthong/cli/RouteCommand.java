package vn.lienthong.cli;

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

    /** What all orders need. */
    static final class Order {
        @Mixin
        private HomeOption home = new HomeOption();

        @Parameters(index = "0", paramLabel = "ROUTE", description = "Id of the route: gateway/run status lists them.")
        private String route = "";

        int give(String word, String done) {
            new OperatorClient(home.home()).orderRoute(route, word);
            System.out.println(route + ": " + done);
            return 0;
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
