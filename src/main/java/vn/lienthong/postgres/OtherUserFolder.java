package vn.lienthong.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the data go when root may not make user namespaces: PostgreSQL then runs as uid 65534, which cannot enter a
 * 0700 home, so the cluster lives under {@code /var/lib/lienthong}, one folder for each gateway folder.
 */
final class OtherUserFolder {
    private static final Logger LOG = LoggerFactory.getLogger(OtherUserFolder.class);
    private static final Path BASE = Path.of("/var/lib/lienthong");
    static final Path BINARIES = BASE.resolve("binaries");
    private static final int UID = 65534;

    private OtherUserFolder() {}

    /** The folder under /var/lib/lienthong that stands in for this one. */
    static ServerFolder standIn(ServerFolder wanted) throws IOException {
        UUID name = UUID.nameUUIDFromBytes(wanted.root().toString().getBytes(StandardCharsets.UTF_8));
        Path root = BASE.resolve(name.toString());
        LOG.atWarn()
                .addKeyValue("wanted", wanted.root())
                .addKeyValue("folder", root)
                .log("user namespaces are forbidden here: PostgreSQL runs as uid 65534, its data in another folder");
        Files.createDirectories(BASE);
        var unused = Files.setPosixFilePermissions(BASE, PosixFilePermissions.fromString("rwxr-xr-x"));
        return ServerFolder.open(root);
    }

    /** Gives everything in the folder to the other user, the secrets excepted. */
    static void giveAway(ServerFolder folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder.root())) {
            paths = walk.filter(p -> !p.equals(folder.secrets())).toList();
        }
        for (Path path : paths) {
            for (String attribute : List.of("unix:uid", "unix:gid")) {
                var unused = Files.setAttribute(path, attribute, UID, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
