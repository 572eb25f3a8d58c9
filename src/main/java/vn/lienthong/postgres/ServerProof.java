package vn.lienthong.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What a server must say of itself, asked in a session of each role: settings can differ by role. */
final class ServerProof {
    private static final int VERSION_MIN = 160_000;
    private static final List<String> DURABLE = List.of("fsync", "full_page_writes", "synchronous_commit");

    private ServerProof() {}

    static void demand(Connection session, Role role) throws SQLException {
        int version = Integer.parseInt(one(session, "select current_setting('server_version_num')"));
        if (version < VERSION_MIN) {
            throw new CannotStart("PostgreSQL " + version / 10_000 + " is too old", "use PostgreSQL 16 or newer");
        }
        for (String setting : DURABLE) {
            String value = one(session, "select current_setting('" + setting + "')");
            // remote_write, local and remote_apply still flush here before they answer.
            if (value.equals("off")) {
                throw new CannotStart(
                        "PostgreSQL runs with " + setting + "=off for " + role.login()
                                + ": a receipt could be issued for what a crash loses",
                        "set " + setting + " = on on the server");
            }
        }
        String how = one(session, "select coalesce(system_user, 'none')");
        if (!how.startsWith("scram-sha-256:")) {
            throw new CannotStart(
                    "PostgreSQL lets " + role.login() + " in without SCRAM",
                    "put scram-sha-256 into its line of pg_hba.conf, and set its password again");
        }
        demandRights(session, role);
    }

    private static void demandRights(Connection session, Role role) throws SQLException {
        String rights = one(
                session,
                "select concat_ws(' ', case when rolsuper then 'superuser' end, case when rolbypassrls then"
                        + " 'bypassrls' end, case when pg_has_role(oid, 'lienthong_owner', 'member') then 'owner' end)"
                        + " from pg_roles where rolname = current_user");
        if (role != Role.OWNER && !rights.isEmpty()) {
            throw new CannotStart(
                    role.login() + " has more rights than its work needs: " + rights,
                    "alter role " + role.login() + " nosuperuser nobypassrls, and no membership in the owner");
        }
    }

    private static String one(Connection session, String sql) throws SQLException {
        try (Statement s = session.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }
}
