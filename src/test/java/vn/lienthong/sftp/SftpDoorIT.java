package vn.lienthong.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.sftp.TestSftp.FEED;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.delivery.Door;
import vn.lienthong.ledger.Ledger;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.TestServer;

/** What an agency with OpenSSH's client sees of the door. */
class SftpDoorIT {
    private Path folder;

    private TestSftp sftp;

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary;
        sftp = new TestSftp(folder);
    }

    @AfterEach
    void close() {
        sftp.close();
    }

    private Path download(String name) {
        return folder.resolve("local").resolve(name);
    }

    @Test
    void takesAFileIntoCustodyAtItsClose() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("a,b\n1,2\n");
        Path file = sftp.file("tháng 10.p7m", envelope);
        // When
        TestSftp.Ended ended = sftp.sftp("tax-01", "put -p \"" + file + "\" " + FEED, "ls -l " + FEED);
        // Then
        assertEquals(0, ended.exitCode(), ended::out);
        assertTrue(ended.out().contains(envelope.length + " "), ended::out);
        Ledger.Status status = sftp.deliveries().get(0);
        assertEquals("tháng 10.p7m", status.head().name());
        assertEquals(Door.SFTP, status.head().door());
        assertEquals(envelope.length, status.head().bytes());
        assertArrayEquals(envelope, Files.readAllBytes(sftp.originalFiles().get(0)));
        assertEquals(List.of(), sftp.partialFiles());
    }

    @Test
    void showsSignedReceiptsAndTheReportBesideEachOther() throws IOException {
        // Given
        Path file = sftp.file("x.p7m", sftp.sealed("x"));
        assertEquals(0, sftp.sftp("tax-01", "put " + file + " " + FEED).exitCode());
        UUID id = sftp.deliveries().get(0).head().id();
        sftp.refuse();
        sftp.reports().incomplete("tax-01", "other");
        String stem = "x.p7m." + id;
        // When
        TestSftp.Ended ended = sftp.sftp(
                "tax-01", "lcd " + download("").toAbsolutePath(), "get receipts/*", "get reports/*", "ls -1 " + FEED);
        // Then
        assertEquals(0, ended.exitCode(), ended::out);
        assertFalse(ended.out().contains(FEED + "/x.p7m"), ended::out);
        for (String type : List.of("custody", "outcome")) {
            Path body = download(stem + "." + type + ".json");
            assertEquals(type, new JsonObject(Files.readString(body)).getString("type"));
            assertEquals(
                    0,
                    verify(body, download(stem + "." + type + ".p7s")),
                    () -> "openssl does not verify the receipt " + type);
        }
        assertNotEquals(0, verify(download(stem + ".outcome.json"), download(stem + ".custody.p7s")));
        try (var files = Files.list(folder.resolve("local"))) {
            String report = Files.readString(files.filter(f -> f.toString().endsWith(".ndjson"))
                    .findFirst()
                    .orElseThrow());
            assertEquals("FILE_INCOMPLETE", new JsonObject(report).getString("rule"));
        }
    }

    private int verify(Path body, Path signature) throws IOException {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "cms",
                        "-verify",
                        "-binary",
                        "-inform",
                        "DER",
                        "-in",
                        signature.toString(),
                        "-content",
                        body.toString(),
                        "-CAfile",
                        sftp.dev("ca.crt").toString(),
                        "-out",
                        "/dev/null")
                .redirectErrorStream(true)
                .start();
        try {
            return openssl.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void makesTheRenameOfAPartTheAcknowledgement() throws IOException {
        // Given
        Path file = sftp.file("x", sftp.sealed("x"));
        assertEquals(
                0,
                sftp.sftp("tax-01", "put " + file + " " + FEED + "/x.p7m.part").exitCode());
        assertEquals(List.of(), sftp.deliveries());
        // When
        TestSftp.Ended ended = sftp.sftp("tax-01", "rename " + FEED + "/x.p7m.part " + FEED + "/x.p7m");
        // Then
        assertEquals(0, ended.exitCode(), ended::out);
        assertEquals("x.p7m", sftp.deliveries().get(0).head().name());
        assertEquals(List.of(), sftp.partialFiles());
    }

    @Test
    void refusesToCloseWhatIsCutAndTakesTheRest() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("content ".repeat(50_000));
        Path file = sftp.file("x.p7m", Arrays.copyOf(envelope, envelope.length - 1));
        // When
        TestSftp.Ended cut = sftp.sftp("tax-01", "put " + file + " " + FEED);
        // Then
        assertNotEquals(0, cut.exitCode());
        assertTrue(cut.out().contains("the envelope is not complete"), cut::out);
        assertEquals(List.of(), sftp.deliveries());
        assertTrue(sftp.sftp("tax-01", "ls -l " + FEED).out().contains((envelope.length - 1) + " "));
        var unused = sftp.file("x.p7m", envelope);
        TestSftp.Ended whole = sftp.sftp("tax-01", "reput " + file + " " + FEED + "/x.p7m");
        assertEquals(0, whole.exitCode(), whole::out);
        assertArrayEquals(envelope, Files.readAllBytes(sftp.originalFiles().get(0)));
        assertEquals(digest(envelope), sftp.deliveries().get(0).head().digest());
    }

    private static String digest(byte[] bytes) {
        return vn.lienthong.http.TestDoor.digest(bytes);
    }

    @Test
    void makesNoDeliveryOfAClientThatIsKilled() throws IOException, InterruptedException {
        // Given
        byte[] envelope = sftp.sealed("content ".repeat(200_000));
        Path file = sftp.file("x.p7m", envelope);
        // When at 1 Mbit/s
        Process client = sftp.start("tax-01", "tax-01", List.of("-l", "1000"), "put " + file + " " + FEED);
        TestSftp.eventually(() -> sftp.partialFiles().size() == 2);
        client.destroyForcibly().waitFor();
        // Then
        TestSftp.Ended again = sftp.sftp("tax-01", "ls " + FEED);
        assertTrue(again.out().contains("x.p7m"), again::out);
        assertEquals(List.of(), sftp.deliveries());
        TestSftp.Ended whole = sftp.sftp("tax-01", "reput " + file + " " + FEED + "/x.p7m");
        assertEquals(0, whole.exitCode(), whole::out);
        assertEquals(digest(envelope), sftp.deliveries().get(0).head().digest());
    }

    @Test
    void answersAResendWithTheFirstDelivery() throws IOException {
        // Given
        Path file = sftp.file("x.p7m", sftp.sealed("x"));
        String put = "put " + file + " " + FEED;
        assertEquals(0, sftp.sftp("tax-01", put).exitCode());
        // When
        TestSftp.Ended again = sftp.sftp("tax-01", put, put);
        // Then
        assertEquals(0, again.exitCode(), again::out);
        assertEquals(1, sftp.deliveries().size());
        TestSftp.eventually(() -> sftp.originalFiles().size() == 1);
        assertEquals(List.of(), sftp.partialFiles());
    }

    @Test
    void takesNoPlaintextToTheDisk() throws IOException {
        // Given
        Path file = sftp.file("x.csv", "mst,ho_ten\n1,canary\n".repeat(9_000).getBytes(UTF_8));
        // When
        TestSftp.Ended ended = sftp.sftp("tax-01", "put " + file + " " + FEED);
        // Then
        assertNotEquals(0, ended.exitCode());
        assertTrue(ended.out().contains("this is no envelope"), ended::out);
        assertEquals(List.of(), sftp.partialFiles());
        assertEquals(List.of(), sftp.originalFiles());
    }

    @Test
    void refusesWhatIsLargerThanTheContractAllows() throws IOException {
        // Given
        Path file = sftp.file("x.p7m", sftp.sealed("content ".repeat(200_000)));
        // When
        TestSftp.Ended ended = sftp.sftp("tax-01", "put " + file + " " + TestSftp.SMALL);
        // Then
        assertNotEquals(0, ended.exitCode());
        assertTrue(ended.out().contains("larger than the contract"), ended::out);
        assertEquals(List.of(), sftp.deliveries());
    }

    @Test
    void admitsAPartnerByItsOwnKeyOnly() throws IOException {
        // When
        List<TestSftp.Ended> strangers = List.of(
                sftp.sftp("tax-01", "tax-02", List.of(), "ls"),
                sftp.sftp("nobody", "tax-01", List.of(), "ls"),
                sftp.sftp("tax-03", "ls"),
                sftp.sftp("tax-01", "tax-01", List.of("-o", "PubkeyAuthentication=no"), "ls"));
        // Then
        for (TestSftp.Ended stranger : strangers) {
            assertNotEquals(0, stranger.exitCode());
            assertTrue(stranger.out().contains("Permission denied (publickey)"), stranger::out);
        }
        TestSftp.Ended known = sftp.sftp("tax-02", "ls -1");
        assertEquals(0, known.exitCode(), known::out);
        assertTrue(known.out().contains(TestSftp.FOREIGN), known::out);
        assertFalse(known.out().contains(FEED), known::out);
    }

    @Test
    void letsAPartnerInWhileStrangersHoldTheirPlaces() throws IOException {
        // Given
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < SftpDoor.Limits.DEFAULT.strangers() + 2; i++) {
                Socket socket =
                        new Socket(InetAddress.getLoopbackAddress(), sftp.door().port());
                socket.setSoTimeout(30_000);
                silent.add(socket);
                assertEquals('S', socket.getInputStream().read());
            }
            // When
            TestSftp.Ended partner = sftp.sftp("tax-02", "ls -1");
            // Then
            assertEquals(0, partner.exitCode(), partner::out);
            assertTrue(closed(silent.get(0)));
            assertTrue(closed(silent.get(1)));
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** Reads what was said before, up to the end. */
    private static boolean closed(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketException reset) {
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        }
    }

    @Test
    void opensNothingButTheSubsystem() throws IOException {
        // When
        Map<String, TestSftp.Ended> refused = Map.of(
                "exec request failed", sftp.ssh(List.of(), "id"),
                "shell request failed", sftp.ssh(List.of("-T")),
                "subsystem request failed", sftp.ssh(List.of("-s"), "netconf"),
                "remote port forwarding failed",
                        sftp.ssh(List.of("-N", "-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:1")),
                "stdio forwarding failed",
                        sftp.ssh(List.of("-W", "127.0.0.1:" + sftp.door().port())));
        // Then
        refused.forEach((words, ended) -> {
            assertNotEquals(0, ended.exitCode(), words);
            assertTrue(ended.out().contains(words), () -> words + ": " + ended.out());
        });
    }

    @Test
    void negotiatesNoWeakAlgorithm() throws IOException {
        for (String option : List.of(
                "Ciphers=aes256-ctr,aes256-cbc",
                "KexAlgorithms=diffie-hellman-group14-sha256",
                "HostKeyAlgorithms=ssh-rsa,rsa-sha2-512")) {
            // When
            TestSftp.Ended ended = sftp.sftp("tax-01", "tax-01", List.of("-o", option), "ls");
            // Then
            assertTrue(ended.out().contains("no matching"), () -> option + ": " + ended.out());
        }
    }

    @Test
    void usesStrictKeyExchange() throws IOException {
        // When
        TestSftp.Ended ended = sftp.sftp("tax-01", "tax-01", List.of("-vvv"), "ls");
        // Then
        assertEquals(0, ended.exitCode(), ended::out);
        assertTrue(ended.out().contains("will use strict KEX ordering"), ended::out);
    }

    @Test
    void keepsAFileThatItCouldNotTakeAndTakesItLater(@TempDir Path other) throws IOException {
        // Given
        try (EmbeddedServer server =
                        EmbeddedServer.start(new EmbeddedServer.Settings(other.resolve("pg"), TestServer.BINARIES, 0));
                TestSftp mortal = new TestSftp(other, server, SftpDoor.Limits.DEFAULT)) {
            Path file = mortal.file("x.p7m", mortal.sealed("x"));
            assertEquals(
                    0,
                    mortal.sftp("tax-01", "put " + file + " " + FEED + "/x.part")
                            .exitCode());
            ProcessHandle postmaster =
                    ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
            assertTrue(postmaster.destroyForcibly());
            postmaster.onExit().join();
            TestSftp.eventually(() -> mortal.sftp("tax-01", "ls receipts").exitCode() != 0);
            // When
            TestSftp.Ended refused = mortal.sftp("tax-01", "rename " + FEED + "/x.part " + FEED + "/x");
            // Then
            assertNotEquals(0, refused.exitCode(), refused::out);
            server.revive();
            assertEquals(List.of(), mortal.originalFiles());
            TestSftp.Ended taken = mortal.sftp("tax-01", "rename " + FEED + "/x.part " + FEED + "/x");
            assertEquals(0, taken.exitCode(), taken::out);
            assertEquals(1, mortal.deliveries().size());
        }
    }
}
