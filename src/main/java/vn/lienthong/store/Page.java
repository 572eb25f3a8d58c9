package vn.lienthong.store;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page, whole in memory.
 *
 * @param problem null when the page is good
 * @param events each one CloudEvent as UTF-8 JSON without line end, in feed order
 * @param next cursor of the last event, or the request's own when the page is empty; null at the very start
 */
public record Page(@Nullable Problem problem, List<Buffer> events, @Nullable Cursor next) {

    /** Why a cursor cannot be served: HTTP 410 with the code of the same name. */
    public enum Problem {
        FEED_EPOCH_CHANGED,
        FEED_COMPACTED
    }
}
