package vn.lienthong.envelope;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/** A key or certificate file that cannot be used, with what to do about it. Holds no key material. */
public final class KeyFileException extends Fault {
    private final String hint;

    public KeyFileException(String message, String hint) {
        this(message, hint, null);
    }

    public KeyFileException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** One line for the operator, to be printed after {@code hint: }. */
    public String hint() {
        return hint;
    }
}
