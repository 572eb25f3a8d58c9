package vn.lienthong.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import vn.lienthong.Worker;
import vn.lienthong.contract.Home;
import vn.lienthong.portal.PortalPassword;

/**
 * The partners' side of the demo: an SFTP server of the commune police and the API of a planning department, both on
 * loopback, and a home whose partner files know where they are. What an operator has in {@code partners} is copied, never
 * changed.
 */
final class DemoCountry implements AutoCloseable {
    /** Nothing ever comes on this route, so that it must become late. */
    static final String SILENT_ROUTE = "sftp.hospital-01999.health.checkins";

    static final String UNITS_ROUTE = "sftp-pull.police-01.police.units";
    static final String ENTERPRISES_ROUTE = "api-pull.planning-01.planning.enterprises";
    static final String PORTAL_USER = "01999_BV";
    private static final int PASSWORD_BYTES = 18;
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int DEADLINE_SECONDS_AHEAD_MIN = 20;

    private final Vertx vertx;
    private final PlanningApi api;
    private final PartnerSftpServer server;
    private final Home home;
    private final Promises promises;

    /** What this run has agreed with its partners: a deadline, and the password of the hospital's portal account. */
    private record Promises(ZonedDateTime deadline, String portalPassword) {
        @Override
        public String toString() {
            return "Promises[" + deadline + "]";
        }
    }

    private DemoCountry(Vertx vertx, PlanningApi api, PartnerSftpServer server, Home home, Promises promises) {
        this.vertx = vertx;
        this.api = api;
        this.server = server;
        this.home = home;
        this.promises = promises;
    }

    /** Opens both servers. The home has development keys already. */
    static DemoCountry open(Home origin) throws IOException {
        Path folder = origin.data().resolve("demo");
        Path files = Files.createDirectories(folder.resolve("police-01"));
        Path token = secret(
                folder.resolve("planning.token"),
                "demo-" + ProcessHandle.current().pid());
        Vertx vertx = Vertx.vertx();
        try {
            PlanningApi api =
                    Worker.await(PlanningApi.open(vertx, Files.readString(token).strip()));
            Path gatewayKey = origin.certs().resolve("dev/gateway/ssh_ed25519.pub");
            PartnerSftpServer server = PartnerSftpServer.start(files, gatewayKey);
            var written = Files.writeString(folder.resolve("police-01.known_hosts"), server.knownHosts());
            assert Files.exists(written);
            ZonedDateTime deadline = ZonedDateTime.now(ZONE)
                    .plusSeconds(DEADLINE_SECONDS_AHEAD_MIN)
                    .truncatedTo(ChronoUnit.MINUTES)
                    .plusMinutes(1);
            Promises promises = new Promises(deadline, password());
            Path partners = partners(origin, folder.resolve("partners"), api.port(), server.port(), promises);
            Path settings = settings(origin, folder.resolve("gateway.yaml"));
            Home home = new Home(origin.root(), settings, partners, origin.routes(), origin.certs(), origin.data());
            return new DemoCountry(vertx, api, server, home, promises);
        } catch (IOException | RuntimeException e) {
            Worker.await(vertx.close());
            throw e;
        }
    }

    private static String password() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** The settings of the home, with the portal door open; beside free ports it takes a free one too. */
    private static Path settings(Home origin, Path file) throws IOException {
        Map<String, Object> settings = yaml(origin.settings());
        Map<String, Object> portal = section(settings, "portal");
        portal.put("enabled", true);
        if (Integer.valueOf(0).equals(section(settings, "https").get("port"))) {
            portal.put("port", 0);
        }
        return Files.writeString(file, new JsonObject(settings).encodePrettily() + "\n");
    }

    @SuppressWarnings("unchecked") // YAML maps have texts as keys here, the readers of these files say so
    private static Map<String, Object> yaml(Path file) throws IOException {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    @SuppressWarnings("unchecked") // as above
    private static Map<String, Object> section(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.computeIfAbsent(key, k -> new LinkedHashMap<>());
    }

    private static Path secret(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Path made = Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(made, text + "\n");
    }

    /** Copies the partner files and adds what only this run knows. */
    private static Path partners(Home origin, Path folder, int apiPort, int sftpPort, Promises promises)
            throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(origin.partners())) {
            for (Path file : files.toList()) {
                var unused = Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        add(folder.resolve("planning-01.yaml"), "planning.enterprises", "api-pull", apiPull(apiPort));
        add(folder.resolve("police-01.yaml"), "police.units", "sftp-pull", sftpPull(sftpPort));
        String due = "daily " + LocalTime.from(promises.deadline()).truncatedTo(ChronoUnit.MINUTES);
        Path hospital = folder.resolve("hospital-01999.yaml");
        add(hospital, "health.checkins", "sftp", due);
        Map<String, Object> file = yaml(hospital);
        section(file, "identity").put("portal", List.of(portalAccount(promises.portalPassword())));
        var changed = Files.writeString(hospital, new JsonObject(file).encodePrettily() + "\n");
        assert Files.exists(changed);
        return folder;
    }

    private static Map<String, Object> portalAccount(String password) {
        return Map.of(
                "user", PORTAL_USER,
                "password", PortalPassword.forPartnerFile(password),
                "addresses", List.of("127.0.0.1", "::1"),
                "facilities", List.of("01999"));
    }

    private static Map<String, Object> apiPull(int port) {
        return Map.of(
                "url",
                "http://127.0.0.1:" + port + PlanningApi.PATH,
                "every",
                "1 s",
                "auth",
                Map.of("bearer", "file:data/demo/planning.token"),
                "cursor",
                Map.of("parameter", "after", "header", PlanningApi.CURSOR_HEADER));
    }

    private static Map<String, Object> sftpPull(int port) {
        Map<String, Object> pull = new LinkedHashMap<>();
        pull.put("host", "127.0.0.1");
        pull.put("port", port);
        pull.put("user", "bhxh");
        pull.put("key", "file:certs/dev/gateway/ssh_ed25519");
        pull.put("hostKeys", "file:data/demo/police-01.known_hosts");
        pull.put("folder", "/");
        pull.put("files", "*.csv");
        pull.put("every", "1 s");
        pull.put("ready", "done-file");
        return pull;
    }

    /** Opens one more door for a feed of a partner; {@code detail} is the block of the door, or a deadline. */
    @SuppressWarnings("unchecked") // doors are a list, the reader of partner files says so
    private static void add(Path file, String feed, String door, Object detail) throws IOException {
        Map<String, Object> partner = yaml(file);
        Map<String, Object> line = section(section(partner, "sends"), feed);
        List<Object> doors = new ArrayList<>((List<Object>) line.getOrDefault("doors", List.of()));
        if (!doors.contains(door)) {
            doors.add(door);
        }
        line.put("doors", doors);
        line.put(detail instanceof String ? "due" : door, detail);
        // JSON is YAML, and quotes every text.
        var written = Files.writeString(file, new JsonObject(partner).encodePrettily() + "\n");
        assert Files.exists(written);
    }

    /** The installation of the gateway in this demo. */
    Home home() {
        return home;
    }

    /** When something should have come on the silent route. */
    ZonedDateTime deadline() {
        return promises.deadline();
    }

    /** What the hospital's program knows. */
    String portalPassword() {
        return promises.portalPassword();
    }

    /** The department's program has new enterprises: pages as it answers them. */
    void publish(JsonArray enterprises, int perPage) {
        for (int from = 0; from < enterprises.size(); from += perPage) {
            JsonArray page = new JsonArray();
            for (int i = from; i < Math.min(enterprises.size(), from + perPage); i++) {
                page.add(enterprises.getValue(i));
            }
            api.publish(new JsonObject()
                    .put("Status", "200")
                    .put("DataCount", page.size())
                    .put("Data", page)
                    .encode());
        }
    }

    /** The commune police lays a file ready; returns how many of its rows are bad. */
    int lay(String name, SyntheticUnits.Spec spec) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        int bad = SyntheticUnits.write(spec, csv);
        server.lay(name, csv.toByteArray());
        return bad;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Worker.await(vertx.close());
    }
}
