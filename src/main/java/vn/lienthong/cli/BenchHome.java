package vn.lienthong.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import vn.lienthong.contract.Home;

/** A throw-away home for a bench: free ports, development keys of its own. */
final class BenchHome {
    private BenchHome() {}

    static void prepare(Path home) throws IOException {
        Files.writeString(home.resolve("gateway.yaml"), "https: {port: 0}\nsftp: {port: 0}\nmanagement: {port: 0}\n");
        DevSealer.pki(Home.of(home, Path.of(System.getProperty("lienthong.root", "."))));
    }

    /** The administrator of the home's embedded server, for psql. */
    static Baseline.Account owner(Path home) throws IOException {
        Path folder = home.resolve("data/postgres");
        Properties secrets = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve("secrets.properties"))) {
            secrets.load(in);
        }
        int port = Integer.parseInt(Files.readString(folder.resolve("port")).strip());
        return new Baseline.Account(
                port, secrets.getProperty("admin.user"), "lienthong", secrets.getProperty("admin.password"));
    }

    /** Removes the home with all that is in it. */
    static void remove(Path home) throws IOException {
        try (var paths = Files.walk(home)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
