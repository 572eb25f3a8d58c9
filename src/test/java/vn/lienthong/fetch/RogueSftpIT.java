package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Fetching from an SFTP server that misbehaves: nothing of it becomes a delivery, and it ends. */
class RogueSftpIT extends SftpPartner {
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
    void takesNoFileThatWasReplacedByOneOfTheSameSize() throws IOException {
        // Given
        old("a.csv", bytes("aaaa"));
        try (Visit visit = source(DONE_FILE, KEEP).visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            // When
            Files.write(dir.resolve("a.csv"), bytes("bbbb"));
            FetchFailed failed = assertThrows(FetchFailed.class, () -> read(find));
            // Then
            assertEquals(FetchCode.FILE_CHANGED, failed.code());
        }
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
