package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the events of a feed as NDJSON, page after page until it is up to date. */
@Command(
        name = "pull",
        description = "Prints the events of a feed as NDJSON, page after page, until up to date (or for ever).",
        mixinStandardHelpOptions = true)
final class PullCommand implements Callable<Integer> {
    private static final int FOLLOW_TIMEOUT_S = 60;

    @Mixin
    private ConnectOptions connect = new ConnectOptions();

    @Option(names = "--feed", required = true, description = "Feed, for example tax.payroll.")
    private String feed = "";

    @Option(names = "--after", description = "Go on after this event id (default: from the start).")
    private @Nullable String after;

    @Option(names = "--limit", description = "Events a page, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int limit = 10_000;

    @Option(names = "--follow", description = "Go on for ever, waiting for new events.")
    private boolean follow;

    @Override
    public Integer call() {
        PartnerClient client = connect.central(connect.base());
        String cursor = after;
        while (true) {
            PartnerClient.Page page = client.events(feed, cursor, limit, follow ? FOLLOW_TIMEOUT_S : 0);
            if (page.status() != 200) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS,
                        "the gateway answered " + page.status() + " "
                                + page.problem().orElse(""),
                        page.status() == 410
                                ? "the feed has another history now: pull again without --after"
                                : "may this reader see the feed? see its file in gateway/partners");
            }
            page.lines().forEach(System.out::println);
            if (page.lines().isEmpty() && !follow) {
                return 0;
            }
            if (!page.lines().isEmpty()) {
                cursor = new JsonObject(page.lines().get(page.lines().size() - 1)).getString("id");
            }
        }
    }
}
