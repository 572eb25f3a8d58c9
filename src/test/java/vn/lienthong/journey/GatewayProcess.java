package vn.lienthong.journey;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.Role;

/** The packaged gateway in a process and a home of its own, every port free. */
final class GatewayProcess implements AutoCloseable {
    private static final int START_TIMEOUT_S = 120;
    private static final int STOP_TIMEOUT_S = 60;
    private static final int POLL_MS = 50;
    private static final int SETTLE_WAIT_S = 60;

    private final Path home;
    private final Shell shell;
    private final String[] javaOptions;
    private Process process;
    private JsonObject ports = new JsonObject();

    private GatewayProcess(Path home, String settings, String... javaOptions) throws IOException {
        this.home = home;
        this.shell = new Shell(home);
        this.javaOptions = javaOptions;
        Files.writeString(
                home.resolve("gateway.yaml"),
                "https: {port: 0}\nsftp: {port: 0}\nmanagement: {port: 0}\nwork: {lease: 3 s}\n" + settings);
        Shell.Ended pki = shell.run(command("pki", "--home", home.toString()));
        if (pki.exitCode() != 0) {
            throw new AssertionError("pki: " + pki.out());
        }
        this.process = launch();
    }

    /** Makes a home with development keys and starts the gateway in it. */
    static GatewayProcess start(Path home, String... javaOptions) throws IOException {
        return new GatewayProcess(home, "", javaOptions);
    }

    /** The same with more settings, lines of {@code gateway.yaml}. */
    static GatewayProcess startWith(Path home, String settings) throws IOException {
        return new GatewayProcess(home, settings);
    }

    private List<String> command(String... arguments) {
        String jar = System.getProperty("lienthong.jar", "target/lienthong.jar");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(javaOptions.length > 0 ? javaOptions : new String[] {"-Xmx256m"}));
        command.add("-Dlienthong.root=" + Path.of("").toAbsolutePath());
        command.addAll(List.of("-jar", Path.of(jar).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Any command of {@code gateway/run} in this home. */
    Shell.Ended run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", home.toString()));
        return shell.run(command(all.toArray(String[]::new)));
    }

    private Process launch() throws IOException {
        Files.deleteIfExists(home.resolve("data/ports.json"));
        Process started = new ProcessBuilder(command("serve", "--home", home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("gateway.log").toFile()))
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        try {
            while (!Files.exists(home.resolve("data/ports.json"))) {
                if (started.waitFor(POLL_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    throw new AssertionError("the gateway did not start:\n" + log());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        ports = new JsonObject(Files.readString(home.resolve("data/ports.json")));
        return started;
    }

    /** kill -9, then a start in the same home. */
    void killAndStartAgain() throws IOException {
        kill();
        process = launch();
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    /** A number from its embedded database, past every interface; for facts that nobody outside is told. */
    long look(String query) {
        EmbeddedServer.Running server = EmbeddedServer.running(new EmbeddedServer.Settings(
                        home.resolve("data/postgres"), home.resolve("data/postgres-programs"), 0))
                .orElseThrow(() -> new AssertionError("its database does not run"));
        Vertx vertx = Vertx.vertx();
        Database database = Database.open(vertx, server.address(), server.secrets());
        try {
            return database.sessions(Role.OWNER).run(session -> {
                try (Statement s = session.createStatement();
                        ResultSet rows = s.executeQuery(query)) {
                    rows.next();
                    return rows.getLong(1);
                }
            });
        } finally {
            database.close()
                    .compose(closed -> vertx.close())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    long pid() {
        return process.pid();
    }

    Path home() {
        return home;
    }

    Shell shell() {
        return shell;
    }

    String log() throws IOException {
        return Files.readString(home.resolve("gateway.log"));
    }

    int port(String server) {
        return ports.getInteger(server);
    }

    String url(String path) {
        return "https://localhost:" + port("https") + path;
    }

    private String identity(String who) {
        Path dev = home.resolve("certs/dev").resolve(who);
        return " --cert " + dev.resolve("https.crt") + " --key " + dev.resolve("https.key");
    }

    /** A curl command line up to its URL; {@code who} is a folder below certs/dev, or empty for no certificate. */
    String curl(String who) {
        return "curl -sS --cacert " + home.resolve("certs/dev/ca.crt") + (who.isEmpty() ? "" : identity(who)) + " ";
    }

    /** An answer: status and body. */
    record Answer(int status, String body) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    /** Runs curl and takes its answer apart. */
    Answer ask(String who, String options, String path) {
        String out = shell.sh(curl(who) + "-w '\\n%{http_code}' " + options + " '" + url(path) + "'");
        int cut = out.lastIndexOf('\n');
        return new Answer(Integer.parseInt(out.substring(cut + 1).strip()), out.substring(0, cut));
    }

    /** Pushes a file as its sender's program would, with the right digest. */
    Answer push(String partner, String feed, Path file) {
        String digest =
                shell.sh("openssl dgst -sha256 -binary " + file + " | base64").strip();
        return ask(
                "partners/" + partner,
                "-H 'Repr-Digest: sha-256=:" + digest + ":' -H 'Expect:' --data-binary @" + file,
                "/v1/feeds/" + feed + "/deliveries");
    }

    /** Waits for the outcome and returns the status. */
    JsonObject settled(String partner, String delivery) {
        for (int i = 0; i < 10; i++) {
            JsonObject status = ask(
                            "partners/" + partner,
                            "-H 'Prefer: wait=" + SETTLE_WAIT_S + "'",
                            "/v1/deliveries/" + delivery)
                    .json();
            if (status.getValue("settled_at") != null || "held".equals(status.getString("state"))) {
                return status;
            }
        }
        throw new AssertionError("delivery " + delivery + " has no outcome");
    }

    /** All events of a feed as central pulls them, page by page. */
    JsonArray pull(String feed, int limit) {
        JsonArray all = new JsonArray();
        eachEvent(feed, limit, all::add);
        return all;
    }

    /** The same without keeping them. */
    void eachEvent(String feed, int limit, Consumer<JsonObject> seen) {
        String after = "";
        while (true) {
            String body = ask(
                            "central/vss",
                            "-H 'Accept: application/x-ndjson'",
                            "/v1/feeds/" + feed + "/events?limit=" + limit + after)
                    .body();
            if (body.isBlank()) {
                return;
            }
            String[] lines = body.strip().split("\n");
            for (String line : lines) {
                seen.accept(new JsonObject(line));
            }
            after = "&after=" + new JsonObject(lines[lines.length - 1]).getString("id");
        }
    }

    /** Seals with openssl alone, RSA recipient, as docs/partners.md tells a partner to. */
    Path sealWithOpenssl(String partner, Path content) {
        Path dev = home.resolve("certs/dev");
        Path sealed = home.resolve(content.getFileName() + "-" + System.nanoTime() + ".p7m");
        shell.sh("openssl cms -sign -nodetach -binary -outform DER -md sha256"
                + " -signer " + dev + "/partners/" + partner + "/signer.crt -inkey " + dev + "/partners/" + partner
                + "/signer.key -in " + content + " -out " + sealed + ".signed"
                + " && openssl cms -encrypt -stream -binary -aes-256-gcm -outform DER"
                + " -recip " + dev + "/gateway/envelope-rsa.crt -keyopt rsa_padding_mode:oaep"
                + " -keyopt rsa_oaep_md:sha256 -in " + sealed + ".signed -out " + sealed);
        return sealed;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
