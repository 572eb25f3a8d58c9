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

    private static final String HEAD = "select epoch, position from store.feed where feed = $1";

    private final Vertx vertx;
    private final QueryPool pool;
    private final Witness witness;

    PageReader(Vertx vertx, QueryPool pool, Witness witness) {
        this.vertx = vertx;
        this.pool = pool;
        this.witness = witness;
    }

    Future<FeedHead> head(String feed) {
        return pool.read(c -> head(c, feed));
    }

    private static Future<FeedHead> head(SqlConnection connection, String feed) {
        return connection.preparedQuery(HEAD).execute(Tuple.of(feed)).map(rows -> {
            for (Row row : rows) {
                return new FeedHead(row.getString(0), row.getLong(1));
            }
            throw new Fault("no contract of this feed has been adopted");
        });
    }

    /** One page being built. */
    private static final class Building {
        final PageRequest request;
        final PageQuery query;
        final FeedHead head;
        final List<Buffer> events = new ArrayList<>();
        final long startedNs = System.nanoTime();
        Cursor at;
        long bytes;
        boolean ended;

        Building(PageRequest request, PageQuery query, FeedHead head, Cursor at) {
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
            List<Buffer> written = query.writer(head.epoch()).events(rows);
            int taken = 0;
            for (Row row : rows) {
                if (bytes >= request.bytesMax()) {
                    return;
                }
                Buffer event = written.get(taken++);
                events.add(event);
                bytes += event.length();
                at = PageQuery.cursor(head.epoch(), row);
            }
            if (rows.size() < asked) {
                // Nothing is left up to there, in scope or not.
                if (query.filters() && lastPosition > at.position()) {
                    at = new Cursor(head.epoch(), lastPosition, Integer.MAX_VALUE);
                }
                ended = lastPosition >= head.position();
            }
        }
    }

    Future<Page> page(PageRequest request) {
        PageQuery query = new PageQuery(request);
        return pool.read(c -> head(c, request.contract().feed())).compose(head -> {
            Cursor after = request.after();
            if (after != null && (!after.epoch().equals(head.epoch()) || after.position() > head.position())) {
                return Future.succeededFuture(new Page(Page.Problem.FEED_EPOCH_CHANGED, List.of(), null));
            }
            Cursor start = Objects.requireNonNullElse(after, new Cursor(head.epoch(), 0, 0));
            Building page = new Building(request, query, head, start);
            return build(page).compose(v -> shown(page)).map(v -> finished(page, start));
        });
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
        FeedHead head = page.head;
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
