package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes custody. Whoever comes while a transaction is on its way waits and leaves with the next one, together with all
 * the others: one commit for many posts, and no post waits longer for it than for one commit before its own.
 *
 * <p>A transaction whose answer is lost is sent again with the same delivery ids: the database then tells what
 * became of each, or does it now.
 */
final class CustodyDesk {
    /** Posts in one transaction. */
    static final int TOGETHER_MAX = 128;
    /** Transactions on their way at a time. */
    static final int TRANSACTIONS_MAX = 2;
    /** Posts that wait; the next one is told that the ledger is unavailable. */
    static final int WAITING_MAX = 4_096;

    private static final int TRIES_MAX = 3;

    private static final String TAKE =
            """
            select c.delivery, c.receipt, c.body, c.signature, c.key_reused
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                        $8::text[], $9::timestamptz[], $10::text[], $11::uuid[], $12::bytea[], $13::bytea[],
                        $14::text[])
                with ordinality as p(id, partner, feed, door, name, bytes, digest, sealed_by, received_at, original,
                                     receipt, body, signature, key, ord)
            cross join lateral ledger.take_custody(p.id, p.partner, p.feed, p.door, p.name, p.bytes, p.digest,
                p.sealed_by, p.received_at, p.original, p.receipt, p.body, p.signature, p.key) c
            order by p.ord""";

    private final Calls calls;
    private final ArrayDeque<Post> waiting = new ArrayDeque<>();
    private int onTheirWay;

    CustodyDesk(Calls calls) {
        this.calls = calls;
    }

    Future<Ledger.Custody> take(Ledger.NewDelivery delivery) {
        Post post = new Post(delivery, Promise.promise());
        synchronized (waiting) {
            if (waiting.size() >= WAITING_MAX) {
                return Future.failedFuture(new LedgerUnavailable("too many deliveries wait for custody", false, null));
            }
            waiting.add(post);
        }
        sendWaiting();
        return post.answer.future();
    }

    private void sendWaiting() {
        List<Post> together = new ArrayList<>();
        synchronized (waiting) {
            if (onTheirWay >= TRANSACTIONS_MAX || waiting.isEmpty()) {
                return;
            }
            onTheirWay++;
            while (!waiting.isEmpty() && together.size() < TOGETHER_MAX) {
                together.add(waiting.remove());
            }
        }
        // Lanes are locked in one order by everybody; within a lane the order of arrival stays.
        together.sort(Comparator.comparing((Post p) -> p.delivery.head().lane().partner())
                .thenComparing(p -> p.delivery.head().lane().feed()));
        send(together, 1).onComplete(done -> {
            synchronized (waiting) {
                onTheirWay--;
            }
            sendWaiting();
        });
    }

    private Future<Void> send(List<Post> posts, int attempt) {
        return calls.repeatable(TAKE, arrays(posts))
                .map(rows -> {
                    answer(posts, rows);
                    return (Void) null;
                })
                .recover(fault -> sendAgain(posts, attempt, fault));
    }

    private Future<Void> sendAgain(List<Post> posts, int attempt, Throwable fault) {
        boolean unknown = fault instanceof LedgerUnavailable lost && lost.outcomeUnknown();
        if (unknown) {
            posts.forEach(post -> post.mayExist = true);
        }
        if (attempt < TRIES_MAX && (unknown || Calls.isRolledBack(fault))) {
            return send(posts, attempt + 1);
        }
        if (posts.size() > 1 && fault instanceof LedgerFault) {
            // One of them is refused: the others must not suffer for it.
            Future<Void> oneByOne = Future.succeededFuture();
            for (Post post : posts) {
                oneByOne = oneByOne.compose(done -> send(List.of(post), 1));
            }
            return oneByOne;
        }
        posts.forEach(post -> post.fail(fault));
        return Future.succeededFuture();
    }

    private static void answer(List<Post> posts, RowSet<Row> rows) {
        int i = 0;
        for (Row row : rows) {
            posts.get(i++).succeed(row);
        }
    }

    private static Tuple arrays(List<Post> posts) {
        return Tuple.tuple()
                .addValue(column(posts, p -> p.head().id(), new UUID[0]))
                .addValue(column(posts, p -> p.head().lane().partner(), new String[0]))
                .addValue(column(posts, p -> p.head().lane().feed(), new String[0]))
                .addValue(column(posts, p -> p.head().door().wire(), new String[0]))
                .addValue(column(posts, p -> p.head().name(), new String[0]))
                .addValue(column(posts, p -> p.head().bytes(), new Long[0]))
                .addValue(column(posts, p -> p.head().digest(), new String[0]))
                .addValue(column(posts, p -> DeliveryRow.wire(p.head().sealedBy()), new String[0]))
                .addValue(column(posts, p -> DeliveryRow.time(p.head().receivedAt()), new OffsetDateTime[0]))
                .addValue(column(posts, Ledger.NewDelivery::original, new String[0]))
                .addValue(column(posts, p -> p.custody().id(), new UUID[0]))
                .addValue(column(posts, p -> Buffer.buffer(p.custody().body()), new Buffer[0]))
                .addValue(column(posts, p -> Buffer.buffer(p.custody().signature()), new Buffer[0]))
                .addValue(column(posts, Ledger.NewDelivery::idempotencyKey, new String[0]));
    }

    private static <T> T[] column(List<Post> posts, Function<Ledger.NewDelivery, @Nullable T> value, T[] type) {
        return posts.stream().map(p -> value.apply(p.delivery)).toList().toArray(type);
    }

    /** One caller of {@link #take}. */
    private static final class Post {
        private final Ledger.NewDelivery delivery;
        private final Promise<Ledger.Custody> answer;
        private boolean mayExist;

        Post(Ledger.NewDelivery delivery, Promise<Ledger.Custody> answer) {
            this.delivery = delivery;
            this.answer = answer;
        }

        void succeed(Row row) {
            UUID made = row.getUUID("delivery");
            answer.complete(new Ledger.Custody(
                    made, DeliveryRow.custody(row), made.equals(delivery.head().id()), row.getBoolean("key_reused")));
        }

        void fail(Throwable fault) {
            answer.fail(mayExist ? new LedgerUnavailable("custody may or may not be durable", true, fault) : fault);
        }
    }
}
