package vn.lienthong.postgres;

import java.util.Locale;

/** Who speaks to the database (DESIGN 5.15). Each has a login, a password and a pool of its own. */
public enum Role {
    /** Owns the schemas: migrations and tables made from contracts. */
    OWNER,
    /** Reads and changes rows, never tables. */
    WRITER,
    /** Reads rows. */
    READER;

    /** Name of the login role in PostgreSQL, for example {@code lienthong_writer}. */
    public String login() {
        return "lienthong_" + word();
    }

    /** The word in the secrets file, for example {@code writer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
