package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.lienthong.contract.Home;

/** Where the gateway is and as whom to speak to it. */
final class ConnectOptions {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Gateway, for example https://localhost:8443 (default: the one running here).")
    private @Nullable URI url;

    @Option(names = "--as", paramLabel = "ID", description = "Partner or central system of the development keys.")
    private @Nullable String as;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Client certificate, PEM (default: the development one of --as).")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM.")
    private @Nullable Path key;

    @Option(names = "--ca", paramLabel = "FILE", description = "Certificate that the gateway's chains to, PEM.")
    private @Nullable Path ca;

    Home home() {
        return home.home();
    }

    URI base() {
        return url != null ? url : URI.create("https://localhost:" + port(home(), "https"));
    }

    PartnerClient partner(URI base) {
        return client(base, "partners");
    }

    PartnerClient central(URI base) {
        return client(base, "central");
    }

    private PartnerClient client(URI base, String kind) {
        Path dev = home().certs().resolve("dev");
        Path trusted = ca == null ? dev.resolve("ca.crt") : ca;
        if (certificate != null && key != null) {
            return PartnerClient.connect(base, trusted, certificate, key);
        }
        if (as == null || !as.matches("[a-z0-9-]{2,40}")) {
            throw new CommandFailed(
                    CommandFailed.USAGE, "say who you are", "--as ID for a development key, or --cert FILE --key FILE");
        }
        Path folder = dev.resolve(kind).resolve(as);
        return PartnerClient.connect(base, trusted, folder.resolve("https.crt"), folder.resolve("https.key"));
    }

    /** The port of the gateway that runs in this home. */
    static int port(Home home, String server) {
        Path file = home.data().resolve("ports.json");
        try {
            return new JsonObject(Files.readString(file)).getInteger(server);
        } catch (IOException e) {
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "no gateway runs in " + home.root(),
                    "start one with: gateway/run serve, or name one with --url",
                    e);
        }
    }
}
