package vn.lienthong.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.lienthong.contract.Home;

/** {@code --home DIR}, the same for every command. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "Installation to work on: gateway.yaml, partners, routes, certs, data (default: the program's own).")
    private @Nullable Path dir;

    Home home() {
        Path installation = Path.of(System.getProperty("lienthong.root", "."));
        return Home.of(dir == null ? installation : dir, installation);
    }
}
