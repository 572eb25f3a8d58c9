package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
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
    /** Pauses that the gateway asks for before the next page; then it is given up. */
    static final int WAITS_MAX = 60;

    private static final int WAIT_S_MAX = 60;
    private static final int OK = 200;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int RATE_LIMITED = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;

    @Mixin
    private ConnectOptions connect = new ConnectOptions();

    @Option(names = "--feed", paramLabel = "FEED", required = true, description = "Feed, for example tax.payroll.")
    private String feed = "";

    @Option(
            names = "--after",
            paramLabel = "EVENT",
            description = "Go on after this event id (default: from the start).")
    private @Nullable String after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Size of a page, 1 to 10000 events (default: ${DEFAULT-VALUE}); all pages are printed.")
    private int limit = 10_000;

    @Option(names = "--follow", description = "Go on for ever, waiting for new events.")
    private boolean follow;

    @Override
    public Integer call() throws InterruptedException {
        PartnerClient client = connect.central(connect.base());
        String cursor = after;
        int waits = 0;
        while (true) {
            PartnerClient.Page page = client.events(feed, cursor, limit, follow ? FOLLOW_TIMEOUT_S : 0);
            if ((page.status() == RATE_LIMITED || page.status() == UNAVAILABLE) && waits < WAITS_MAX) {
                waits++;
                TimeUnit.SECONDS.sleep(Math.min(page.retryAfterS(), WAIT_S_MAX));
                continue;
            }
            if (page.status() != OK) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS,
                        "the gateway answered " + page.status() + " "
                                + page.problem().orElse(""),
                        hint(page.status(), cursor));
            }
            waits = 0;
            page.lines().forEach(System.out::println);
            if (page.lines().isEmpty() && !follow) {
                return 0;
            }
            if (!page.lines().isEmpty()) {
                cursor = new JsonObject(page.lines().get(page.lines().size() - 1)).getString("id");
            }
        }
    }

    private static String hint(int status, @Nullable String cursor) {
        return switch (status) {
            case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND ->
                "may this reader see the feed? see its file in gateway/partners";
            case GONE -> "the feed has another history now: pull again without --after";
            case RATE_LIMITED, UNAVAILABLE, INTERNAL ->
                "try again later" + (cursor == null ? "" : ", with --after " + cursor);
            default -> "gateway/run pull --help";
        };
    }
}
