package vn.lienthong.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;
import vn.lienthong.postgres.QueryPool;

/**
 * Builds a page out of pieces: one statement each, so few rows that a page of large records does not come into memory
 * beyond its bound of bytes, on a connection that goes back in between. A piece is a cursor step like any other, so a
 * page is right whatever moves while it is read.
 */
final class PageReader {
    /** The most rows of one statement, and what the first piece asks for. */
    private static final int ROWS_MAX = 2_500;

    private static final int ROWS_FIRST = 1_000;
    private static final int ROWS_FIRST_NESTED = 32;
    /** Batches that one statement looks through when a scope may leave few of their rows. */
    private static final int SCOPED_POSITIONS = 200;
    /** After that, a page whose scope has found nothing yet is given as it is, its cursor moved on. */
    private static final long SEARCH_NS_MAX = 10_000_000_000L;

    private static final String HEAD = "select f.epoch, f.position, f.purges, p.position, p.ordinal from store.feed f"
            + " left join lateral (select position, ordinal from store.purge p where p.feed = f.feed and p.number > $2"
            + " order by position desc, ordinal desc limit 1) p on true where f.feed = $1";

    private final Vertx vertx;
    private final QueryPool pool;
    private final Witness witness;

    PageReader(Vertx vertx, QueryPool pool, Witness witness) {
        this.vertx = vertx;
        this.pool = pool;
        this.witness = witness;
    }

    Future<FeedHead> head(String feed) {
        return pool.read(c -> head(c, feed, Long.MAX_VALUE)).map(head -> new FeedHead(head.epoch(), head.position()));
    }

    /**
     * Where a feed stands, as one reader sees it.
     *
     * @param purges how often tombstones were purged
     * @param missedPosition of the last tombstone that was purged since the reader's cursor; 0 = none
     * @param missedOrdinal its place inside of the batch
     */
    record Head(String epoch, long position, long purges, long missedPosition, int missedOrdinal) {

        /** Whether a cursor belongs to this feed's history, and not to another one or to the future. */
        boolean knows(Cursor after) {
            return after.epoch().equals(epoch) && after.position() <= position && after.purges() <= purges;
        }

        boolean hasPurgedBeyond(Cursor after) {
            return missedPosition > after.position()
                    || (missedPosition == after.position() && missedOrdinal > after.ordinal());
        }
    }

    private static Future<Head> head(SqlConnection connection, String feed, long purgesKnown) {
        return connection
                .preparedQuery(HEAD)
                .execute(Tuple.of(feed, purgesKnown))
                .map(rows -> {
                    for (Row row : rows) {
                        boolean missed = row.getValue(3) != null;
                        return new Head(
                                row.getString(0),
                                row.getLong(1),
                                row.getLong(2),
                                missed ? row.getLong(3) : 0,
                                missed ? row.getInteger(4) : 0);
                    }
                    throw new Fault("no contract of this feed has been adopted");
                });
    }

    /** One page being built. */
    private static final class Building {
        final PageRequest request;
        final PageQuery query;
        final Head head;
        final List<Buffer> events = new ArrayList<>();
        final long startedNs = System.nanoTime();
        Cursor at;
        long bytes;
        boolean ended;

        Building(PageRequest request, PageQuery query, Head head, Cursor at) {
            this.request = request;
            this.query = query;
            this.head = head;
            this.at = at;
        }

        boolean isFull() {
            return ended || events.size() >= request.limit() || bytes >= request.bytesMax() || searchedEnough();
        }

        private boolean searchedEnough() {
            return query.filters() && System.nanoTime() - startedNs > SEARCH_NS_MAX;
        }

        int rowsWanted() {
            int left = request.limit() - events.size();
            if (events.isEmpty()) {
                return Math.min(left, query.nests() ? ROWS_FIRST_NESTED : ROWS_FIRST);
            }
            long average = Math.max(1, bytes / events.size());
            long fitting = (request.bytesMax() - bytes) / average + 1;
            return (int) Math.min(left, Math.min(ROWS_MAX, fitting));
        }

        long lastPosition() {
            return query.filters() ? Math.min(head.position(), at.position() + SCOPED_POSITIONS) : head.position();
        }

        /** Takes the rows that fit and moves the cursor. */
        void take(RowSet<Row> rows, int asked, long lastPosition) {
            List<Buffer> written = query.writer(head).events(rows);
            int taken = 0;
            for (Row row : rows) {
                if (bytes >= request.bytesMax()) {
                    return;
                }
                Buffer event = written.get(taken++);
                events.add(event);
                bytes += event.length();
                at = PageQuery.cursor(head, row);
            }
            if (rows.size() < asked) {
                // Nothing is left up to there, in scope or not.
                if (query.filters() && lastPosition > at.position()) {
                    at = Cursor.of(head.epoch(), lastPosition, head.purges(), Integer.MAX_VALUE);
                }
                ended = lastPosition >= head.position();
            }
        }
    }

    Future<Page> page(PageRequest request) {
        PageQuery query = new PageQuery(request);
        String feed = request.contract().feed();
        Cursor after = request.after();
        long purgesKnown = after == null ? Long.MAX_VALUE : after.purges();
        return pool.read(c -> head(c, feed, purgesKnown)).compose(head -> {
            if (after != null && !head.knows(after)) {
                return Future.succeededFuture(new Page(Page.Problem.FEED_EPOCH_CHANGED, List.of(), null));
            }
            if (after != null && head.hasPurgedBeyond(after)) {
                return Future.succeededFuture(new Page(Page.Problem.FEED_COMPACTED, List.of(), null));
            }
            Cursor start = Objects.requireNonNullElse(after, new Cursor(head.epoch(), 0, 0));
            Building page = new Building(request, query, head, start);
            return build(page)
                    .compose(v -> stillWhole(page))
                    .compose(whole -> whole ? shown(page).map(v -> finished(page, start)) : page(request));
        });
    }

    /** A purge between the pieces may have taken a tombstone that the page should have shown: it is read again. */
    private Future<Boolean> stillWhole(Building page) {
        if (page.request.contract().exchange().replaces().isEmpty()) {
            return Future.succeededFuture(true);
        }
        return pool.read(c -> head(c, page.request.contract().feed(), Long.MAX_VALUE))
                .map(now -> now.purges() == page.head.purges());
    }

    private Future<Void> build(Building page) {
        if (page.isFull()) {
            return Future.succeededFuture();
        }
        int rows = page.rowsWanted();
        long lastPosition = page.lastPosition();
        Tuple parameters = page.query.parameters(page.at, rows, lastPosition);
        return pool.read(c -> c.preparedQuery(page.query.text()).execute(parameters))
                .compose(got -> {
                    page.take(got, rows, lastPosition);
                    return build(page);
                });
    }

    /** No reader sees a position before the witness does. */
    private Future<Void> shown(Building page) {
        String feed = page.request.contract().feed();
        Head head = page.head;
        if (page.events.isEmpty() || witness.knows(feed, head.epoch(), page.at.position())) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(
                () -> {
                    witness.note(feed, head.epoch(), head.position());
                    return null;
                },
                false);
    }

    private static Page finished(Building page, Cursor start) {
        @Nullable Cursor next = page.at.equals(start) ? page.request.after() : page.at;
        return new Page(null, page.events, next);
    }
}
