package vn.lienthong.postgres;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;

/**
 * A statement failed, or no connection could be had in time. Carries the SQLSTATE and never the server's detail, which
 * may quote values of a row.
 */
public final class DatabaseFault extends Fault {
    /** SQLSTATE class 08: no connection within the deadline. */
    public static final String NO_CONNECTION = "08001";

    private final String state;

    public DatabaseFault(String message, String state, @Nullable Throwable cause) {
        super(message + " (SQLSTATE " + state + ")", cause);
        this.state = state;
    }

    /** Five characters, for example {@code 40P01}. */
    public String state() {
        return state;
    }
}
