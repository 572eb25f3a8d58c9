package vn.lienthong.postgres;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** One embedded server for all tests of a JVM, stopped as it ends; tests tell themselves apart by their own feeds. */
public final class TestServer {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    /** Shared by all servers of the tests: unpacking takes longer than most of them. */
    public static final Path BINARIES = TARGET.resolve("postgres-binaries");

    private static final AtomicLong DATABASES = new AtomicLong(System.nanoTime());

    private TestServer() {}

    private static final class Holder {
        static final EmbeddedServer SERVER = start();

        private static EmbeddedServer start() {
            Path folder =
                    TARGET.resolve("postgres-it-" + ProcessHandle.current().pid());
            EmbeddedServer server = EmbeddedServer.start(new EmbeddedServer.Settings(folder, BINARIES, 0));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                try {
                    ServerBinaries.removeTree(folder);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
            return server;
        }
    }

    /** A database of its own on that server, empty. */
    public static ServerAddress freshDatabase() {
        return server().address().withDatabase("it_" + Long.toHexString(DATABASES.incrementAndGet()));
    }

    /** The running server. */
    public static EmbeddedServer server() {
        return Holder.SERVER;
    }
}
