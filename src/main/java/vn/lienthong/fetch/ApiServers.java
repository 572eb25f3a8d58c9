package vn.lienthong.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP clients for partners' APIs, one for each file of trusted certificates: no redirects, no proxy, no cookies, no
 * store of certificates but that file. A file that was renewed makes a new client at the next visit. All share
 * {@link #THREADS} threads for their work, and each has one more that waits for its connections; that of a client which
 * was replaced ends by itself when its last visit is over.
 */
public final class ApiServers implements AutoCloseable {
    static final int THREADS = 4;
    private static final int TRUST_BYTES_MAX = 1 << 20;

    private final ExecutorService threads;
    private final Patience patience;
    private final Map<Optional<Path>, Known> clients = new HashMap<>();

    /** A client and what stood in its file. */
    private record Known(ByteBuffer trusted, HttpClient client) {}

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
    synchronized HttpClient client(@Nullable Path trust) throws FetchFailed {
        Optional<Path> key = Optional.ofNullable(trust);
        byte[] trusted = trust == null ? new byte[0] : read(trust);
        Known known = clients.get(key);
        if (known == null || !known.trusted().equals(ByteBuffer.wrap(trusted))) {
            known = new Known(ByteBuffer.wrap(trusted), make(trust == null ? null : context(trusted)));
            var unused = clients.put(key, known);
        }
        return known.client();
    }

    private static byte[] read(Path trust) throws FetchFailed {
        try (var in = Files.newInputStream(trust)) {
            return in.readNBytes(TRUST_BYTES_MAX);
        } catch (IOException e) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE, e);
        }
    }

    private HttpClient make(@Nullable SSLContext context) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(ProxySelector.of(null))
                .connectTimeout(patience.step())
                .executor(threads);
        return (context == null ? builder : builder.sslContext(context)).build();
    }

    private static SSLContext context(byte[] trusted) throws FetchFailed {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(trusted))) {
                store.setCertificateEntry("trusted-" + number++, certificate);
            }
            if (number == 0) {
                throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (FetchFailed e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE, e);
        }
    }

    @Override
    public synchronized void close() {
        threads.shutdownNow();
        clients.clear();
    }
}
