package vn.lienthong;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Route;
import vn.lienthong.fetch.Find;

/** One find on its way through the route of a door that fetches: the body of its exchange. For one thread. */
final class PullPassage {
    private final Route route;
    private final Find find;
    private final long bytesMax;
    private @Nullable String digest;

    PullPassage(Route route, Find find, long bytesMax) {
        this.route = route;
        this.find = find;
        this.bytesMax = bytesMax;
    }

    /** The passage in an exchange; anything else there is a mistake in the route file. */
    static PullPassage of(@Nullable Object body) {
        if (body instanceof PullPassage passage) {
            return passage;
        }
        throw new IllegalArgumentException("this step is for what 'pull:' has found");
    }

    Route route() {
        return route;
    }

    Find find() {
        return find;
    }

    long bytesMax() {
        return bytesMax;
    }

    /** Notes the digest of the bytes that were read. */
    void landed(String ofItsBytes) {
        digest = ofItsBytes;
    }

    /** Of the bytes that were read; null before. */
    @Nullable
    String digest() {
        return digest;
    }
}
