package vn.lienthong.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** What only an administrator of the server may do: the database, the three roles and their passwords. */
final class RoleSetup {
    private static final String ADMIN_DATABASE = "postgres";

    private RoleSetup() {}

    static void run(Database database, String admin) throws SQLException {
        var login = database.login(admin, database.secrets().adminPassword());
        ServerAddress maintenance = database.address().withDatabase(ADMIN_DATABASE);
        try (Connection session = DriverManager.getConnection(Database.url(maintenance), login)) {
            createDatabase(session, database.address().database());
        }
        try (Connection session = DriverManager.getConnection(database.url(), login)) {
            Migrations.ofProgram("roles").apply(session);
            for (Role role : Role.values()) {
                if (!accepts(database, role)) {
                    // Hashed here: the server and its log never see the password itself.
                    session.unwrap(PGConnection.class)
                            .alterUserPassword(
                                    role.login(),
                                    database.secrets().password(role).toCharArray(),
                                    "scram-sha-256");
                }
            }
        }
    }

    private static void createDatabase(Connection session, String name) throws SQLException {
        try (PreparedStatement exists = session.prepareStatement("select from pg_database where datname = ?")) {
            exists.setString(1, name);
            try (ResultSet r = exists.executeQuery()) {
                if (r.next()) {
                    return;
                }
            }
        }
        try (Statement s = session.createStatement()) {
            s.execute("create database \"" + name + "\"");
        } catch (SQLException e) {
            // Somebody else made it meanwhile.
            if (!"42P04".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private static boolean accepts(Database database, Role role) {
        try (Connection session = DriverManager.getConnection(database.url(), database.login(role))) {
            return session.isValid(0);
        } catch (SQLException e) {
            return false;
        }
    }
}
