package vn.lienthong.postgres;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/** The gateway cannot start (exit code 3): what is wrong, and what the operator can do about it. */
public final class CannotStart extends Fault {
    private final String hint;

    public CannotStart(String message, String hint) {
        this(message, hint, null);
    }

    public CannotStart(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** One sentence for the line {@code hint: ...}. */
    public String hint() {
        return hint;
    }
}
