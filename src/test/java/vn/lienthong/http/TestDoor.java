package vn.lienthong.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import vn.lienthong.FilesBelow;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.envelope.CmsReceiptSigner;
import vn.lienthong.envelope.CmsSealer;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.envelope.SignedReceipts;
import vn.lienthong.feeds.EventPages;
import vn.lienthong.feeds.FeedCalls;
import vn.lienthong.intake.DeliveryCalls;
import vn.lienthong.intake.Reception;
import vn.lienthong.ledger.FileOriginals;
import vn.lienthong.ledger.PgLedger;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.store.PgStore;
import vn.lienthong.yaml.Findings;

/** A real door on a random port: real TLS, ledger, store, disk and keys; and clients that talk to it. */
public final class TestDoor implements AutoCloseable {
    public static final String GATEWAY = "test-gateway";
    public static final int WAIT_S = 60;

    private static final int EVENT_LOOPS = 2;

    /** What a test may choose. */
    public record Choice(
            List<Contract> contracts,
            List<Partner> partners,
            HttpsDoor.Limits door,
            DeliveryCalls.Limits deliveries,
            EventPages.Limits pages,
            long reserveBytes) {

        public static Choice of(List<Contract> contracts, List<Partner> partners) {
            return new Choice(
                    contracts,
                    partners,
                    HttpsDoor.Limits.DEFAULT,
                    DeliveryCalls.Limits.DEFAULT,
                    EventPages.Limits.DEFAULT,
                    0);
        }

        public Choice with(DeliveryCalls.Limits limits) {
            return new Choice(contracts, partners, door, limits, pages, reserveBytes);
        }

        public Choice with(HttpsDoor.Limits limits) {
            return new Choice(contracts, partners, limits, deliveries, pages, reserveBytes);
        }

        public Choice with(EventPages.Limits limits) {
            return new Choice(contracts, partners, door, deliveries, limits, reserveBytes);
        }

        /** A disk on which so much must stay free. */
        public Choice withReserve(long bytes) {
            return new Choice(contracts, partners, door, deliveries, pages, bytes);
        }
    }

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final Database database;
    private final PgLedger ledger;
    private final PgStore store;
    private final FileOriginals originals;
    private final Reception reception;
    private final DeliveryCalls deliveries;
    private final HttpsDoor door;

    public TestDoor(Path folder, Choice choice) {
        this.folder = folder;
        this.database = Database.open(
                vertx, TestServer.server().address(), TestServer.server().secrets());
        this.ledger = PgLedger.open(vertx, database);
        this.store = PgStore.open(vertx, database, folder.resolve("witness"));
        this.originals = new FileOriginals(vertx, folder.resolve("originals"), choice.reserveBytes());
        Map<String, Contract> contracts = new TreeMap<>();
        choice.contracts().forEach(contract -> {
            store.adopt(contract);
            contracts.put(contract.feed(), contract);
        });
        SignedReceipts receipts = new SignedReceipts(
                new CmsReceiptSigner(privateKey("gateway/receipts"), certificate("gateway/receipts")), GATEWAY);
        this.reception = new Reception(vertx, ledger, originals, receipts, Clock.systemUTC());
        this.deliveries = new DeliveryCalls(
                vertx,
                contracts,
                new DeliveryCalls.Collaborators(ledger, originals, sealer(), reception),
                choice.deliveries(),
                Traffic.UNCOUNTED);
        FeedCalls feeds = new FeedCalls(contracts, new EventPages(store, choice.pages(), Traffic.UNCOUNTED));
        HttpsDoor.Options options = new HttpsDoor.Options(
                "127.0.0.1",
                0,
                file("gateway/https.crt"),
                file("gateway/https.key"),
                file("ca.crt"),
                EVENT_LOOPS,
                choice.door());
        this.door = new HttpsDoor(
                vertx,
                options,
                new RegisteredCallers(Partners.of(choice.partners(), new Findings())),
                Traffic.UNCOUNTED,
                List.of(deliveries, feeds));
        var unused = await(door.open());
    }

    /** Keys and certificates of one folder for all tests that use it. */
    public static void makeKeys(Path folder, String... ids) {
        try {
            var unused = DevPki.make(folder.resolve("certs"), List.of(ids), List.of());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The https identity of a partner whose keys are in the folder. */
    public static Partner.HttpsIdentity identity(Path folder, String id) {
        X509Certificate certificate = read(folder.resolve("certs/dev/partners/" + id + "/https.crt"));
        return new Partner.HttpsIdentity(
                certificate.getIssuerX500Principal().getName(),
                certificate.getSerialNumber().toString(16),
                null);
    }

    public HttpsDoor door() {
        return door;
    }

    public PgLedger ledger() {
        return ledger;
    }

    public PgStore store() {
        return store;
    }

    public FileOriginals originals() {
        return originals;
    }

    public Reception reception() {
        return reception;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Path file(String name) {
        return folder.resolve("certs/dev").resolve(name);
    }

    /** Seals for the gateway, signed by the gateway, as it does with payloads that come plain. */
    public Sealer sealer() {
        return new CmsSealer(
                List.of(certificate("gateway/envelope-ec")),
                privateKey("gateway/receipts"),
                certificate("gateway/receipts"));
    }

    public X509Certificate certificate(String name) {
        return read(file(name + ".crt"));
    }

    public java.security.PrivateKey privateKey(String name) {
        try {
            return KeyFiles.privateKey(file(name + ".key"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static X509Certificate read(Path file) {
        try {
            return KeyFiles.certificate(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Files below the folder of originals, drafts included, without the lock. */
    public List<Path> originalFiles() throws IOException {
        return FilesBelow.of(folder.resolve("originals")).stream()
                .filter(file -> !file.endsWith("lock"))
                .toList();
    }

    /** @param client partner id whose certificate is shown, or null for none */
    public SSLContext tls(@Nullable String client) {
        return client == null
                ? tls(null, null)
                : tls(privateKey("partners/" + client + "/https"), certificate("partners/" + client + "/https"));
    }

    public SSLContext tls(java.security.@Nullable PrivateKey key, @Nullable X509Certificate certificate) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (key != null && certificate != null) {
                own.setKeyEntry("own", key, new char[0], new Certificate[] {certificate});
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", certificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpClient client(@Nullable String partner) {
        return HttpClient.newBuilder()
                .sslContext(tls(partner))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    public URI uri(String path) {
        return URI.create("https://127.0.0.1:" + door.port() + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    /** A post of a delivery with the right digest. */
    public HttpRequest.Builder post(String feed, byte[] body) {
        return request("/v1/feeds/" + feed + "/deliveries")
                .header("Repr-Digest", digest(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    public static HttpResponse<byte[]> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonObject json(HttpResponse<byte[]> response) {
        return new JsonObject(new String(response.body(), StandardCharsets.UTF_8));
    }

    public static String digest(byte[] body) {
        try {
            return "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(body))
                    + ":";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A future's result, on a test's thread. */
    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that a stream still gives. */
    public static byte[] drain(InputStream in) throws IOException {
        return in.readAllBytes();
    }

    @Override
    public void close() {
        await(door.close());
        await(deliveries.close());
        await(ledger.close());
        await(store.close());
        try {
            originals.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        await(database.close());
        await(vertx.close());
    }
}
