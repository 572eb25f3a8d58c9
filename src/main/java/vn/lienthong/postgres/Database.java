package vn.lienthong.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * One database, opened after it has proven that what it commits is durable: a server of ours or an external one. Pools
 * are made by role, when first asked for.
 *
 * <pre>{@code
 * Database db = Database.open(vertx, server.address(), server.secrets());
 * db.migrate("ledger");
 * QueryPool writer = db.pool(Role.WRITER);
 * }</pre>
 */
public final class Database {
    /** Reactive connections of one role. */
    static final int QUERY_CONNECTIONS_MAX = 6;
    /** JDBC sessions of one role. */
    static final int SESSIONS_MAX = 4;

    private static final int CONNECT_TIMEOUT_S = 10;
    /** A socket that is silent for longer is dead or idle: longer than any statement may take. */
    private static final int SOCKET_IDLE_S = 60;

    private static final int QUERY_TIMEOUT_S = 30;
    private static final int SESSION_STATEMENT_TIMEOUT_S = 120;
    private static final int SESSION_SOCKET_TIMEOUT_S = 180;
    private static final int STATEMENT_CACHE = 256;

    private final Vertx vertx;
    private final ServerAddress address;
    private final Secrets secrets;
    private final Map<Role, QueryPool> pools = new EnumMap<>(Role.class);
    private final Map<Role, SessionPool> sessions = new EnumMap<>(Role.class);

    private Database(Vertx vertx, ServerAddress address, Secrets secrets) {
        this.vertx = vertx;
        this.address = address;
        this.secrets = secrets;
    }

    /**
     * Makes the roles (and, on a server of ours, the database) where the secrets allow it, then refuses a server that
     * does not keep what it commits, lets somebody in without SCRAM, or is too old. Blocking.
     */
    public static Database open(Vertx vertx, ServerAddress address, Secrets secrets) {
        Database database = new Database(vertx, address, secrets);
        try {
            String admin = secrets.adminUser();
            if (admin != null) {
                RoleSetup.run(database, admin);
            }
            for (Role role : Role.values()) {
                try (Connection session = DriverManager.getConnection(database.url(), database.login(role))) {
                    ServerProof.demand(session, role);
                }
            }
            return database;
        } catch (SQLException e) {
            throw new CannotStart(
                    "the database " + address + " cannot be used (SQLSTATE " + e.getSQLState() + ")",
                    hint(String.valueOf(e.getSQLState())),
                    SessionPool.fault(e));
        }
    }

    /**
     * A database that a gateway has already made ready: nothing is made or brought up to date, and only
     * {@link Role#READER} is asked for. Blocking.
     */
    public static Database attach(Vertx vertx, ServerAddress address, Secrets secrets) {
        Database database = new Database(vertx, address, secrets);
        try (Connection session = DriverManager.getConnection(database.url(), database.login(Role.READER))) {
            ServerProof.demand(session, Role.READER);
            return database;
        } catch (SQLException e) {
            throw new CannotStart(
                    "the database " + address + " cannot be read (SQLSTATE " + e.getSQLState() + ")",
                    hint(String.valueOf(e.getSQLState())),
                    SessionPool.fault(e));
        }
    }

    private static String hint(String state) {
        if (state.startsWith("28") || state.equals("08004")) {
            return "check the passwords in the secrets file, and that the server asks for SCRAM (scram-sha-256)";
        }
        if (state.equals("3D000")) {
            return "make the database: create database lienthong";
        }
        return "check that the server is up, and its host, port and TLS settings";
    }

    /** Applies the program's migrations of a schema as role owner. Blocking, idempotent. */
    public void migrate(String schema) {
        try (Connection session = DriverManager.getConnection(url(), login(Role.OWNER))) {
            Migrations.ofProgram(schema).apply(session);
        } catch (SQLException e) {
            throw new CannotStart(
                    "the schema " + schema + " of " + address + " cannot be brought up to date (SQLSTATE "
                            + e.getSQLState() + ")",
                    hint(String.valueOf(e.getSQLState())),
                    SessionPool.fault(e));
        }
    }

    /** Reactive connections of a role, for short statements from an event loop. */
    public synchronized QueryPool pool(Role role) {
        return pools.computeIfAbsent(role, this::newPool);
    }

    /** JDBC sessions of a role, for bulk work on worker threads. */
    public synchronized SessionPool sessions(Role role) {
        return sessions.computeIfAbsent(role, r -> new SessionPool(url(), login(r), SESSIONS_MAX));
    }

    /** Closes all pools; work under way fails. */
    public synchronized Future<Void> close() {
        sessions.values().forEach(SessionPool::close);
        List<Future<Void>> closing = new ArrayList<>();
        pools.values().forEach(p -> closing.add(p.close()));
        return Future.join(closing).mapEmpty();
    }

    private QueryPool newPool(Role role) {
        PgConnectOptions connect = new PgConnectOptions()
                .setHost(address.host())
                .setPort(address.port())
                .setDatabase(address.database())
                .setUser(role.login())
                .setPassword(secrets.password(role))
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(STATEMENT_CACHE);
        connect.getProperties().put("application_name", "lienthong " + role.word());
        connect.getProperties().put("statement_timeout", QUERY_TIMEOUT_S + "s");
        connect.getProperties().put("idle_in_transaction_session_timeout", QUERY_TIMEOUT_S + "s");
        connect.setSslMode(
                switch (address.tls()) {
                    case DISABLE -> SslMode.DISABLE;
                    case REQUIRE -> SslMode.REQUIRE;
                    case VERIFY_FULL -> SslMode.VERIFY_FULL;
                });
        if (address.tls() != ServerAddress.Tls.DISABLE) {
            ClientSSLOptions ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
            if (address.rootCertificate() == null) {
                ssl.setTrustAll(true);
            } else {
                ssl.setTrustOptions(new PemTrustOptions()
                        .addCertPath(address.rootCertificate().toString()));
            }
            connect.setSslOptions(ssl);
        }
        PoolOptions options = new PoolOptions()
                .setMaxSize(QUERY_CONNECTIONS_MAX)
                .setMaxWaitQueueSize(QueryPool.WAITING_MAX)
                .setIdleTimeout(SOCKET_IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_S * 1000)
                .setTcpKeepAlive(true)
                .setIdleTimeout(SOCKET_IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        return new QueryPool(
                vertx,
                PgBuilder.pool()
                        .with(options)
                        .with(net)
                        .connectingTo(connect)
                        .using(vertx)
                        .build());
    }

    ServerAddress address() {
        return address;
    }

    Secrets secrets() {
        return secrets;
    }

    String url() {
        return url(address);
    }

    static String url(ServerAddress address) {
        String host = address.host().indexOf(':') >= 0 ? "[" + address.host() + "]" : address.host();
        return "jdbc:postgresql://" + host + ":" + address.port() + "/" + address.database();
    }

    Properties login(Role role) {
        return login(role.login(), secrets.password(role));
    }

    /** The driver refuses any other authentication than SCRAM before it sends a thing. */
    Properties login(String user, String password) {
        Properties p = new Properties();
        p.setProperty("user", user);
        p.setProperty("password", password);
        p.setProperty("requireAuth", "scram-sha-256");
        p.setProperty("sslmode", address.tls().wire());
        if (address.rootCertificate() != null) {
            p.setProperty("sslrootcert", address.rootCertificate().toString());
        }
        p.setProperty("ApplicationName", "lienthong");
        p.setProperty("connectTimeout", "" + CONNECT_TIMEOUT_S);
        p.setProperty("loginTimeout", "" + CONNECT_TIMEOUT_S);
        p.setProperty("socketTimeout", "" + SESSION_SOCKET_TIMEOUT_S);
        p.setProperty("tcpKeepAlive", "true");
        p.setProperty("logServerErrorDetail", "false");
        // uuid[] may be sent in its binary form; results come in binary from the first time on.
        p.setProperty("binaryTransferEnable", "2951");
        p.setProperty("prepareThreshold", "1");
        // Bulk statements are planned once: with an array of ten thousand keys planning would cost more than it gains.
        p.setProperty(
                "options",
                "-c statement_timeout=" + SESSION_STATEMENT_TIMEOUT_S + "s -c plan_cache_mode=force_generic_plan");
        return p;
    }
}
