package vn.lienthong;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Route;
import vn.lienthong.fetch.Find;

/** One find on its way through the route of a door that fetches: the body of its exchange. */
record PullPassage(Route route, Find find, long bytesMax) {

    /** The passage in an exchange; anything else there is a mistake in the route file. */
    static PullPassage of(@Nullable Object body) {
        if (body instanceof PullPassage passage) {
            return passage;
        }
        throw new IllegalArgumentException("this step is for what 'pull:' has found");
    }
}
