package vn.lienthong.fetch;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A fetch that did not bring what it should, for a reason on the partner's side. Its message holds no value of data. */
public final class FetchFailed extends IOException {
    private final FetchCode code;
    private final @Nullable Duration retryAfter;

    public FetchFailed(FetchCode code) {
        this(code, null, null);
    }

    public FetchFailed(FetchCode code, @Nullable Throwable cause) {
        this(code, cause, null);
    }

    /** @param retryAfter how long the partner asks us to stay away, or null */
    public FetchFailed(FetchCode code, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(code.name(), cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public FetchCode code() {
        return code;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
