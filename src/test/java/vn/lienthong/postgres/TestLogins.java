package vn.lienthong.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The administrator of a test's server, for looking behind the scenes. */
public final class TestLogins {
    private TestLogins() {}

    public static Connection admin(EmbeddedServer server) throws SQLException {
        return admin(server, server.address());
    }

    static Connection admin(EmbeddedServer server, ServerAddress address) throws SQLException {
        Properties p = new Properties();
        p.setProperty("user", "lienthong_admin");
        p.setProperty("password", adminPassword(server));
        return DriverManager.getConnection(Database.url(address), p);
    }

    public static String adminPassword(EmbeddedServer server) {
        return server.secrets().adminPassword();
    }
}
