package vn.lienthong.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealed originals on a real disk, a full one, and after a crash. */
class OriginalsIT {
    private Vertx vertx;
    private Path folder;
    private Path root;
    private FileOriginals originals;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        vertx = Vertx.vertx();
        root = folder.resolve("data").resolve("originals");
        originals = new FileOriginals(vertx, root, 0);
    }

    @AfterEach
    void close() throws IOException {
        originals.close();
        LedgerBench.answer(vertx.close());
    }

    private List<Path> files(String below) throws IOException {
        try (Stream<Path> walk = Files.walk(root.resolve(below))) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> sealed() throws IOException {
        return files("").stream().filter(f -> f.toString().endsWith(".sealed")).toList();
    }

    @Test
    void keepsExactlyTheBytesWrittenInAnyPieces() throws IOException {
        // Given
        Random random = new Random(7);
        byte[] bytes = new byte[1_000_003];
        random.nextBytes(bytes);
        Originals.Draft draft = originals.begin();
        OutputStream out = draft.out();
        int at = 0;
        while (at < bytes.length) {
            int n = Math.min(bytes.length - at, random.nextBoolean() ? random.nextInt(9) : random.nextInt(300_000));
            if (n == 1) {
                out.write(bytes[at]);
            } else {
                out.write(bytes, at, n);
            }
            at += n;
        }
        out.close();
        // When
        String name = draft.keep();
        // Then
        assertArrayEquals(bytes, Files.readAllBytes(originals.path(name)));
        assertTrue(files("drafts").isEmpty());
    }

    @Test
    void letsNobodyElseReadThem() throws IOException {
        // Given
        Originals.Draft draft = originals.begin();
        // When
        Path kept = originals.path(draft.keep());
        // Then
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        for (Path folder : List.of(kept.resolve(".."), kept.resolve("../.."), root, root.resolve("drafts"))) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.normalize())));
        }
    }

    @Test
    void keepsManyAtATimeUnderNamesOfTheirOwn() throws Exception {
        // Given
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<String>> posts = IntStream.range(0, 400)
                .<Callable<String>>mapToObj(i -> () -> {
                    Originals.Draft draft = originals.begin();
                    draft.out().write(i);
                    return draft.keep();
                })
                .toList();
        // When
        Set<String> names = new HashSet<>();
        for (var post : threads.invokeAll(posts)) {
            names.add(post.get());
        }
        threads.shutdown();
        // Then
        assertEquals(400, names.size());
        assertEquals(400, sealed().size());
    }

    @Test
    void leavesNothingOfADiscardedDraft() throws IOException {
        // Given
        Originals.Draft draft = originals.begin();
        draft.out().write(new byte[100_000]);
        // When
        draft.discard();
        draft.discard();
        // Then
        assertTrue(files("drafts").isEmpty());
        assertTrue(sealed().isEmpty());
        assertThrows(StorageUnavailable.class, draft::keep);
        assertThrows(StorageUnavailable.class, () -> draft.out().write(1));
    }

    @Test
    void keepsAnOriginalOnceAndNotAfterwardsDiscardsIt() throws IOException {
        // Given
        Originals.Draft draft = originals.begin();
        String name = draft.keep();
        // When
        draft.discard();
        // Then
        assertTrue(Files.exists(originals.path(name)));
        assertThrows(StorageUnavailable.class, draft::keep);
        assertEquals(1, sealed().size());
    }

    @Test
    void removesOneAndNoOther() throws IOException {
        // Given
        String kept = originals.begin().keep();
        String other = originals.begin().keep();
        // When
        originals.remove(kept);
        originals.remove(kept);
        // Then
        assertFalse(Files.exists(originals.path(kept)));
        assertTrue(Files.exists(originals.path(other)));
        assertThrows(IllegalArgumentException.class, () -> originals.remove("../lock"));
    }

    @Test
    void sweepsWhatAKilledRunLeftAndNothingElse() throws IOException {
        // Given
        String kept = originals.begin().keep();
        originals.begin().out().write(new byte[200_000]);
        originals.close();
        FileOriginals next = new FileOriginals(vertx, root, 0);
        Originals.Draft underWay = next.begin();
        assertEquals(2, files("drafts").size());
        // When
        next.sweep();
        // Then
        assertEquals(1, files("drafts").size());
        assertTrue(Files.exists(next.path(kept)));
        assertTrue(Files.exists(next.path(underWay.keep())));
        next.close();
    }

    @Test
    void refusesASecondGatewayOnTheSameFolder() throws IOException {
        // Given
        originals.sweep();
        FileOriginals second = new FileOriginals(vertx, root, 0);
        // When
        Throwable begun = assertThrows(StorageUnavailable.class, second::begin);
        // Then
        assertTrue(String.valueOf(begun.getMessage()).contains("another gateway"));
        assertThrows(StorageUnavailable.class, second::sweep);
    }

    @Test
    void neverKeepsWhatAFullDiskDidNotTake() throws IOException {
        // Given
        originals.sweep();
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        OriginalDraft draft = new OriginalDraft(root.resolve("drafts").resolve("x"), full, originals);
        draft.out().write(new byte[10]);
        // When
        StorageUnavailable noSpace =
                assertThrows(StorageUnavailable.class, () -> draft.out().write(new byte[200_000]));
        // Then
        assertTrue(noSpace.getCause() instanceof IOException);
        assertThrows(StorageUnavailable.class, draft::keep);
        assertFalse(full.isOpen());
        assertTrue(sealed().isEmpty());
    }

    @Test
    void neverKeepsWhatAFullDiskDidNotTakeAtTheLastMoment() throws IOException {
        // Given
        originals.sweep();
        FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
        OriginalDraft draft = new OriginalDraft(root.resolve("drafts").resolve("x"), full, originals);
        draft.out().write(new byte[10]);
        // When
        assertThrows(StorageUnavailable.class, draft::keep);
        // Then
        assertTrue(sealed().isEmpty());
    }

    @Test
    void beginsNothingWhenTheReserveIsTouched() throws IOException {
        // Given
        FileOriginals none = new FileOriginals(vertx, root, Long.MAX_VALUE);
        // When
        assertThrows(StorageUnavailable.class, none::begin);
        // Then
        assertTrue(files("drafts").isEmpty());
        assertTrue(LedgerBench.answer(none.bytesFree()) > 0);
        none.close();
    }

    @Test
    void saysThatTheFolderCannotBeUsed() throws IOException {
        // Given
        Path file = Files.createFile(folder.resolve("a-file"));
        FileOriginals broken = new FileOriginals(vertx, file.resolve("originals"), 0);
        // When
        assertThrows(StorageUnavailable.class, broken::begin);
        // Then
        assertTrue(Files.isRegularFile(file));
    }

    @Test
    void refusesNamesThatItNeverGave() {
        for (String name : List.of(
                "",
                "..",
                "../../etc/passwd",
                "20260101/ab/x.sealed",
                "/etc/passwd",
                "20260101/ab/../../../0123456789abcdef0123456789abcdef.sealed")) {
            assertThrows(IllegalArgumentException.class, () -> originals.path(name));
        }
    }
}
