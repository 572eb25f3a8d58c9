package vn.lienthong.postgres;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is: {@code postgresql://host:port/database?sslmode=verify-full&sslrootcert=ca.crt}. No login and no
 * password: those are in {@link Secrets}.
 *
 * @param rootCertificate PEM of the authority that signed the server's certificate; needed by {@code VERIFY_FULL}
 */
public record ServerAddress(String host, int port, String database, Tls tls, @Nullable Path rootCertificate) {
    private static final int PORT_DEFAULT = 5432;
    private static final Set<String> PARAMETERS = Set.of("sslmode", "sslrootcert");

    /** How the connection is protected. Over a network the default is the strictest. */
    public enum Tls {
        DISABLE,
        REQUIRE,
        VERIFY_FULL;

        String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Reads the URL; a mistake names what is wrong and never echoes the URL, which might hold a password. */
    public static ServerAddress parse(String url) {
        try {
            URI uri = new URI(url);
            if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
                throw wrong("the scheme must be postgresql");
            }
            if (uri.getUserInfo() != null) {
                throw wrong("a login or password does not belong into the URL but into the secrets file");
            }
            String host = uri.getHost();
            if (host == null || host.isEmpty()) {
                throw wrong("the host is missing");
            }
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (!path.matches("/[A-Za-z0-9_-]{1,63}")) {
                throw wrong("the path must be the name of the database");
            }
            return of(host, uri.getPort() < 0 ? PORT_DEFAULT : uri.getPort(), path.substring(1), parameters(uri));
        } catch (URISyntaxException e) {
            throw wrong("it is not a URL");
        }
    }

    private static ServerAddress of(String host, int port, String database, Map<String, String> parameters) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String mode = parameters.getOrDefault("sslmode", isLoopback(bare) ? "disable" : "verify-full");
        String root = parameters.get("sslrootcert");
        for (Tls tls : Tls.values()) {
            if (tls.wire().equals(mode)) {
                if (tls == Tls.VERIFY_FULL && (root == null || !Files.isReadable(Path.of(root)))) {
                    throw wrong("sslmode=verify-full needs sslrootcert=FILE with the authority's certificate");
                }
                return new ServerAddress(bare, port, database, tls, root == null ? null : Path.of(root));
            }
        }
        throw wrong("sslmode must be disable, require or verify-full");
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> parameters = new HashMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&")) {
                int eq = pair.indexOf('=');
                if (eq < 1 || !PARAMETERS.contains(pair.substring(0, eq))) {
                    throw wrong("the only parameters are sslmode and sslrootcert");
                }
                parameters.put(pair.substring(0, eq), pair.substring(eq + 1));
            }
        }
        return parameters;
    }

    private static CannotStart wrong(String what) {
        return new CannotStart(
                "the database URL is wrong: " + what,
                "write postgresql://host:5432/lienthong?sslmode=verify-full&sslrootcert=ca.crt");
    }

    /** True when nothing between us and the server can listen. */
    boolean isLoopback() {
        return isLoopback(host);
    }

    private static boolean isLoopback(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The same server, another database. */
    ServerAddress withDatabase(String name) {
        return new ServerAddress(host, port, name, tls, rootCertificate);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + "/" + database;
    }
}
