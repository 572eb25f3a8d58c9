package vn.lienthong.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static vn.lienthong.sftp.TestSftp.FEED;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.common.SftpException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol itself: what is not offered, what is out of order, what is no packet at all. */
class ProtocolIT {
    private static final Set<OpenMode> FRESH = EnumSet.of(OpenMode.Write, OpenMode.Create, OpenMode.Truncate);
    private static final String X = "/" + FEED + "/x.p7m";

    private TestSftp sftp;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        sftp = new TestSftp(folder);
    }

    @AfterEach
    void close() {
        sftp.close();
    }

    private static SftpClient client(ClientSession session) throws IOException {
        return SftpClientFactory.instance().createSftpClient(session);
    }

    /** One thing that a client tries. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException;
    }

    @Test
    void offersNoLinksAndCutsNothing() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("x");
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            SftpClient.Handle handle = client.open(X, FRESH);
            client.write(handle, 0, envelope, 0, 200);
            SftpClient.Attributes size = new SftpClient.Attributes().size(10);
            SftpClient.Attributes times =
                    new SftpClient.Attributes().perms(0777).modifyTime(0);
            // When
            List<Act> refused = List.of(
                    () -> client.symLink("/etc/passwd", "/" + FEED + "/link"),
                    () -> client.readLink(X),
                    () -> client.setStat(handle, size),
                    () -> client.setStat(X, size),
                    () -> client.read(handle, 0, new byte[10]),
                    () -> client.open(X, OpenMode.Read));
            client.setStat(X, times);
            client.setStat(handle, times);
            // Then
            refused.forEach(act -> assertThrows(SftpException.class, act::run));
            client.write(handle, 200, envelope, 200, envelope.length - 200);
            client.close(handle);
            assertEquals(1, sftp.deliveries().size());
        }
    }

    @Test
    void takesAFileInOneOrderOnly() throws IOException {
        // Given
        byte[] envelope = sftp.sealed("x");
        try (ClientSession session = sftp.connect("tax-01");
                SftpClient client = client(session)) {
            SftpClient.Handle handle = client.open(X, FRESH);
            client.write(handle, 0, envelope, 0, 100);
            // When a byte is left out, or written twice
            assertThrows(SftpException.class, () -> client.write(handle, 101, envelope, 101, 10));
            // Then the whole file is spoiled
            assertThrows(SftpException.class, () -> client.write(handle, 100, envelope, 100, 10));
            assertThrows(SftpException.class, () -> client.close(handle));
            assertEquals(List.of(), sftp.deliveries());
        }
    }

    @Test
    void endsAChannelThatDoesNotSpeakTheProtocol() throws IOException {
        List<byte[]> packets = List.of(
                new byte[] {0, 0, 0, 0},
                new byte[] {-1, -1, -1, -1, 1},
                new byte[] {0, 0, 0, 5, 3, 0, 0, 0, 3},
                "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        for (byte[] packet : packets) {
            try (ClientSession session = sftp.connect("tax-01");
                    ChannelSubsystem channel = session.createSubsystemChannel("sftp")) {
                channel.open().verify(TestSftp.WAIT_S, TimeUnit.SECONDS);
                // When
                OutputStream out = channel.getInvertedIn();
                out.write(packet);
                out.flush();
                // Then
                Set<ClientChannelEvent> events = channel.waitFor(
                        EnumSet.of(ClientChannelEvent.CLOSED, ClientChannelEvent.EXIT_STATUS),
                        TimeUnit.SECONDS.toMillis(TestSftp.WAIT_S));
                assertFalse(events.contains(ClientChannelEvent.TIMEOUT), () -> Arrays.toString(packet));
            }
        }
    }

    @Test
    void answersAMalformedRequestAndGoesOn() throws IOException {
        // Given
        try (ClientSession session = sftp.connect("tax-01");
                ChannelSubsystem channel = session.createSubsystemChannel("sftp")) {
            channel.open().verify(TestSftp.WAIT_S, TimeUnit.SECONDS);
            OutputStream out = channel.getInvertedIn();
            InputStream in = channel.getInvertedOut();
            // When: INIT, an OPEN whose path is longer than its packet, a request of no known kind, a REALPATH of "."
            out.write(new byte[] {0, 0, 0, 5, 1, 0, 0, 0, 3});
            out.write(new byte[] {0, 0, 0, 9, 3, 0, 0, 0, 7, 0, 0, 1, 0});
            out.write(new byte[] {0, 0, 0, 5, 99, 0, 0, 0, 8});
            out.write(new byte[] {0, 0, 0, 10, 16, 0, 0, 0, 9, 0, 0, 0, 1, '.'});
            out.flush();
            // Then
            assertEquals(2, packet(in)[0]);
            assertStatus(packet(in), 7, 5);
            assertStatus(packet(in), 8, 8);
            byte[] name = packet(in);
            assertEquals(104, name[0]);
            assertEquals(9, name[4]);
        }
    }

    private static byte[] packet(InputStream in) throws IOException {
        byte[] length = in.readNBytes(4);
        return in.readNBytes(((length[2] & 0xFF) << 8) | (length[3] & 0xFF));
    }

    private static void assertStatus(byte[] packet, int request, int status) {
        assertEquals(101, packet[0]);
        assertEquals(request, packet[4]);
        assertEquals(status, packet[8]);
    }
}
