package vn.lienthong.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done with a JDBC session while it is borrowed; nothing of the session may be kept. */
@FunctionalInterface
public interface SqlWork<T> {
    T run(Connection session) throws SQLException;
}
