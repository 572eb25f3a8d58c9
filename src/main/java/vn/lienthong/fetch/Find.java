package vn.lienthong.fetch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something to fetch: one file, or one answer.
 *
 * <pre>
 * readTo -> (custody) -> mark, cursor -> release
 * </pre>
 */
public interface Find {

    /** Takes the bytes as they come; nothing is kept of the array. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] piece, int offset, int length) throws IOException;
    }

    /** The partner's name for it, safe to show; null when it has none. */
    @Nullable
    String name();

    /**
     * Reads it to its end. Returns only when every byte was given to the sink and it is one whole, unchanged thing;
     * else a {@link FetchFailed}. An exception of the sink passes through.
     *
     * @param bytesMax more than that is {@link FetchCode#TOO_LARGE}
     */
    void readTo(Sink sink, long bytesMax) throws IOException;

    /** What to remember of it, still without a digest. After {@link #readTo}. */
    Source.FileMark mark();

    /**
     * The digest with which this was taken before: with it once more it is nothing new. Null when it was not taken
     * before, or nobody can tell.
     */
    @Nullable
    String knownDigest();

    /** Where to go on, or null when there is nothing to remember. After {@link #readTo}. */
    @Nullable
    String cursor();

    /** The bytes are durably ours: delete or move it, if that is agreed. */
    void release() throws FetchFailed;
}
