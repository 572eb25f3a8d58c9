package vn.lienthong.intake;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.lienthong.delivery.State;
import vn.lienthong.http.Call;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Ledger.Status;

/**
 * {@code Prefer: wait=N} (RFC 7240): holds an answer until the delivery has ended or is held. Looks into the ledger
 * now and then, ever more slowly, and holds no connection between two looks.
 */
final class OutcomeWait {

    static final int WAIT_S_MAX = 60;

    private static final long FIRST_LOOK_MS = 50;
    private static final long LOOK_MS_MAX = 1_000;
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?(?:$|[,;\\s])");

    private final Vertx vertx;
    private final Ledger ledger;
    private final int waitersMax;
    private final AtomicInteger waiters = new AtomicInteger();

    OutcomeWait(Vertx vertx, Ledger ledger, int waitersMax) {
        this.vertx = vertx;
        this.ledger = ledger;
        this.waitersMax = waitersMax;
    }

    /** Seconds that the headers ask for, at most {@link #WAIT_S_MAX}; what cannot be read is no wish. */
    static int preferredS(List<String> prefer) {
        Matcher matcher = WAIT.matcher(String.join(",", prefer));
        return matcher.find() ? Math.min(Integer.parseInt(matcher.group(1)), WAIT_S_MAX) : 0;
    }

    /** The status as soon as it is final, or as it is when the time is over. */
    Future<Status> outcome(Call call, Status status, int waitS) {
        if (isFinal(status) || waiters.incrementAndGet() > waitersMax) {
            if (!isFinal(status)) {
                waiters.decrementAndGet();
            }
            return Future.succeededFuture(status);
        }
        call.response().putHeader("Preference-Applied", "wait=" + waitS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(waitS);
        return look(call, status, deadline, FIRST_LOOK_MS).eventually(() -> {
            waiters.decrementAndGet();
            return Future.succeededFuture();
        });
    }

    private Future<Status> look(Call call, Status status, long deadline, long delayMs) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (isFinal(status) || leftMs <= 0 || call.response().closed()) {
            return Future.succeededFuture(status);
        }
        return vertx.timer(Math.max(1, Math.min(delayMs, leftMs)), TimeUnit.MILLISECONDS)
                .compose(later -> ledger.status(status.head().id()))
                .compose(found ->
                        look(call, found.orElse(status), deadline, Math.min(delayMs + delayMs / 2, LOOK_MS_MAX)));
    }

    private static boolean isFinal(Status status) {
        return status.state().isEnd() || status.state() == State.HELD;
    }
}
