package vn.lienthong.contract;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an installation keeps its things. A home is either flat ({@code DIR/gateway.yaml, partners, routes, certs,
 * data}) or laid out as the project ({@code DIR/gateway/...} with {@code routes} and {@code certs} beside it). What a
 * home lacks of settings, partners and routes is taken from the installation; certificates and data are always its own.
 */
public record Home(Path root, Path settings, Path partners, Path routes, Path certs, Path data) {

    /**
     * @param dir the folder that {@code --home} names
     * @param installation the folder that holds the program, itself laid out as the project
     */
    public static Home of(Path dir, Path installation) {
        Path home = dir.toAbsolutePath().normalize();
        Path program = installation.toAbsolutePath().normalize();
        boolean project = Files.isRegularFile(home.resolve("gateway/gateway.yaml"));
        Path gateway = project ? home.resolve("gateway") : home;
        return new Home(
                home,
                existing(gateway.resolve("gateway.yaml"), program.resolve("gateway/gateway.yaml")),
                existing(gateway.resolve("partners"), program.resolve("gateway/partners")),
                existing(home.resolve("routes"), program.resolve("routes")),
                home.resolve("certs"),
                gateway.resolve("data"));
    }

    private static Path existing(Path own, Path fallback) {
        return Files.exists(own) ? own : fallback;
    }

    /** Contracts and their samples. */
    Path feeds() {
        return routes.resolve("feeds");
    }

    /** Code lists that come with the contracts. */
    Path shippedLists() {
        return routes.resolve("reference");
    }

    /** Code lists that the operator has imported. */
    Path importedLists() {
        return data.resolve("reference");
    }

    /** A path as settings and partner files write it: {@code certs/...}, {@code data/...}, else below the root. */
    public Path resolve(String path) {
        if (path.startsWith("certs/")) {
            return certs.resolve(path.substring("certs/".length()));
        }
        return path.startsWith("data/") ? data.resolve(path.substring("data/".length())) : root.resolve(path);
    }
}
