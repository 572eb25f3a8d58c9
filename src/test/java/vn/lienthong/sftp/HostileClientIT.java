package vn.lienthong.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.sftp.TestSftp.FEED;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.intake.CmsSniff;
import vn.lienthong.postgres.TestServer;

/** Clients that do what no good client does, one request at a time. */
class HostileClientIT {
    private static final Set<OpenMode> FRESH = EnumSet.of(OpenMode.Write, OpenMode.Create, OpenMode.Truncate);
    private static final String X = "/" + FEED + "/x.p7m";
    private static final int SESSIONS_MAX = 3;
    private static final int SESSIONS_PER_PARTNER_MAX = 2;
    private static final int HANDLES_MAX = 4;
    private static final int PARTIALS_MAX = 3;

    private Path folder;

    private TestSftp sftp;

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        sftp = new TestSftp(
                folder,
                TestServer.server(),
                new SftpDoor.Limits(
                        SESSIONS_MAX,
                        SESSIONS_PER_PARTNER_MAX,
                        SESSIONS_MAX,
                        HANDLES_MAX,
                        PARTIALS_MAX,
                        Duration.ofMinutes(5),
                        Duration.ofHours(24),
                        Duration.ofDays(2),
                        0));
    }

    @AfterEach
    void close() {
        sftp.close();
    }

    private static SftpClient client(ClientSession session) throws IOException {
        return SftpClientFactory.instance().createSftpClient(session);
    }

    @Test
    void makesNoDeliveryOfAConnectionThatBreaksWhateverHasArrived() throws IOException {
        byte[] envelope = sftp.sealed("content ".repeat(5_000));
        for (int bytes : new int[] {0, 1, 23, 24, 25, 1_000, envelope.length - 1, envelope.length}) {
            // Given
            String name = X + bytes;
            try (ClientSession session = sftp.connect("tax-01")) {
                SftpClient client = client(session);
                SftpClient.Handle handle = client.open(name, FRESH);
                if (bytes > 0) {
                    client.write(handle, 0, envelope, 0, bytes);
                }
                // When
                session.close(true).await(TestSftp.WAIT_S, TimeUnit.SECONDS);
            }
            // Then
            try (ClientSession session = sftp.connect("tax-01");
                    SftpClient client = client(session)) {
                if (bytes >= CmsSniff.HEAD_BYTES) {
                    assertEquals(bytes, client.stat(name).getSize());
                }
                TestSftp.eventually(() -> isFree(client, name));
                assertEquals(List.of(), sftp.deliveries(), "after " + bytes + " bytes");
            }
        }
        assertEquals(List.of(), sftp.partialFiles());
    }

    /** The door has noticed that its writer is gone, and has given the file up. */
    private static boolean isFree(SftpClient client, String name) throws IOException {
        try {
            client.remove(name);
            return true;
        } catch (SftpException e) {
            return e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE;
        }
    }

    @Test
    void refusesASecondWriterOfAFile() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("x");
        try (ClientSession one = sftp.connect("tax-01");
                ClientSession two = sftp.connect("tax-01");
                SftpClient first = client(one);
                SftpClient second = client(two)) {
            SftpClient.Handle handle = first.open(X, FRESH);
            first.write(handle, 0, envelope, 0, 100);
            // When
            List<Act> acts = List.of(
                    () -> second.open(X, FRESH),
                    () -> second.open(X, OpenMode.Write, OpenMode.Append),
                    () -> second.remove(X));
            // Then
            acts.forEach(act -> assertThrows(SftpException.class, act::run));
            first.write(handle, 100, envelope, 100, envelope.length - 100);
            first.close(handle);
            assertEquals(1, sftp.deliveries().size());
        }
    }

    /** One thing that a client tries. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException;
    }

    @Test
    void refusesEveryPathThatIsNotOfItsView() throws IOException {
        // Given
        Path outside = Files.writeString(folder.resolve("outside"), "secret");
        List<String> paths = List.of(
                "/../x",
                "/" + FEED + "/../../outside",
                "/" + FEED + "/..",
                "/" + FEED + "/.hidden",
                "/" + FEED + "/a\\b",
                "/" + FEED + "/a/b",
                "/" + FEED + "/a\u0000b",
                "/" + FEED + "/a\u001b[2Jb",
                "/" + FEED + "/a\u202eb",
                "/" + FEED + "/ padded",
                "/" + FEED + "/" + "n".repeat(201),
                "/" + FEED + "/" + "ư".repeat(101),
                "/" + TestSftp.FOREIGN + "/x",
                "/" + TestSftp.HTTPS_ONLY + "/x",
                "/receipts/x",
                "/reports/x",
                "/" + FEED,
                "/x",
                "/",
                "",
                outside.toString(),
                "/etc/passwd",
                "~/x",
                "x".repeat(2_000));
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            for (String path : paths) {
                // When
                List<Act> acts = List.of(
                        () -> client.open(path, FRESH),
                        () -> client.open(path, OpenMode.Read),
                        () -> client.remove(path),
                        () -> client.rename(path, X),
                        () -> client.rename(X + ".part", path),
                        () -> client.mkdir(path),
                        () -> client.rmdir(path));
                // Then
                acts.forEach(act -> assertThrows(SftpException.class, act::run, path));
            }
            assertEquals(List.of(), sftp.partialFiles());
            assertEquals("secret", Files.readString(outside));
        }
    }

    @Test
    void takesNamesOfTwoHundredBytes() throws IOException {
        byte[] envelope = sftp.sealed("x");
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            for (String name : List.of("n".repeat(200), "ư".repeat(100))) {
                // When
                SftpClient.Handle handle = client.open("/" + FEED + "/" + name, FRESH);
                client.write(handle, 0, envelope);
                client.close(handle);
                // Then
                assertEquals(
                        envelope.length, client.stat("/" + FEED + "/" + name).getSize());
                for (SftpClient.DirEntry entry : client.readDir("/receipts")) {
                    assertTrue(entry.getFilename().getBytes(UTF_8).length <= 255);
                }
            }
        }
    }

    @Test
    void tellsAClientTheSizeOfWhatItHasJustPushed() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("x");
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            SftpClient.Handle handle = client.open(X, FRESH);
            client.write(handle, 0, envelope);
            client.close(handle);
            // When the outcome is there before the client asks
            sftp.refuse();
            // Then
            assertEquals(envelope.length, client.stat(X).getSize());
            assertFalse(client.readEntries("/" + FEED).iterator().hasNext());
        }
    }

    @Test
    void boundsSessionsHandlesAndUnfinishedFiles() throws IOException {
        byte[] envelope = sftp.sealed("x");
        try (ClientSession one = sftp.connect("tax-01");
                ClientSession two = sftp.connect("tax-01");
                SftpClient client = client(one)) {
            // When
            List<SftpClient.Handle> handles = new ArrayList<>();
            for (int i = 0; i < HANDLES_MAX; i++) {
                handles.add(client.openDir("/"));
            }
            // Then
            assertThrows(SftpException.class, () -> client.openDir("/"));
            assertThrows(IOException.class, () -> client(sftp.connect("tax-01")));
            for (SftpClient.Handle handle : handles) {
                client.close(handle);
            }
            for (int i = 0; i < PARTIALS_MAX; i++) {
                SftpClient.Handle handle = client.open(X + i + ".part", FRESH);
                client.write(handle, 0, envelope, 0, 100);
                client.close(handle);
            }
            assertThrows(SftpException.class, () -> client.open(X, FRESH));
            assertTrue(two.isAuthenticated());
        }
    }

    @Test
    void reportsAndRemovesWhatNobodyFinishes() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("x");
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            SftpClient.Handle begun = client.open(X, FRESH);
            client.write(begun, 0, envelope, 0, 100);
            sftp.door().sweep(Instant.now().plus(Duration.ofHours(25)));
            assertEquals(2, sftp.partialFiles().size(), "somebody is writing to it");
            assertThrows(SftpException.class, () -> client.close(begun));
            // When
            sftp.door().sweep(Instant.now().plus(Duration.ofHours(23)));
            assertEquals(2, sftp.partialFiles().size());
            sftp.door().sweep(Instant.now().plus(Duration.ofHours(25)));
            // Then
            assertEquals(List.of(), sftp.partialFiles());
            String report = null;
            for (SftpClient.DirEntry entry : client.readDir("/reports")) {
                report = entry.getFilename();
            }
            assertTrue(report != null && report.startsWith("x.p7m."), report);
            try (InputStream in = client.read("/reports/" + report)) {
                assertTrue(new String(in.readAllBytes(), UTF_8).contains("\"FILE_INCOMPLETE\""));
            }
        }
    }

    @Test
    void showsNobodyWhatBelongsToAnother() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("x");
        sftp.reports().incomplete("tax-01", "x.p7m");
        List<String> paths = new ArrayList<>(List.of(X));
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            SftpClient.Handle handle = client.open(X, FRESH);
            client.write(handle, 0, envelope);
            client.close(handle);
            for (String folder : List.of("/receipts", "/reports")) {
                for (SftpClient.DirEntry entry : client.readDir(folder)) {
                    paths.add(folder + "/" + entry.getFilename());
                }
            }
        }
        assertEquals(4, paths.size());
        // When
        try (ClientSession session = sftp.connect("tax-02");
                SftpClient client = client(session)) {
            // Then
            for (String path : paths) {
                assertThrows(SftpException.class, () -> client.stat(path), path);
                assertThrows(SftpException.class, () -> client.open(path, OpenMode.Read), path);
            }
            for (String folder : List.of("/receipts", "/reports")) {
                assertFalse(client.readDir(folder).iterator().hasNext());
            }
        }
    }
}
