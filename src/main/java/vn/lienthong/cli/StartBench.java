package vn.lienthong.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import vn.lienthong.Worker;
import vn.lienthong.envelope.DevPki;

/**
 * How long a gateway with many partners takes to start: each partner has three routes, two of which fetch, and the host
 * of the first partner is dead. Measures start to ready, the threads then, and how long until every living partner was
 * visited.
 */
final class StartBench {
    private static final String TOKEN = "bench-token";
    /** Reserved for documentation (RFC 5737): packets to it vanish. */
    private static final String BLACK_HOLE = "192.0.2.1";

    private static final int VISITED_TIMEOUT_S = 300;
    private static final long LOOK_EVERY_MS = 200;

    private final PrintStream out;
    private final Path home;
    private final int partners;

    /** @param home an empty folder that the bench may fill */
    StartBench(PrintStream out, Path home, int partners) {
        this.out = out;
        this.home = home;
        this.partners = partners;
    }

    void run() throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        BenchHome.prepare(home);
        var keys = DevPki.make(home.resolve("certs"), ids(), List.of("vss"));
        out.println(partners + " partners, " + 3 * partners + " routes, " + keys.size() + " keys and certificates");
        Path there = Files.createDirectories(home.resolve("there"));
        PlanningApi api = Worker.await(PlanningApi.open(vertx, TOKEN));
        try (PartnerSftpServer sftp =
                PartnerSftpServer.start(there, home.resolve("certs/dev/gateway/ssh_ed25519.pub"))) {
            Files.writeString(home.resolve("certs/known_hosts"), sftp.knownHosts());
            Path token = Files.createFile(
                    home.resolve("certs/token"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(token, TOKEN + "\n");
            write(sftp.port(), api.port());
            // The first start makes the database; it is not the one that is measured.
            ChildGateway.start(home).close();
            Files.deleteIfExists(home.resolve("data/ports.json"));
            measure();
        } finally {
            Worker.await(api.close());
            Worker.await(vertx.close());
        }
    }

    private void measure() throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (ChildGateway gateway = ChildGateway.start(home)) {
            double ready = seconds(started);
            double processor = gateway.processorSeconds();
            long last = visited(gateway);
            out.printf(
                    Locale.ROOT,
                    "start to ready %.1f s (%.1f s of processor); the other %d routes visited after %.1f s, with a dead host among them;"
                            + " %d threads, %,d MB at most%n",
                    ready,
                    processor,
                    last,
                    seconds(started),
                    gateway.threads(),
                    gateway.peakMemoryBytes() / 1_000_000);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < partners; i++) {
            ids.add("agency-%04d".formatted(i));
        }
        return ids;
    }

    private void write(int sftpPort, int apiPort) throws IOException {
        Path folder = Files.createDirectories(home.resolve("partners"));
        for (String id : ids()) {
            boolean dead = id.equals(ids().get(0));
            var written = Files.writeString(
                    folder.resolve(id + ".yaml"),
                    TEMPLATE.replace("ID", id)
                            .replace("HOST", dead ? BLACK_HOLE : "127.0.0.1")
                            .replace("SFTP", Integer.toString(sftpPort))
                            .replace("API", dead ? "9" : Integer.toString(apiPort)));
            assert Files.exists(written);
        }
    }

    private static final String TEMPLATE =
            """
            partner: ID
            name: An agency of the bench
            identity:
              https:
                - issuer: CN=Lien Thong development CA,O=Lien Thong,C=VN
                  san: ID.lienthong.test
              signers:
                - file: certs/dev/partners/ID/signer.crt
            sends:
              tax.payroll:
                doors: [https, sftp-pull]
                due: workdays 17:00
                sftp-pull:
                  host: HOST
                  port: SFTP
                  user: bhxh
                  key: file:certs/dev/gateway/ssh_ed25519
                  hostKeys: file:certs/known_hosts
                  folder: /
              health.checkins:
                doors: [api-pull]
                api-pull:
                  url: http://127.0.0.1:API/v1/enterprises
                  auth: {bearer: file:certs/token}
            """;

    /** Waits until every living partner was visited; returns how many routes that are. */
    private long visited(ChildGateway gateway) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.managementPort() + "/routes"))
                .build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(VISITED_TIMEOUT_S);
        while (System.nanoTime() < end) {
            JsonArray routes =
                    new JsonArray(client.send(request, BodyHandlers.ofString()).body());
            long waiting = routes.stream()
                    .map(JsonObject.class::cast)
                    .filter(route -> route.getString("door").endsWith("-pull"))
                    .filter(route -> !route.getString("partner").equals(ids().get(0)))
                    .filter(route -> route.getValue("last_attempt") == null)
                    .count();
            if (waiting == 0) {
                return 2L * (partners - 1);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MS));
        }
        throw new CommandFailed(CommandFailed.FINDINGS, "some routes were never visited", "see gateway.log in " + home);
    }
}
