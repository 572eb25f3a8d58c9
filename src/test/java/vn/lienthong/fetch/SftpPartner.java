package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.PartnerSftpServer;
import vn.lienthong.contract.SftpPull;
import vn.lienthong.contract.SftpPull.After;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.fetch.Source.FileMark;

/** A partner's SFTP server, and who fetches from it: for tests. */
abstract class SftpPartner {
    static final long BYTES_MAX = 1 << 30;
    /** Long ago, seconds of the epoch. */
    static final long OLD_S = 1_700_000_000L;

    static final SftpPull.Ready DONE_FILE = new SftpPull.Ready(".done");
    static final SftpPull.Ready STABLE = new SftpPull.Ready(null);
    static final After KEEP = new After(After.Kind.KEEP, null);
    static final After DELETE = new After(After.Kind.DELETE, null);

    @TempDir
    static Path keys = Path.of("");

    @TempDir
    Path dir = Path.of("");

    final SftpServers servers = new SftpServers(Patience.DEFAULT);
    final SftpServers impatient = new SftpServers(new Patience(Duration.ofSeconds(10), Duration.ofSeconds(2)));
    final RogueSftp rogue = new RogueSftp();
    final Remembered memory = new Remembered();

    @Nullable
    PartnerSftpServer server;

    /** What the ledger would remember. */
    static final class Remembered implements Source.Memory {
        final Map<String, FileMark> taken = new HashMap<>();

        @Override
        public @Nullable String cursor() {
            return null;
        }

        @Override
        public Map<String, FileMark> taken(Collection<String> names) {
            return taken;
        }
    }

    @BeforeAll
    static void makeKeys() throws IOException {
        var unused = DevPki.make(keys, List.of("police-01"), List.of());
    }

    @AfterEach
    void close() throws IOException {
        servers.close();
        impatient.close();
        if (server != null) {
            server.close();
        }
    }

    SftpSource source(SftpPull.Ready ready, After after) throws IOException {
        PartnerSftpServer started = PartnerSftpServer.start(dir, keys.resolve("dev/gateway/ssh_ed25519.pub"), rogue);
        server = started;
        Files.writeString(keys.resolve("known_hosts"), started.knownHosts());
        return new SftpSource(servers, pull(started.port(), ready, after), InstantSource.system());
    }

    SftpSource impatientSource() throws IOException {
        var unused = source(DONE_FILE, KEEP);
        return new SftpSource(
                impatient, pull(Objects.requireNonNull(server).port(), DONE_FILE, KEEP), InstantSource.system());
    }

    SftpPull pull(int port, SftpPull.Ready ready, After after) {
        return new SftpPull(
                new SftpPull.Address("127.0.0.1", port),
                new SftpPull.Login("bhxh", keys.resolve("dev/gateway/ssh_ed25519"), null),
                keys.resolve("known_hosts"),
                "/",
                "*.csv",
                Duration.ofMinutes(1),
                ready,
                after);
    }

    /** Lays a file that has not been touched for long. */
    void old(String name, byte[] content) throws IOException {
        Files.write(dir.resolve(name), content);
        Files.setLastModifiedTime(dir.resolve(name), FileTime.fromMillis(OLD_S * 1_000));
        Files.write(dir.resolve(name + ".done"), new byte[0]);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @CanIgnoreReturnValue
    static byte[] read(Find find) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        find.readTo(out::write, BYTES_MAX);
        return out.toByteArray();
    }

    /** Names found in one visit. */
    @CanIgnoreReturnValue
    List<@Nullable String> found(SftpSource source) throws FetchFailed {
        List<@Nullable String> names = new ArrayList<>();
        try (Visit visit = source.visit(memory)) {
            for (Find find = visit.next(); find != null; find = visit.next()) {
                names.add(find.name());
            }
        }
        return names;
    }

    FetchCode failure(SftpSource source) {
        return assertThrows(FetchFailed.class, () -> found(source)).code();
    }

    FetchCode readFailure(SftpSource source) throws IOException {
        try (Visit visit = source.visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            return assertThrows(FetchFailed.class, () -> read(find)).code();
        }
    }
}
