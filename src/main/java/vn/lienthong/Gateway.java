package vn.lienthong;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Home;
import vn.lienthong.delivery.Fault;
import vn.lienthong.http.HttpsDoor;
import vn.lienthong.portal.PortalDoor;
import vn.lienthong.postgres.CannotStart;
import vn.lienthong.postgres.DurableFiles;
import vn.lienthong.sftp.SftpDoor;
import vn.lienthong.watch.Management;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/**
 * A running gateway: database, ledger, store, worker, doors, in this order; stopped in the reverse one. Start and stop
 * block.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final long SWEEP_EVERY_MS = 30_000;
    private static final long PURGE_EVERY_MS = 3_600_000;
    private static final int STOP_TIMEOUT_S = 60;
    private static final int FINDINGS_SHOWN_MAX = 20;
    private static final int TOKEN_BYTES = 32;
    /** In the data folder, mode 0600: what an operator's command shows to the management port. */
    public static final String OPERATOR_TOKEN = "operator.token";

    private final Home home;
    private final Vertx vertx;
    private final Deque<Closing> closings = new ArrayDeque<>();
    private Engine engine;
    private Ports ports = new Ports(0, 0, 0, 0);

    /**
     * Where the servers listen.
     *
     * @param sftp 0 where that door is off
     * @param portal 0 where that door is off
     */
    public record Ports(int https, int sftp, int portal, int management) {}

    private interface Closing {
        void close() throws Exception;
    }

    private Gateway(Home home, Vertx vertx, Engine engine) {
        this.home = home;
        this.vertx = vertx;
        this.engine = engine;
    }

    /** Reads the home and starts everything; what hinders it is a {@link CannotStart}. */
    public static Gateway start(Home home) {
        Findings findings = new Findings();
        Installation installation = Installation.read(home, findings);
        if (findings.hasErrors()) {
            StringBuilder first = new StringBuilder("the installation has mistakes:");
            findings.list().stream()
                    .filter(Finding::isError)
                    .limit(FINDINGS_SHOWN_MAX)
                    .forEach(f -> first.append('\n').append(f));
            throw new CannotStart(first.toString(), "mend them; gateway/run check lists them all");
        }
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        Engine engine;
        try {
            engine = Engine.start(vertx, installation);
        } catch (RuntimeException e) {
            Worker.await(vertx.close());
            throw e;
        }
        Gateway gateway = new Gateway(home, vertx, engine);
        try {
            gateway.open(installation);
            return gateway;
        } catch (RuntimeException | IOException e) {
            gateway.close();
            throw e instanceof CannotStart known
                    ? known
                    : new CannotStart("the gateway cannot start: " + e.getMessage(), "see the log above", e);
        }
    }

    private void open(Installation installation) throws IOException {
        // Of a run that was killed: whoever waits for this one must not read them.
        Files.deleteIfExists(home.data().resolve("ports.json"));
        Files.deleteIfExists(home.data().resolve("serve.pid"));
        Doors doors = new Doors(vertx, installation, engine);
        String token = HexFormat.of().formatHex(randomBytes());
        DurableFiles.replace(home.data().resolve(OPERATOR_TOKEN), token.getBytes(StandardCharsets.US_ASCII));
        closings.push(() -> Files.deleteIfExists(home.data().resolve(OPERATOR_TOKEN)));
        Optional<PortalDoor> portalDoor = doors.portal();
        Management management = Worker.await(listening(
                doors.management(token).open(),
                "the management server",
                installation.settings().management()));
        closings.push(() -> Worker.await(management.close()));
        engine.startWork();
        HttpsDoor https = Worker.await(listening(
                doors.https().open(),
                "the HTTPS door",
                installation.settings().https().listen()));
        closings.push(() -> {
            Worker.await(https.close());
            doors.close();
        });
        Optional<SftpDoor> sftp = doors.openSftp();
        sftp.ifPresent(door -> closings.push(door::close));
        PullRoutes pulls = doors.startPulls();
        closings.push(pulls::close);
        Vitals vitals = new Vitals(vertx, engine.ledger(), engine.originals(), engine.meters());
        closings.push(vitals::stop);
        long sweep = vertx.setPeriodic(SWEEP_EVERY_MS, timer -> sweep());
        closings.push(() -> vertx.cancelTimer(sweep));
        Duration kept = installation.settings().feeds().tombstones();
        long purge = vertx.setPeriodic(PURGE_EVERY_MS, timer -> purge(kept));
        closings.push(() -> vertx.cancelTimer(purge));
        Optional<PortalDoor> portal = portalDoor.map(door -> Worker.await(listening(
                door.open(), "the portal door", installation.settings().portal().listen())));
        portal.ifPresent(door -> closings.push(() -> Worker.await(door.close())));
        ports = new Ports(
                https.port(),
                sftp.map(SftpDoor::port).orElse(0),
                portal.map(PortalDoor::port).orElse(0),
                management.port());
        write("serve.pid", Long.toString(ProcessHandle.current().pid()));
        JsonObject known = new JsonObject().put("https", ports.https());
        sftp.ifPresent(door -> known.put("sftp", door.port()));
        portal.ifPresent(door -> known.put("portal", door.port()));
        write("ports.json", known.put("management", ports.management()).encode());
        management.started();
        LOG.atInfo()
                .addKeyValue("https", ports.https())
                .addKeyValue("sftp", ports.sftp())
                .addKeyValue("portal", ports.portal())
                .addKeyValue("management", ports.management())
                .log("the gateway is open");
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** A port that somebody else has is the operator's to mend, whichever server asked for it. */
    private static <T> Future<T> listening(Future<T> opened, String server, Settings.Listen listen) {
        return opened.recover(e -> Future.failedFuture(new CannotStart(
                server + " cannot listen on port " + listen.port() + ": " + e.getMessage(),
                "is another gateway running? choose a port in gateway.yaml, 0 = a free one",
                e)));
    }

    /** Other programs find the gateway by these files, so they appear whole or not at all. */
    private void write(String name, String text) throws IOException {
        Path file = home.data().resolve(name);
        Path draft = home.data().resolve(name + ".new");
        Files.writeString(draft, text + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        closings.push(() -> Files.deleteIfExists(file));
    }

    private void sweep() {
        vertx.executeBlocking(
                        () -> {
                            engine.store().sweep();
                            return null;
                        },
                        false)
                .onFailure(e -> LOG.atWarn().setCause(e).log("the sweep of batches failed and is tried again later"));
    }

    private void purge(Duration kept) {
        vertx.executeBlocking(
                        () -> {
                            engine.store().purge(kept);
                            return null;
                        },
                        false)
                .onFailure(
                        e -> LOG.atWarn().setCause(e).log("the purge of tombstones failed and is tried again later"));
    }

    public Ports ports() {
        return ports;
    }

    /**
     * Position of the last change of every record of a feed, as the store itself says: for the demo, which holds it
     * against what central has pulled. Memory grows with the feed. Blocking.
     */
    public Map<String, Long> positionsOfRecords(String feed) {
        Contract contract =
                engine.contracts().feed(feed).orElseThrow(() -> new Fault("there is no feed of that name here"));
        return engine.store().positionsOfRecords(contract);
    }

    /** Stops taking in, ends or gives back the work in hand, closes the database. Harmless when called again. */
    @Override
    public synchronized void close() {
        while (!closings.isEmpty()) {
            quietly(closings.pop());
        }
        quietly(engine::close);
        quietly(() -> vertx.close().toCompletionStage().toCompletableFuture().get(STOP_TIMEOUT_S, TimeUnit.SECONDS));
    }

    private static void quietly(Closing closing) {
        try {
            closing.close();
        } catch (Exception e) { // whatever it is, the rest must be closed too
            LOG.atWarn().setCause(e).log("a part of the gateway did not close well");
        }
    }
}
