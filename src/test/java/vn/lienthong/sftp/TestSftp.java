package vn.lienthong.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import vn.lienthong.FilesBelow;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange.EnvelopePolicy;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.CmsSealer;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.http.TestContracts;
import vn.lienthong.http.Traffic;
import vn.lienthong.intake.Reception;
import vn.lienthong.ledger.FileOriginals;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.ledger.PgLedger;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.yaml.Findings;

/** A real door on a random port with a real ledger and disk; and clients: OpenSSH's, and one that can misbehave. */
final class TestSftp implements AutoCloseable {
    static final String FEED = "push.sealed";
    static final String SMALL = "push.small";
    static final String HTTPS_ONLY = "push.https";
    static final String FOREIGN = "push.foreign";
    static final int SMALL_BYTES_MAX = 1_000;
    static final int WAIT_S = 60;

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final Database database;
    private final PgLedger ledger;
    private final FileOriginals originals;
    private final SignedReceipts receipts;
    private final Reports reports;
    private final SftpDoor door;
    private final SshClient client = SshClient.setUpDefaultClient();
    private int scripts;

    TestSftp(Path folder) throws IOException {
        this(folder, TestServer.server(), SftpDoor.Limits.DEFAULT);
    }

    TestSftp(Path folder, EmbeddedServer server, SftpDoor.Limits limits) throws IOException {
        this.folder = folder;
        var unused = DevPki.make(folder.resolve("certs"), List.of("tax-01", "tax-02", "tax-03"), List.of());
        this.database = Database.open(
                vertx, server == TestServer.server() ? TestServer.freshDatabase() : server.address(), server.secrets());
        this.ledger = PgLedger.open(vertx, database);
        this.originals = new FileOriginals(vertx, folder.resolve("originals"), 0);
        this.receipts = new SignedReceipts(
                new CmsReceiptSigner(
                        KeyFiles.privateKey(dev("gateway/receipts.key")),
                        KeyFiles.certificate(dev("gateway/receipts.crt"))),
                "test-gateway");
        this.reports = new Reports(folder.resolve("reports"));
        this.door = SftpDoor.open(
                vertx,
                new SftpDoor.Options(
                        "127.0.0.1",
                        0,
                        HostKey.read(dev("gateway/ssh_host_ed25519")),
                        folder.resolve("partials"),
                        false,
                        limits),
                new SftpDoor.Collaborators(
                        contracts(),
                        partners(),
                        ledger,
                        new Reception(vertx, ledger, originals, receipts, Clock.systemUTC()),
                        reports,
                        Traffic.UNCOUNTED));
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
    }

    private static Map<String, Contract> contracts() {
        Map<String, Contract> contracts = new TreeMap<>();
        for (String feed : List.of(FEED, HTTPS_ONLY, FOREIGN)) {
            contracts.put(feed, TestContracts.contract(feed, Format.CSV, EnvelopePolicy.SEALED, 1L << 32));
        }
        contracts.put(SMALL, TestContracts.contract(SMALL, Format.CSV, EnvelopePolicy.SEALED, SMALL_BYTES_MAX));
        return contracts;
    }

    /** The first may push two feeds and post a third, the second pushes a feed of its own, the third only posts. */
    private Partners partners() throws IOException {
        Partner.Sends sftp = new Partner.Sends(List.of(Door.SFTP), Map.of(), null);
        Partner.Sends https = new Partner.Sends(List.of(Door.HTTPS), Map.of(), null);
        return Partners.of(
                List.of(
                        partner("tax-01", Map.of(FEED, sftp, SMALL, sftp, HTTPS_ONLY, https)),
                        partner("tax-02", Map.of(FOREIGN, sftp)),
                        partner("tax-03", Map.of(HTTPS_ONLY, https))),
                new Findings());
    }

    private Partner partner(String id, Map<String, Partner.Sends> sends) throws IOException {
        String[] key =
                Files.readString(dev("partners/" + id + "/ssh_ed25519.pub")).split(" ");
        return new Partner(id, id, List.of(), List.of(key[0] + " " + key[1]), List.of(), sends, Map.of());
    }

    Path dev(String name) {
        return folder.resolve("certs/dev").resolve(name);
    }

    SftpDoor door() {
        return door;
    }

    Ledger ledger() {
        return ledger;
    }

    Reports reports() {
        return reports;
    }

    /** An envelope with this content. */
    byte[] sealed(String content) throws IOException {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        CmsSealer sealer = new CmsSealer(
                List.of(KeyFiles.certificate(dev("gateway/envelope-ec.crt"))),
                KeyFiles.privateKey(dev("partners/tax-01/signer.key")),
                KeyFiles.certificate(dev("partners/tax-01/signer.crt")));
        try (OutputStream payload = sealer.seal(envelope)) {
            payload.write(content.getBytes(UTF_8));
        }
        return envelope.toByteArray();
    }

    Path file(String name, byte[] content) throws IOException {
        return Files.write(Files.createDirectories(folder.resolve("local")).resolve(name), content);
    }

    /** @param out standard output and error together */
    record Ended(int exitCode, String out) {}

    /** OpenSSH's client as this partner, which stops at the first line that fails. */
    Ended sftp(String user, String... lines) throws IOException {
        return sftp(user, user, List.of(), lines);
    }

    /** @param key whose key is shown */
    Ended sftp(String user, String key, List<String> options, String... lines) throws IOException {
        return ended(start(user, key, options, lines));
    }

    /** OpenSSH's {@code ssh} as the first partner. */
    Ended ssh(List<String> options, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("ssh", "-p", "" + door.port()));
        all.addAll(identity("tax-01"));
        all.addAll(options);
        all.add("tax-01@127.0.0.1");
        all.addAll(List.of(command));
        return ended(new ProcessBuilder(all).redirectErrorStream(true).start());
    }

    Process start(String user, String key, List<String> options, String... lines) throws IOException {
        Path script = file("script-" + scripts++, (String.join("\n", lines) + "\n").getBytes(UTF_8));
        List<String> command = new ArrayList<>(List.of("sftp", "-b", script.toString(), "-P", "" + door.port()));
        command.addAll(identity(key));
        command.addAll(options);
        command.add(user + "@127.0.0.1");
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private List<String> identity(String key) throws IOException {
        List<String> options = new ArrayList<>(
                List.of("-i", dev("partners/" + key + "/ssh_ed25519").toString()));
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=yes",
                "UserKnownHostsFile=" + knownHosts())) {
            options.addAll(List.of("-o", option));
        }
        return options;
    }

    private static Ended ended(Process process) throws IOException {
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertTrue(process.waitFor(WAIT_S, TimeUnit.SECONDS), "the client did not end");
            return new Ended(process.exitValue(), out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private Path knownHosts() throws IOException {
        String line = Files.readString(dev("known_hosts")).replace("[127.0.0.1]:2022", "[127.0.0.1]:" + door.port());
        return file("known_hosts", line.getBytes(UTF_8));
    }

    /** A connection of a client that sends what it is told to. */
    ClientSession connect(String user) throws IOException {
        ClientSession session = client.connect(user, "127.0.0.1", door.port())
                .verify(WAIT_S, TimeUnit.SECONDS)
                .getSession();
        session.setKeyIdentityProvider(new FileKeyPairProvider(dev("partners/" + user + "/ssh_ed25519")));
        session.auth().verify(WAIT_S, TimeUnit.SECONDS);
        return session;
    }

    List<Ledger.Status> deliveries() {
        return await(ledger.list(new Ledger.ListQuery("tax-01", null, null, null, null, 1_000)));
    }

    /** Files below the folder of originals, drafts included, without the lock. */
    List<Path> originalFiles() throws IOException {
        return files("originals").stream()
                .filter(file -> !file.endsWith("lock"))
                .toList();
    }

    /** Files of unfinished pushes, with their labels. */
    List<Path> partialFiles() throws IOException {
        return files("partials");
    }

    private List<Path> files(String name) {
        return FilesBelow.of(folder.resolve(name));
    }

    /** Refuses the only delivery there is, as a worker would. */
    void refuse() {
        Ledger.Work work =
                await(ledger.claim("worker", Duration.ofSeconds(30), 5)).orElseThrow();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Receipt outcome = receipts.outcome(work.head(), Map.of("state", "refused"));
        Refusal refusal = Refusal.of(RefusalCode.SHAPE_INVALID);
        await(ledger.settle(
                work,
                new Ledger.Settlement(
                        State.REFUSED, Counts.NONE, 0, refusal, new JsonObject(), null, null, outcome, now)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Something that another thread is about to do. */
    static void eventually(Claim claim) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (!claim.holds()) {
            assertTrue(System.nanoTime() < deadline, "it never came to be");
            Thread.onSpinWait();
        }
    }

    @FunctionalInterface
    interface Claim {
        boolean holds() throws IOException;
    }

    @Override
    public void close() {
        client.stop();
        door.close();
        await(ledger.close());
        try {
            originals.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(database.close());
        await(vertx.close());
    }
}
