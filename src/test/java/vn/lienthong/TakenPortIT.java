package vn.lienthong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.postgres.CannotStart;

/** A start on a port that somebody else has. */
class TakenPortIT {

    @Test
    void namesThePortOfTheManagementServer(@TempDir Path dir) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            PullHome home = new PullHome(dir);
            Files.writeString(
                    dir.resolve("gateway.yaml"),
                    "https: {port: 0}\nsftp: {port: 0}\nmanagement: {port: " + other.getLocalPort() + "}\n");
            // When
            CannotStart refused = assertThrows(CannotStart.class, home::start);
            // Then
            String message = String.valueOf(refused.getMessage());
            assertTrue(
                    message.startsWith("the management server cannot listen on port " + other.getLocalPort() + ": "),
                    message);
            assertEquals("is another gateway running? choose a port in gateway.yaml, 0 = a free one", refused.hint());
        }
    }
}
