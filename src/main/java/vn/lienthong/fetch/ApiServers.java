package vn.lienthong.fetch;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients for partners' APIs, one for each file of trusted certificates: no redirects, no proxy, no cookies, no
 * store of certificates but that file. All share {@link #THREADS} threads.
 */
public final class ApiServers implements AutoCloseable {
    static final int THREADS = 4;
    private static final int TRUST_BYTES_MAX = 1 << 20;

    private final ExecutorService threads;
    private final Patience patience;
    private final Map<Optional<Path>, HttpClient> clients = new ConcurrentHashMap<>();

    public ApiServers(Patience patience) {
        this.patience = patience;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "fetch-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    Patience patience() {
        return patience;
    }

    /** @param trust PEM file, or null for http to this machine */
    HttpClient client(@Nullable Path trust) throws FetchFailed {
        Optional<Path> key = Optional.ofNullable(trust);
        HttpClient known = clients.get(key);
        if (known != null) {
            return known;
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.of(null))
                .connectTimeout(patience.step())
                .executor(threads);
        if (trust != null) {
            builder.sslContext(context(trust));
        }
        HttpClient made = builder.build();
        HttpClient earlier = clients.putIfAbsent(key, made);
        return earlier == null ? made : earlier;
    }

    private static SSLContext context(Path trust) throws FetchFailed {
        try (var in = Files.newInputStream(trust)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new java.io.ByteArrayInputStream(in.readNBytes(TRUST_BYTES_MAX)))) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
            }
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return context;
        } catch (FetchFailed e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE, e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clients.clear();
    }
}
