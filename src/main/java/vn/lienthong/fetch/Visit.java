package vn.lienthong.fetch;

import org.jspecify.annotations.Nullable;

/** A visit under way: hands out one find after the other. Blocking; for one thread. */
public interface Visit extends AutoCloseable {

    /** The next one, or null when there is no more. Call it again only when the one before is done with. */
    @Nullable
    Find next() throws FetchFailed;

    /** What was wrong although the visit went on, or null. */
    @Nullable
    FetchCode complaint();

    /** True when a find that failed leaves others to be had: files beside it, but no page after it. */
    boolean goesOnAfterFailure();

    /** True when the partner has answered in full, so that silence means that there is nothing new. */
    boolean heard();

    @Override
    void close();
}
