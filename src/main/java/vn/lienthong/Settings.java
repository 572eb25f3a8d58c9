package vn.lienthong;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Home;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.YamlFile;
import vn.lienthong.yaml.YamlMap;

/** What {@code gateway.yaml} says, checked. Holds paths of keys, never a key or a password. */
public record Settings(
        String gateway,
        Https https,
        Sftp sftp,
        Portal portal,
        Listen management,
        Keys keys,
        DatabaseSettings database,
        Work work,
        Feeds feeds) {

    private static final int PORT_MAX = 65_535;
    private static final int UPLOADS_MAX = 10_000;
    private static final int DELIVERIES_MAX = 64;
    private static final int THREADS_MAX = 64;
    private static final int ATTEMPTS_MAX = 100;
    private static final int SESSIONS_MAX = 1_000;
    private static final Duration INCOMPLETE_MIN = Duration.ofMinutes(1);
    private static final Duration KEPT_MAX = Duration.ofDays(3_650);
    private static final Duration TOMBSTONES_MIN = Duration.ofDays(1);
    private static final Duration TOMBSTONES_MAX = Duration.ofDays(3_650);
    private static final Duration LEASE_MIN = Duration.ofSeconds(3);
    private static final Duration LEASE_MAX = Duration.ofHours(1);

    /** Where a server listens; port 0 = a free one. */
    public record Listen(String host, int port) {}

    /** A certificate and its private key, PEM files. */
    public record KeyPairFiles(Path certificate, Path key) {}

    /**
     * @param trust PEM file with the certificates that client chains must end in
     * @param uploads bound on bodies being received at once
     */
    public record Https(Listen listen, KeyPairFiles identity, Path trust, int uploads) {}

    /** The portal door; {@code enabled} false = it stays shut, as it does when nobody says anything. */
    public record Portal(boolean enabled, Listen listen, KeyPairFiles identity) {}

    /**
     * @param hostKey private key of OpenSSH by which partners know the door again
     * @param sessions bound on connections at once
     * @param sessionsPerPartner of those, of one partner
     * @param chacha20 also offer ChaCha20-Poly1305, which most clients then prefer although it is slower here
     * @param incompleteAfter an unfinished file is given up when nobody touched it for so long
     * @param reports how long a report is kept
     */
    public record Sftp(
            boolean enabled,
            Listen listen,
            Path hostKey,
            int sessions,
            int sessionsPerPartner,
            boolean chacha20,
            Duration incompleteAfter,
            Duration reports) {}

    /** @param revocation folder of revocation lists; need not exist */
    public record Keys(List<KeyPairFiles> envelope, KeyPairFiles receipts, Path revocation) {}

    /**
     * @param port of the embedded server
     * @param ledger URL of an external server, or null
     * @param store URL of an external server, or null
     * @param secrets file with the roles' passwords of external servers, or null
     */
    public record DatabaseSettings(
            boolean embedded, int port, @Nullable String ledger, @Nullable String store, @Nullable Path secrets) {}

    /**
     * @param deliveries worked on at once
     * @param threads for one large delivery
     * @param attempts faults, or deaths of the gateway in a row, after which a delivery is held
     */
    public record Work(int deliveries, int threads, Duration lease, int attempts) {}

    /** @param tombstones how long a feed tells of a deleted record; readers who stay away longer start again */
    public record Feeds(Duration tombstones) {}

    /** Reads the home's {@code gateway.yaml}; mistakes go to the findings, with stand-ins in what is returned. */
    public static Settings read(Home home, Findings findings) {
        String label = home.root().relativize(home.settings()).toString();
        YamlFile file = YamlFile.read(home.settings(), label.startsWith("..") ? "gateway.yaml" : label, findings);
        YamlMap root = file.root();
        String name = root.textOrNull("gateway");
        Settings settings = new Settings(
                name == null ? "lien-thong" : name,
                https(root.map("https"), home),
                sftp(root.map("sftp"), home),
                portal(root.map("portal"), home),
                listen(root.map("management"), 8081, true),
                keys(root.map("keys"), home),
                database(root.map("database"), home),
                work(root.map("work")),
                feeds(root.map("feeds")));
        root.refuseOthers();
        return settings;
    }

    private static Https https(YamlMap map, Home home) {
        Listen listen = listen(map, 8443, false);
        KeyPairFiles identity = new KeyPairFiles(
                path(map, "certificate", "certs/dev/gateway/https.crt", home),
                path(map, "key", "certs/dev/gateway/https.key", home));
        Path trust = path(map, "trust", "certs/dev/ca.crt", home);
        Https https = new Https(listen, identity, trust, (int) map.whole("uploads", 1, UPLOADS_MAX, 64));
        map.refuseOthers();
        return https;
    }

    private static Portal portal(YamlMap map, Home home) {
        Portal portal = new Portal(
                map.flag("enabled", false),
                listen(map, 8445, false),
                new KeyPairFiles(
                        path(map, "certificate", "certs/dev/gateway/https.crt", home),
                        path(map, "key", "certs/dev/gateway/https.key", home)));
        map.refuseOthers();
        return portal;
    }

    private static Sftp sftp(YamlMap map, Home home) {
        Sftp sftp = new Sftp(
                map.flag("enabled", true),
                listen(map, 2022, false),
                path(map, "hostKey", "certs/dev/gateway/ssh_host_ed25519", home),
                (int) map.whole("sessions", 1, SESSIONS_MAX, 64),
                (int) map.whole("sessionsPerPartner", 1, SESSIONS_MAX, 8),
                map.flag("chacha20", false),
                map.duration("incompleteAfter", INCOMPLETE_MIN, KEPT_MAX, Duration.ofHours(24)),
                map.duration("reports", INCOMPLETE_MIN, KEPT_MAX, Duration.ofDays(35)));
        map.refuseOthers();
        return sftp;
    }

    private static Listen listen(YamlMap map, int port, boolean whole) {
        String host = map.textOrNull("host");
        Listen listen = new Listen(host == null ? "127.0.0.1" : host, (int) map.whole("port", 0, PORT_MAX, port));
        if (whole) {
            map.refuseOthers();
        }
        return listen;
    }

    private static Keys keys(YamlMap map, Home home) {
        List<KeyPairFiles> envelope = new ArrayList<>();
        for (YamlMap pair : map.maps("envelope")) {
            envelope.add(pair(pair, "", home));
        }
        if (envelope.isEmpty()) {
            envelope.add(developmentPair("envelope-rsa", home));
            envelope.add(developmentPair("envelope-ec", home));
        }
        Keys keys = new Keys(
                List.copyOf(envelope),
                pair(map.map("receipts"), "receipts", home),
                path(map, "revocation", "certs/trust", home));
        map.refuseOthers();
        return keys;
    }

    /** @param name of the development key that stands in when the map is empty */
    private static KeyPairFiles pair(YamlMap map, String name, Home home) {
        KeyPairFiles pair = new KeyPairFiles(
                path(map, "certificate", "certs/dev/gateway/" + name + ".crt", home),
                path(map, "key", "certs/dev/gateway/" + name + ".key", home));
        map.refuseOthers();
        return pair;
    }

    private static KeyPairFiles developmentPair(String name, Home home) {
        return new KeyPairFiles(
                home.resolve("certs/dev/gateway/" + name + ".crt"), home.resolve("certs/dev/gateway/" + name + ".key"));
    }

    private static Path path(YamlMap map, String key, String otherwise, Home home) {
        String value = map.textOrNull(key);
        return home.resolve(value == null ? otherwise : value);
    }

    private static DatabaseSettings database(YamlMap map, Home home) {
        boolean embedded = map.flag("embedded", true);
        String secrets = map.textOrNull("secrets");
        DatabaseSettings database = new DatabaseSettings(
                embedded,
                (int) map.whole("port", 0, PORT_MAX, 0),
                map.textOrNull("ledger"),
                map.textOrNull("store"),
                secrets == null ? null : home.resolve(secrets));
        if (embedded && (database.ledger() != null || database.store() != null)) {
            map.error("embedded", "'embedded: true' and the URL of an external server exclude each other", null);
        }
        if (!embedded && (database.ledger() == null || database.store() == null || secrets == null)) {
            map.error("embedded", "external servers need 'ledger', 'store' and 'secrets'", "or write embedded: true");
        }
        map.refuseOthers();
        return database;
    }

    private static Feeds feeds(YamlMap map) {
        Feeds feeds = new Feeds(map.duration("tombstones", TOMBSTONES_MIN, TOMBSTONES_MAX, Duration.ofDays(730)));
        map.refuseOthers();
        return feeds;
    }

    private static Work work(YamlMap map) {
        Work work = new Work(
                (int) map.whole("deliveries", 1, DELIVERIES_MAX, 2),
                (int) map.whole("threads", 1, THREADS_MAX, 2),
                map.duration("lease", LEASE_MIN, LEASE_MAX, Duration.ofSeconds(30)),
                (int) map.whole("attempts", 1, ATTEMPTS_MAX, 5));
        map.refuseOthers();
        return work;
    }
}
