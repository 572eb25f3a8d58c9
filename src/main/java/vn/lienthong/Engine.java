package vn.lienthong;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Contracts;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.delivery.Fault;
import vn.lienthong.envelope.KeyFileException;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.intake.Reception;
import vn.lienthong.ledger.FileOriginals;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.Originals;
import vn.lienthong.ledger.PgLedger;
import vn.lienthong.ledger.Pulls;
import vn.lienthong.postgres.CannotStart;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.QueryPool;
import vn.lienthong.postgres.Role;
import vn.lienthong.postgres.Secrets;
import vn.lienthong.postgres.ServerAddress;
import vn.lienthong.report.OutcomeReceipts;
import vn.lienthong.sftp.Reports;
import vn.lienthong.store.PgStore;
import vn.lienthong.watch.Meters;

/** What works behind the doors: databases, ledger, store, keys, stages and the worker. */
final class Engine implements AutoCloseable {
    /** What is under way still has to end when the disk is nearly full. */
    private static final long ORIGINALS_RESERVE_BYTES = 64L << 20;

    /** The worker looks for new work at least so often; a claim that finds nothing is one index probe. */
    private static final long IDLE_PAUSE_MS_MAX = 200;

    private final Vertx vertx;
    private final Installation installation;
    private final Databases databases;
    private final ExecutorService chunkThreads;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);
    private final PgLedger ledger;
    private final PgStore store;
    private final FileOriginals originals;
    private final Reports reports;
    private final Keyring keyring;
    private final ProcessRoute route;
    private final Worker worker;
    private final Replays replays;

    /** @param server the embedded one, or null; ledger and store may be the same database */
    private record Databases(@Nullable EmbeddedServer server, Database ledger, Database store) {}

    private Engine(Vertx vertx, Installation installation, Keyring keyring, Databases databases) throws IOException {
        this.vertx = vertx;
        this.installation = installation;
        this.keyring = keyring;
        this.databases = databases;
        Settings.Work work = installation.settings().work();
        this.chunkThreads = Executors.newFixedThreadPool(work.threads(), named("chunk"));
        Path data = installation.home().data();
        this.ledger = PgLedger.open(vertx, databases.ledger());
        this.store = PgStore.open(vertx, databases.store(), data.resolve("feeds.witness"));
        for (Contract contract : installation.contracts().all()) {
            store.adopt(contract);
        }
        this.originals = new FileOriginals(vertx, data.resolve("originals"), ORIGINALS_RESERVE_BYTES);
        originals.sweep();
        this.reports = new Reports(data.resolve("reports"));
        Worker.await(ledger.interventions().endBrokenOff());
        ContentWork content = contentWork();
        Replays.Stages replayed = new Replays.Stages(
                verifyStage(content),
                new CheckStage(
                        content,
                        ledger,
                        store,
                        new XmlSignaturePolicies(installation.partners(), keyring.signers(), keyring.revocations())),
                new StoreStage(content, ledger, store));
        this.replays = new Replays(ledger.interventions(), replayed, store);
        this.route = ProcessRoute.start(installation.home().routes(), stages(replayed), ledger, meters);
        this.worker = new Worker(vertx, ledger, route, workerSettings(installation.settings()));
    }

    /** Starts the databases and opens everything; the worker rests until {@link #startWork}. Blocking. */
    static Engine start(Vertx vertx, Installation installation) {
        Keyring keyring = keyring(installation);
        Databases databases = databases(vertx, installation);
        try {
            return new Engine(vertx, installation, keyring, databases);
        } catch (IOException e) {
            stop(databases);
            throw new Fault("a folder below " + installation.home().data() + " cannot be used", e);
        } catch (RuntimeException e) {
            stop(databases);
            throw e;
        }
    }

    private static Keyring keyring(Installation installation) {
        try {
            return Keyring.read(installation.settings(), installation.partners());
        } catch (KeyFileException e) {
            throw new CannotStart(String.valueOf(e.getMessage()), e.hint(), e);
        } catch (IOException e) {
            throw new CannotStart(
                    "a key or certificate cannot be read: " + e.getMessage(),
                    "for trying out: gateway/run pki makes development keys",
                    e);
        }
    }

    private static Worker.Settings workerSettings(Settings settings) {
        // A process id alone comes again, in a container at every start.
        String start = UUID.randomUUID().toString().substring(0, 8);
        String owner = settings.gateway() + "-" + ProcessHandle.current().pid() + "-" + start;
        Worker.Settings usual = Worker.Settings.of(owner, settings.work().deliveries());
        return new Worker.Settings(
                owner,
                settings.work().deliveries(),
                settings.work().lease(),
                settings.work().attempts(),
                usual.runMax(),
                usual.idlePauseMs(),
                IDLE_PAUSE_MS_MAX,
                usual.stopMsMax());
    }

    private static Databases databases(Vertx vertx, Installation installation) {
        Settings.DatabaseSettings settings = installation.settings().database();
        Path data = installation.home().data();
        String ledgerUrl = settings.ledger();
        String storeUrl = settings.store();
        Path secretsFile = settings.secrets();
        if (ledgerUrl != null && storeUrl != null && secretsFile != null) {
            Secrets secrets = Secrets.read(secretsFile);
            Database ledger = Database.open(vertx, ServerAddress.parse(ledgerUrl), secrets);
            Database store =
                    ledgerUrl.equals(storeUrl) ? ledger : Database.open(vertx, ServerAddress.parse(storeUrl), secrets);
            return new Databases(null, ledger, store);
        }
        EmbeddedServer server = EmbeddedServer.start(new EmbeddedServer.Settings(
                data.resolve("postgres"), data.resolve("postgres-programs"), settings.port()));
        try {
            Database database = Database.open(vertx, server.address(), server.secrets());
            server.keepAlive();
            return new Databases(server, database, database);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private ContentWork contentWork() throws IOException {
        Path scratch = installation.home().data().resolve("scratch");
        emptyFolder(scratch);
        return new ContentWork(
                keyring.opener(),
                originals,
                installation,
                new ConcurrentHashMap<>(),
                scratch,
                chunkThreads,
                installation.settings().work().threads());
    }

    private VerifyStage verifyStage(ContentWork content) {
        return new VerifyStage(
                keyring.opener(),
                originals,
                keyring.signers()::of,
                head -> content.contract(head.lane()).exchange().envelope() == EnvelopePolicy.PLAIN);
    }

    private List<Stage> stages(Replays.Stages replayed) {
        InstantSource clock = InstantSource.system();
        OutcomeReceipts receipts = new OutcomeReceipts(signedReceipts());
        return List.of(
                replayed.verify(),
                replayed.check(),
                replayed.store(),
                new SettleStage(ledger, store, receipts, clock, meters),
                new RefuseStage(ledger, receipts, clock, meters),
                new ReportStage(ledger, reports));
    }

    /** Digests of an interrupted check are of no use to anybody. */
    private static void emptyFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> left = new ArrayList<>();
        try (var entries = Files.walk(folder)) {
            entries.filter(p -> !p.equals(folder)).forEach(left::add);
        }
        for (int i = left.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(left.get(i));
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    SignedReceipts signedReceipts() {
        return new SignedReceipts(
                keyring.receiptSigner(), installation.settings().gateway());
    }

    /** For every door: what it takes into custody wakes the worker. */
    Reception reception() {
        return new Reception(vertx, ledger, originals, signedReceipts(), InstantSource.system()).wakes(worker::wake);
    }

    Pulls pulls() {
        return ledger.pulls();
    }

    Keyring keyring() {
        return keyring;
    }

    Ledger ledger() {
        return ledger;
    }

    PgStore store() {
        return store;
    }

    Originals originals() {
        return originals;
    }

    Reports reports() {
        return reports;
    }

    Contracts contracts() {
        return installation.contracts();
    }

    Meters meters() {
        return meters;
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    Replays replays() {
        return replays;
    }

    Worker worker() {
        return worker;
    }

    void startWork() {
        meters.watchProcess();
        for (Role role : List.of(Role.WRITER, Role.READER)) {
            QueryPool pool = databases.ledger().pool(role);
            meters.watchPool(role.word(), pool::inUse, pool::waiting);
        }
        worker.start();
    }

    @Override
    public void close() {
        replays.close();
        Worker.await(worker.stop());
        route.stop();
        chunkThreads.shutdownNow();
        Worker.await(store.close());
        Worker.await(ledger.close());
        closeOriginals();
        stop(databases);
    }

    private void closeOriginals() {
        try {
            originals.close();
        } catch (IOException e) {
            throw new Fault("the folder of originals did not close", e);
        }
    }

    private static void stop(Databases databases) {
        Worker.await(databases.ledger().close());
        if (databases.store() != databases.ledger()) {
            Worker.await(databases.store().close());
        }
        EmbeddedServer server = databases.server();
        if (server != null) {
            server.close();
        }
    }
}
