package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.cli.PartnerSftpServer;
import vn.lienthong.contract.SftpPull;
import vn.lienthong.contract.SftpPull.After;
import vn.lienthong.envelope.DevPki;
import vn.lienthong.fetch.Source.FileMark;

/** Fetching from a partner's SFTP server, a good one and one that misbehaves. */
class SftpSourceIT {
    private static final long BYTES_MAX = 1 << 30;
    private static final SftpPull.Ready DONE_FILE = new SftpPull.Ready(".done");
    private static final SftpPull.Ready STABLE = new SftpPull.Ready(null);
    private static final After KEEP = new After(After.Kind.KEEP, null);
    private static final After DELETE = new After(After.Kind.DELETE, null);

    @TempDir
    static Path keys = Path.of("");

    @TempDir
    Path dir = Path.of("");

    private final SftpServers servers = new SftpServers(Patience.DEFAULT);
    private final SftpServers impatient = new SftpServers(new Patience(Duration.ofSeconds(10), Duration.ofSeconds(2)));
    private final RogueSftp rogue = new RogueSftp();
    private final Remembered memory = new Remembered();
    private @Nullable PartnerSftpServer server;

    /** What the ledger would remember. */
    private static final class Remembered implements Source.Memory {
        private final Map<String, FileMark> taken = new HashMap<>();

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

    private SftpSource source(SftpPull.Ready ready, After after) throws IOException {
        PartnerSftpServer started = PartnerSftpServer.start(dir, keys.resolve("dev/gateway/ssh_ed25519.pub"), rogue);
        server = started;
        Files.writeString(keys.resolve("known_hosts"), started.knownHosts());
        return new SftpSource(servers, pull(started.port(), ready, after), InstantSource.system());
    }

    private SftpSource impatientSource() throws IOException {
        var unused = source(DONE_FILE, KEEP);
        return new SftpSource(
                impatient, pull(Objects.requireNonNull(server).port(), DONE_FILE, KEEP), InstantSource.system());
    }

    private SftpPull pull(int port, SftpPull.Ready ready, After after) {
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
    private void old(String name, byte[] content) throws IOException {
        Files.write(dir.resolve(name), content);
        Files.setLastModifiedTime(dir.resolve(name), FileTime.fromMillis(1_700_000_000_000L));
        Files.write(dir.resolve(name + ".done"), new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @CanIgnoreReturnValue
    private static byte[] read(Find find) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        find.readTo(out::write, BYTES_MAX);
        return out.toByteArray();
    }

    /** Names found in one visit. */
    @CanIgnoreReturnValue
    private List<@Nullable String> found(SftpSource source) throws FetchFailed {
        List<@Nullable String> names = new ArrayList<>();
        try (Visit visit = source.visit(memory)) {
            for (Find find = visit.next(); find != null; find = visit.next()) {
                names.add(find.name());
            }
        }
        return names;
    }

    private FetchCode failure(SftpSource source) {
        return assertThrows(FetchFailed.class, () -> found(source)).code();
    }

    private FetchCode readFailure(SftpSource source) throws IOException {
        try (Visit visit = source.visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            return assertThrows(FetchFailed.class, () -> read(find)).code();
        }
    }

    @Test
    void fetchesAFileOnlyWhenItHasComeToRest() throws IOException {
        // Given
        SftpSource source = source(STABLE, KEEP);
        Files.write(dir.resolve("a.csv"), bytes("a"));
        // When
        List<List<@Nullable String>> visits = new ArrayList<>();
        visits.add(found(source));
        Files.write(dir.resolve("a.csv"), bytes("ab"));
        visits.add(found(source));
        visits.add(found(source));
        // Then
        assertEquals(List.of(List.of(), List.of(), List.of("a.csv")), visits);
    }

    @Test
    void fetchesOnlyFilesThatFitAndHaveTheirDoneFile() throws IOException {
        SftpSource source = source(DONE_FILE, KEEP);
        old("ready.csv", bytes("x"));
        old("other.txt", bytes("x"));
        Files.write(dir.resolve("growing.csv"), bytes("x"));
        Files.createDirectory(dir.resolve("folder.csv"));
        assertEquals(List.of("ready.csv"), found(source));
    }

    @Test
    void bringsALargeFileUnchangedThoughTheServerSendsItInOddPieces() throws IOException {
        // Given
        byte[] content = new byte[5_000_000];
        new Random(1).nextBytes(content);
        old("large.csv", content);
        AtomicInteger count = new AtomicInteger();
        rogue.reads((offset, length) -> count.incrementAndGet() % 7 == 0 ? Math.max(1, length / 3) : length);
        SftpSource source = source(DONE_FILE, KEEP);
        // When
        try (Visit visit = source.visit(memory)) {
            byte[] read = read(Objects.requireNonNull(visit.next()));
            // Then
            assertArrayEquals(content, read);
        }
    }

    @Test
    void leavesAFileThatIsKeptThereAlone() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, KEEP);
        old("a.csv", bytes("a"));
        try (Visit visit = source.visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            read(find);
            FileMark mark = Objects.requireNonNull(find.mark());
            memory.taken.put("a.csv", mark);
        }
        // When
        assertEquals(List.of(), found(source));
        Files.write(dir.resolve("a.csv"), bytes("b"));
        // Then
        assertEquals(List.of("a.csv"), found(source));
    }

    @Test
    void fetchesAYoungFileOnceMoreBecauseItMayHaveBeenWrittenToInTheSameSecond() throws IOException {
        SftpSource source = source(DONE_FILE, KEEP);
        Files.write(dir.resolve("a.csv"), bytes("a"));
        Files.write(dir.resolve("a.csv.done"), new byte[0]);
        try (Visit visit = source.visit(memory)) {
            FileMark mark =
                    Objects.requireNonNull(Objects.requireNonNull(visit.next()).mark());
            assertFalse(mark.settled());
            memory.taken.put("a.csv", mark);
        }
        assertEquals(List.of("a.csv"), found(source));
    }

    @Test
    void deletesWhatIsInCustodyAndOnlyThat() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, DELETE);
        old("a.csv", bytes("a"));
        old("b.csv", bytes("b"));
        // When
        try (Visit visit = source.visit(memory)) {
            Find first = Objects.requireNonNull(visit.next());
            read(first);
            assertTrue(Files.exists(dir.resolve("a.csv")));
            first.release();
            var unused = visit.next();
        }
        // Then
        assertFalse(Files.exists(dir.resolve("a.csv")));
        assertFalse(Files.exists(dir.resolve("a.csv.done")));
        assertTrue(Files.exists(dir.resolve("b.csv")));
    }

    @Test
    void removesWhatAnEarlierRunTookButCouldNotRemove() throws IOException {
        SftpSource source = source(DONE_FILE, DELETE);
        old("a.csv", bytes("a"));
        memory.taken.put("a.csv", new FileMark("a.csv", 1, 1_700_000_000L, true));
        assertEquals(List.of(), found(source));
        assertFalse(Files.exists(dir.resolve("a.csv")));
    }

    @Test
    void doesNotRemoveAFileThatWasReplacedMeanwhile() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, DELETE);
        old("a.csv", bytes("a"));
        try (Visit visit = source.visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            read(find);
            Files.write(dir.resolve("a.csv"), bytes("something new"));
            // When
            FetchFailed failed = assertThrows(FetchFailed.class, find::release);
            // Then
            assertEquals(FetchCode.FILE_CHANGED, failed.code());
        }
        assertTrue(Files.exists(dir.resolve("a.csv")));
    }

    @Test
    void tellsOfAFileThatItMayNotRemoveAndGoesOn() throws IOException {
        SftpSource source = source(DONE_FILE, new After(After.Kind.MOVE, "/no-such-folder"));
        old("a.csv", bytes("a"));
        old("b.csv", bytes("b"));
        memory.taken.put("a.csv", new FileMark("a.csv", 1, 1_700_000_000L, true));
        try (Visit visit = source.visit(memory)) {
            assertEquals("b.csv", Objects.requireNonNull(visit.next()).name());
            assertEquals(FetchCode.REMOVE_REFUSED, visit.complaint());
        }
    }

    // ---- who is there

    @Test
    void comesOnlyToTheServerWhoseKeyIsPinned() throws IOException {
        SftpSource source = source(DONE_FILE, KEEP);
        String other = Files.readString(keys.resolve("dev/partners/police-01/ssh_ed25519.pub"));
        Files.writeString(
                keys.resolve("known_hosts"),
                "[127.0.0.1]:" + Objects.requireNonNull(server).port() + " " + other);
        assertEquals(FetchCode.HOST_NOT_TRUSTED, failure(source));
    }

    @Test
    void goesNowhereWithoutAPin() throws IOException {
        SftpSource source = source(DONE_FILE, KEEP);
        Files.writeString(keys.resolve("known_hosts"), "elsewhere.example.vn ssh-ed25519 AAAA\n");
        assertEquals(FetchCode.SECRET_UNUSABLE, failure(source));
    }

    @Test
    void saysThatItIsNotLetIn() throws IOException {
        SftpSource known = source(DONE_FILE, KEEP);
        SftpPull pull = pull(Objects.requireNonNull(server).port(), DONE_FILE, KEEP);
        SftpPull stranger = new SftpPull(
                pull.address(),
                new SftpPull.Login("bhxh", keys.resolve("dev/partners/police-01/ssh_ed25519"), null),
                pull.hostKeys(),
                pull.folder(),
                pull.files(),
                pull.every(),
                pull.ready(),
                pull.after());
        assertEquals(FetchCode.LOGIN_REFUSED, failure(new SftpSource(servers, stranger, InstantSource.system())));
        assertEquals(List.of(), found(known));
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        SftpSource source = source(DONE_FILE, KEEP);
        Objects.requireNonNull(server).close();
        assertEquals(FetchCode.HOST_UNREACHABLE, failure(source));
    }

    // ---- rogues

    @Test
    void looksAtNamesBeforeAnythingIsDoneWithThem() throws IOException {
        // Given
        SftpSource source = source(STABLE, KEEP);
        rogue.lists(
                List.of(
                        "../escape.csv",
                        "a/b.csv",
                        "..",
                        ".",
                        "a\\b.csv",
                        "line\nbreak.csv",
                        "\u202egnp.csv",
                        " .csv",
                        "nul\0.csv",
                        "x".repeat(300) + ".csv",
                        "good.csv"),
                4);
        // When
        found(source);
        try (Visit visit = source.visit(memory)) {
            // Then
            Find only = Objects.requireNonNull(visit.next());
            assertEquals("good.csv", only.name());
            assertNull(visit.next());
            assertEquals(FetchCode.NAME_REFUSED, visit.complaint());
        }
    }

    @Test
    void leavesAFolderThatHasNoEnd() throws IOException {
        SftpSource source = source(STABLE, KEEP);
        rogue.listsWithoutEnd();
        assertEquals(FetchCode.LISTING_TOO_LONG, failure(source));
    }

    @Test
    void takesNoFileThatGrowsWhileItIsRead() throws IOException {
        old("a.csv", new byte[100_000]);
        rogue.reads((offset, length) -> {
            if (offset == 0) {
                Files.write(dir.resolve("a.csv"), new byte[10], StandardOpenOption.APPEND);
            }
            return length;
        });
        assertEquals(FetchCode.FILE_CHANGED, readFailure(source(DONE_FILE, KEEP)));
    }

    @Test
    void takesNoFileThatShrinksWhileItIsRead() throws IOException {
        old("a.csv", new byte[100_000]);
        rogue.reads((offset, length) -> {
            if (offset == 0) {
                Files.write(dir.resolve("a.csv"), new byte[10]);
            }
            return length;
        });
        assertEquals(FetchCode.CUT_SHORT, readFailure(source(DONE_FILE, KEEP)));
    }

    @Test
    void takesNoFileThatEndsEarly() throws IOException {
        old("a.csv", new byte[100_000]);
        rogue.reads((offset, length) -> offset > 50_000 ? -1 : length);
        assertEquals(FetchCode.CUT_SHORT, readFailure(source(DONE_FILE, KEEP)));
    }

    @Test
    void takesNoMoreThanItAskedFor() throws IOException {
        old("a.csv", new byte[100_000]);
        rogue.sendsTooMuch();
        assertEquals(FetchCode.PROTOCOL_BROKEN, readFailure(source(DONE_FILE, KEEP)));
    }

    @Test
    void leavesAServerThatAnswersWhatWasNotAsked() throws IOException {
        old("a.csv", new byte[100_000]);
        rogue.talksByItself();
        FetchCode code = readFailure(impatientSource());
        assertFalse(code.isOfOneFile(), code.name());
    }

    @Test
    void waitsOnlySoLongForASilentServer() throws IOException {
        old("a.csv", new byte[100_000]);
        CountDownLatch never = new CountDownLatch(1);
        rogue.reads((offset, length) -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return length;
        });
        FetchCode code = readFailure(impatientSource());
        assertTrue(List.of(FetchCode.TOO_SLOW, FetchCode.CONNECTION_LOST).contains(code), code.name());
    }

    @Test
    void refusesAFileAboveItsBoundBeforeItReadsIt() throws IOException {
        old("a.csv", new byte[100_000]);
        try (Visit visit = source(DONE_FILE, KEEP).visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            FetchFailed failed = assertThrows(FetchFailed.class, () -> find.readTo((piece, at, length) -> {}, 99_999));
            assertEquals(FetchCode.TOO_LARGE, failed.code());
        }
    }

    @Test
    void neverTellsAFaultOfOursAsThePartners() throws IOException {
        old("a.csv", new byte[100_000]);
        try (Visit visit = source(DONE_FILE, KEEP).visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            IOException full = new IOException("no space left on device");
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> find.readTo(
                            (piece, at, length) -> {
                                throw full;
                            },
                            BYTES_MAX));
            assertEquals(full, thrown);
            assertNotNull(find.name());
        }
    }
}
