package vn.lienthong.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import vn.lienthong.postgres.QueryPool;

/**
 * Wakes those who wait for a feed to grow. Batches of this process tell at once; those of another are found by one
 * query for all waiters, asked every {@value #POLL_MS} ms while anybody waits. A waiter costs a timer, no connection.
 */
final class Arrivals {
    /** More than these are answered at once, which makes their long poll a short one. */
    static final int WAITERS_MAX = 5_000;

    private static final int POLL_MS = 500;
    private static final String HEADS = "select feed, position from store.feed";

    private final Vertx vertx;
    private final QueryPool reader;
    private final Map<String, Long> heads = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private boolean polling;
    private boolean closed;

    private record Waiter(String feed, long position, Promise<Void> promise) {}

    Arrivals(Vertx vertx, QueryPool reader) {
        this.vertx = vertx;
        this.reader = reader;
    }

    Future<Void> beyond(String feed, long position, long timeoutMs) {
        Waiter waiter = new Waiter(feed, position, Promise.promise());
        synchronized (this) {
            if (closed || timeoutMs <= 0 || waiters.size() >= WAITERS_MAX || heads.getOrDefault(feed, 0L) > position) {
                return Future.succeededFuture();
            }
            waiters.add(waiter);
        }
        long timer = vertx.setTimer(timeoutMs, id -> drop(waiter));
        // The first look is now: the feed may have grown before anybody waited.
        look();
        return waiter.promise.future().onComplete(v -> {
            boolean unused = vertx.cancelTimer(timer);
        });
    }

    private void drop(Waiter waiter) {
        synchronized (this) {
            boolean unused = waiters.remove(waiter);
        }
        waiter.promise.tryComplete();
    }

    /** The feed has reached this position. */
    void arrived(String feed, long position) {
        List<Waiter> woken = new ArrayList<>();
        synchronized (this) {
            heads.merge(feed, position, Math::max);
            for (Iterator<Waiter> i = waiters.iterator(); i.hasNext(); ) {
                Waiter w = i.next();
                if (w.feed.equals(feed) && position > w.position) {
                    woken.add(w);
                    i.remove();
                }
            }
        }
        woken.forEach(w -> w.promise.tryComplete());
    }

    private void look() {
        synchronized (this) {
            if (polling || closed || waiters.isEmpty()) {
                return;
            }
            polling = true;
        }
        reader.read(c -> c.query(HEADS).execute()).onComplete(got -> {
            if (got.succeeded()) {
                for (Row row : got.result()) {
                    arrived(row.getString(0), row.getLong(1));
                }
            }
            // A failed look is not told to the waiters: they time out, and their next page tells.
            long unused = vertx.setTimer(POLL_MS, id -> {
                synchronized (this) {
                    polling = false;
                }
                look();
            });
        });
    }

    void close() {
        List<Waiter> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiters);
            waiters.clear();
        }
        left.forEach(w -> w.promise.tryComplete());
    }
}
