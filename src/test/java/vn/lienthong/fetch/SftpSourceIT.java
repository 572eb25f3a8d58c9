package vn.lienthong.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.lienthong.contract.SftpPull;
import vn.lienthong.contract.SftpPull.After;
import vn.lienthong.fetch.Source.FileMark;

/** Fetching from a partner's SFTP server. */
class SftpSourceIT extends SftpPartner {
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
        Files.setLastModifiedTime(dir.resolve("a.csv"), FileTime.fromMillis(OLD_S * 1_000 + 1_000));
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
        memory.taken.put("a.csv", taken("a.csv", OLD_S, true));
        assertEquals(List.of(), found(source));
        assertFalse(Files.exists(dir.resolve("a.csv")));
    }

    @Test
    void removesTheDoneFileFirst() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, new After(After.Kind.MOVE, "/no-such-folder"));
        old("a.csv", bytes("a"));
        // When
        try (Visit visit = source.visit(memory)) {
            Find find = Objects.requireNonNull(visit.next());
            read(find);
            FetchFailed failed = assertThrows(FetchFailed.class, find::release);
            // Then
            assertEquals(FetchCode.REMOVE_REFUSED, failed.code());
        }
        assertTrue(Files.exists(dir.resolve("a.csv")));
        assertFalse(Files.exists(dir.resolve("a.csv.done")));
    }

    @Test
    void removesWhatWasTakenThoughItsDoneFileHasGoneAlready() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, DELETE);
        old("a.csv", bytes("a"));
        old("b.csv", bytes("b"));
        Files.delete(dir.resolve("a.csv.done"));
        Files.delete(dir.resolve("b.csv.done"));
        memory.taken.put("a.csv", taken("a.csv", OLD_S, false));
        memory.taken.put("b.csv", taken("b.csv", OLD_S - 1, true));
        // When
        assertEquals(List.of(), found(source));
        assertTrue(Files.exists(dir.resolve("a.csv")));
        assertEquals(List.of(), found(source));
        // Then
        assertFalse(Files.exists(dir.resolve("a.csv")));
        assertTrue(Files.exists(dir.resolve("b.csv")));
    }

    @Test
    void takesNoReusedNameWhoseDoneFileSpeaksOfTheFileBefore() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, KEEP);
        old("a.csv", bytes("growing"));
        Files.setLastModifiedTime(dir.resolve("a.csv.done"), FileTime.fromMillis((OLD_S - 1) * 1_000));
        // When
        memory.taken.put("a.csv", taken("a.csv", OLD_S - 2, true));
        try (Visit visit = source.visit(memory)) {
            // Then
            assertNull(visit.next());
            assertEquals(FetchCode.FILE_CHANGED, visit.complaint());
        }
        Files.setLastModifiedTime(dir.resolve("a.csv.done"), FileTime.fromMillis(OLD_S * 1_000));
        assertEquals(List.of("a.csv"), found(source));
        memory.taken.clear();
        Files.setLastModifiedTime(dir.resolve("a.csv.done"), FileTime.fromMillis(0));
        assertEquals(List.of("a.csv"), found(source));
    }

    @Test
    void knowsTheDigestOfAYoungFileThatItTookBefore() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, DELETE);
        old("a.csv", bytes("a"));
        old("b.csv", bytes("b"));
        memory.taken.put("a.csv", taken("a.csv", OLD_S, false));
        memory.taken.put("b.csv", taken("b.csv", OLD_S - 1, false));
        // When
        try (Visit visit = source.visit(memory)) {
            // Then
            assertEquals("digest", Objects.requireNonNull(visit.next()).knownDigest());
            assertNull(Objects.requireNonNull(visit.next()).knownDigest());
        }
    }

    @Test
    void knowsTheDigestOfAFileThatIsKeptWhateverItsTimeIs() throws IOException {
        // Given
        SftpSource source = source(DONE_FILE, KEEP);
        old("a.csv", bytes("a"));
        memory.taken.put("a.csv", taken("a.csv", OLD_S - 1, true));
        // When
        try (Visit visit = source.visit(memory)) {
            // Then
            assertEquals("digest", Objects.requireNonNull(visit.next()).knownDigest());
        }
    }

    /** A file of one byte. */
    private static FileMark taken(String name, long modifiedS, boolean settled) {
        return new FileMark(name, 1, modifiedS, settled, "digest");
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
        memory.taken.put("a.csv", taken("a.csv", OLD_S, true));
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
    void comesToNoOtherServerWithAKeyOfTheSameKind() throws Exception {
        SftpSource source = source(DONE_FILE, KEEP);
        String other = PublicKeyEntry.toString(
                KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256).getPublic());
        Files.writeString(
                keys.resolve("known_hosts"),
                "[127.0.0.1]:" + Objects.requireNonNull(server).port() + " " + other);
        assertEquals(FetchCode.HOST_NOT_TRUSTED, failure(source));
    }

    @Test
    void takesNoRevokedKeyForAPin() throws IOException {
        SftpSource source = source(DONE_FILE, KEEP);
        Files.writeString(
                keys.resolve("known_hosts"),
                "@revoked " + Objects.requireNonNull(server).knownHosts());
        assertEquals(FetchCode.SECRET_UNUSABLE, failure(source));
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
}
