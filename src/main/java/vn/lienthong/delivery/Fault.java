package vn.lienthong.delivery;

import org.jspecify.annotations.Nullable;

/** Our own or central's failure: retried from the ledger, never told as the sender's. */
public class Fault extends RuntimeException {

    public Fault(String message) {
        super(message);
    }

    public Fault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
