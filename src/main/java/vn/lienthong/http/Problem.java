package vn.lienthong.http;

import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a call was not answered as asked: the body of RFC 9457. Holds nothing that the caller sent.
 *
 * @param retryAfterS seconds for {@code Retry-After}, 0 = none
 * @param link where to go on instead ({@code Link: rel="next"} and {@code links.events}), or null
 * @param fault opaque id of a fault of ours, the same as in the log, or null
 */
public record Problem(ProblemCode code, int retryAfterS, @Nullable String link, @Nullable UUID fault) {

    private static final String TYPE_PREFIX = "urn:lienthong:problem:";

    public static Problem of(ProblemCode code) {
        return new Problem(code, 0, null, null);
    }

    /** A problem that passes by itself. */
    public static Problem passing(ProblemCode code, int retryAfterS) {
        return new Problem(code, retryAfterS, null, null);
    }

    /** A problem with a way around it. */
    public static Problem linked(ProblemCode code, String link) {
        return new Problem(code, 0, link, null);
    }

    /** This problem on its way to the end of a chain of futures. */
    public ProblemFailure failure() {
        return new ProblemFailure(this);
    }

    JsonObject body() {
        JsonObject body = new JsonObject()
                .put("type", TYPE_PREFIX + code.wire())
                .put("title", code.title())
                .put("status", code.status())
                .put("code", code.wire());
        if (fault != null) {
            body.put("instance", "urn:uuid:" + fault);
        }
        if (link != null) {
            body.put("links", new JsonObject().put("events", link));
        }
        return body;
    }
}
