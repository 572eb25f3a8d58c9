package vn.lienthong.feeds;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.http.Accept;
import vn.lienthong.http.Answers;
import vn.lienthong.http.Call;
import vn.lienthong.http.Problem;
import vn.lienthong.http.ProblemCode;
import vn.lienthong.http.Traffic;
import vn.lienthong.store.Cursor;
import vn.lienthong.store.Page;
import vn.lienthong.store.PageRequest;
import vn.lienthong.store.Store;

/**
 * {@code GET /v1/feeds/{feed}/events}: one page of a feed, read whole and the connection given back before a byte of
 * it goes to the reader. An empty page may wait for news, without a database connection.
 */
public final class EventPages {

    /**
     * Bounds of the readers.
     *
     * @param pagesMax pages in memory at once, each of at most {@code pageBytesMax} and one event
     * @param pollsMax readers that wait for news at once
     */
    public record Limits(int pagesMax, int pageBytesMax, int pollsMax) {
        public static final Limits DEFAULT = new Limits(8, 8 << 20, 256);
    }

    private static final int EVENTS_DEFAULT = 1_000;
    private static final int EVENTS_MAX = 10_000;
    private static final int TIMEOUT_S_MAX = 60;
    private static final int SEARCH_S_MAX = 20;
    private static final int WRITE_BYTES = 256 << 10;
    private static final String BATCH = "application/cloudevents-batch+json";
    private static final String NDJSON = "application/x-ndjson";
    private static final List<String> OFFERED = List.of(BATCH, NDJSON, Answers.JSON);

    private final Store store;
    private final Limits limits;
    private final Traffic traffic;
    private final Places pages;
    private final Places polls;

    public EventPages(Store store, Limits limits, Traffic traffic) {
        this.store = store;
        this.limits = limits;
        this.traffic = traffic;
        this.pages = new Places(limits.pagesMax());
        this.polls = new Places(limits.pollsMax());
    }

    /**
     * What a reader asks for, checked.
     *
     * @param searchUntil nanoTime until which stretches of the feed that show this reader nothing are passed over
     */
    private record Asked(Call call, PageRequest page, int timeoutS, String mediaType, long searchUntil) {
        String feed() {
            return page.contract().feed();
        }

        Asked from(@Nullable Cursor after) {
            PageRequest moved =
                    new PageRequest(page.contract(), after, page.limit(), page.bytesMax(), page.fields(), page.scope());
            return new Asked(call, moved, timeoutS, mediaType, searchUntil);
        }

        Asked withoutTime() {
            return new Asked(call, page, 0, mediaType, searchUntil);
        }

        boolean isBehind(Page read) {
            return read.next() != null && !read.next().equals(page.after()) && searchUntil - System.nanoTime() > 0;
        }
    }

    Future<Void> answer(Call call, Contract contract, Partner.Receives right) {
        String mediaType = Accept.choose(call.request().headers().getAll(HttpHeaders.ACCEPT), OFFERED)
                .orElseThrow(Problem.of(ProblemCode.NOT_ACCEPTABLE)::failure);
        Cursor after = call.parameter("after")
                .map(text -> Cursor.parse(text).orElseThrow(Call::invalid))
                .orElse(null);
        int limit = call.parameter("limit", EVENTS_DEFAULT, 1, EVENTS_MAX);
        int timeoutS = call.parameter("timeout", 0, 0, TIMEOUT_S_MAX);
        PageRequest request =
                new PageRequest(contract, after, limit, limits.pageBytesMax(), right.fields(), right.scope());
        long searchUntil = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEARCH_S_MAX);
        return read(new Asked(call, request, timeoutS, mediaType, searchUntil))
                .compose(waiting -> waiting.map(this::poll).orElseGet(Future::succeededFuture));
    }

    /**
     * Reads and writes a page. When there is nothing for this reader and time to wait, nothing is written and what he
     * asks for is returned, from where he stands now.
     */
    private Future<Optional<Asked>> read(Asked asked) {
        Places.Place place = pages.take();
        return Future.succeededFuture()
                .compose(taken -> store.page(asked.page()))
                .compose(page -> {
                    boolean empty = page.problem() == null && page.events().isEmpty();
                    if (empty && asked.isBehind(page)) {
                        place.giveBack();
                        return read(asked.from(page.next()));
                    }
                    return empty && asked.timeoutS() > 0
                            ? Future.succeededFuture(Optional.of(asked))
                            : write(asked, page).map(Optional.<Asked>empty());
                })
                .eventually(() -> {
                    place.giveBack();
                    return Future.succeededFuture();
                });
    }

    private Future<Void> poll(Asked asked) {
        Places.Place place = polls.take();
        traffic.polls(1);
        Runnable leave = () -> {
            if (place.giveBack()) {
                traffic.polls(-1);
            }
        };
        asked.call().response().closeHandler(gone -> leave.run());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(asked.timeoutS());
        return Future.succeededFuture().compose(taken -> await(asked, deadline)).eventually(() -> {
            leave.run();
            return Future.succeededFuture();
        });
    }

    /**
     * The head is read before the page: what is stored between the two is on the page, what comes later wakes us. Only
     * news that this reader may see ends the wait.
     */
    private Future<Void> await(Asked asked, long deadline) {
        return store.head(asked.feed()).compose(head -> {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            return read(leftMs > 0 ? asked : asked.withoutTime()).compose(waiting -> {
                if (waiting.isEmpty() || asked.call().response().closed()) {
                    return Future.succeededFuture();
                }
                return store.awaitBeyond(asked.feed(), head.position(), Math.max(1, leftMs))
                        .compose(news -> await(waiting.get(), deadline));
            });
        });
    }

    private Future<Void> write(Asked asked, Page page) {
        String events = "/v1/feeds/" + asked.feed() + "/events";
        if (page.problem() != null) {
            ProblemCode code =
                    switch (page.problem()) {
                        case FEED_EPOCH_CHANGED -> ProblemCode.FEED_EPOCH_CHANGED;
                        case FEED_COMPACTED -> ProblemCode.FEED_COMPACTED;
                    };
            return Future.failedFuture(Problem.linked(code, events).failure());
        }
        boolean lines = asked.mediaType().equals(NDJSON);
        long length = length(page.events(), lines);
        HttpServerResponse response = Answers.head(asked.call().response(), 200, asked.mediaType())
                .putHeader("Link", "<" + next(asked, events, page.next()) + ">; rel=\"next\"")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        if (asked.call().request().method().equals(HttpMethod.HEAD)) {
            return response.end();
        }
        return writeFrom(response, page.events(), 0, lines)
                .onSuccess(written -> traffic.served(
                        asked.call().caller().id(), asked.feed(), page.events().size(), length));
    }

    private static long length(List<Buffer> events, boolean lines) {
        long length = lines || !events.isEmpty() ? 0 : 1;
        for (Buffer event : events) {
            length += event.length() + 1;
        }
        return lines ? length : length + 1;
    }

    /** Writes a stretch of events, waits until the reader has taken it, goes on. */
    private static Future<Void> writeFrom(HttpServerResponse response, List<Buffer> events, int from, boolean lines) {
        Buffer piece = Buffer.buffer(WRITE_BYTES);
        if (from == 0 && !lines) {
            piece.appendByte((byte) '[');
        }
        int at = from;
        while (at < events.size() && piece.length() < WRITE_BYTES) {
            if (at > 0 && !lines) {
                piece.appendByte((byte) ',');
            }
            piece.appendBuffer(events.get(at));
            if (lines) {
                piece.appendByte((byte) '\n');
            }
            at++;
        }
        if (at == events.size()) {
            if (!lines) {
                piece.appendByte((byte) ']');
            }
            return response.end(piece);
        }
        int rest = at;
        return response.write(piece).compose(taken -> writeFrom(response, events, rest, lines));
    }

    private static String next(Asked asked, String events, @Nullable Cursor after) {
        StringBuilder next =
                new StringBuilder(events).append("?limit=").append(asked.page().limit());
        Optional.ofNullable(after).ifPresent(cursor -> next.append("&after=").append(cursor));
        asked.call().parameter("timeout").ifPresent(timeout -> next.append("&timeout=")
                .append(timeout));
        return next.toString();
    }
}
