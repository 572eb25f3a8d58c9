package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.lienthong.http.TestDoor.digest;
import static vn.lienthong.http.TestDoor.json;
import static vn.lienthong.http.TestDoor.send;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.http.RawTls;
import vn.lienthong.http.TestDoor;

/** More than the door can take, slower than it waits for, and a disk that is full. */
class OverloadIT {
    private static final DeliveryCalls.Limits DEFAULT = DeliveryCalls.Limits.DEFAULT;
    private static final int PACE_WINDOW_MS = 300;

    @TempDir
    Path folder = Path.of("");

    @Test
    void tellsASenderToComeBackWhenAllPlacesAreTaken() throws IOException {
        // Given room for one upload, taken by one that is half in
        DeliveryCalls.Limits one = new DeliveryCalls.Limits(
                1, 1, DEFAULT.paceWindowMs(), DEFAULT.paceBytesMin(), DEFAULT.listMax(), DEFAULT.violationPage());
        try (TestDoor door = new TestDoor(folder, Posts.choice(folder).with(one));
                RawTls first = new RawTls(door, "tax-01")) {
            byte[] envelope = Posts.sealed(door, "z".repeat(2 << 20));
            first.write(Posts.head(Posts.SEALED, digest(envelope), "Content-Length: " + envelope.length));
            first.write(Arrays.copyOf(envelope, envelope.length / 2));
            Posts.eventually(() -> !door.originalFiles().isEmpty());

            // When
            HttpResponse<byte[]> second =
                    send(door.client("tax-02"), door.post(Posts.SEALED, Posts.sealed(door, "another")));

            // Then
            Posts.assertProblem(503, "busy", second);
            assertTrue(second.headers().firstValue("Retry-After").isPresent());
            first.write(Arrays.copyOfRange(envelope, envelope.length / 2, envelope.length));
            assertTrue(first.readHead().startsWith("HTTP/1.1 202 "));
            assertEquals(
                    202,
                    send(door.client("tax-02"), door.post(Posts.SEALED, Posts.sealed(door, "another")))
                            .statusCode());
        }
    }

    @Test
    void takesThePlaceFromAnUploadThatStandsStill() throws IOException {
        // Given
        DeliveryCalls.Limits impatient = new DeliveryCalls.Limits(
                1, 1, PACE_WINDOW_MS, DEFAULT.paceBytesMin(), DEFAULT.listMax(), DEFAULT.violationPage());
        try (TestDoor door = new TestDoor(folder, Posts.choice(folder).with(impatient));
                RawTls slow = new RawTls(door, "tax-01")) {
            byte[] envelope = Posts.sealed(door, "w".repeat(2 << 20));

            // When a sender stops in the middle
            slow.write(Posts.head(Posts.SEALED, digest(envelope), "Content-Length: " + envelope.length));
            slow.write(Arrays.copyOf(envelope, envelope.length / 2));

            // Then it is told, its draft is gone, and others have the place
            assertTrue(slow.readHead().startsWith("HTTP/1.1 408 "));
            Posts.eventually(() -> door.originalFiles().isEmpty());
            assertEquals(
                    202,
                    send(door.client("tax-02"), door.post(Posts.SEALED, Posts.sealed(door, "another")))
                            .statusCode());
        }
    }

    @Test
    void tellsASenderThatStorageIsUnavailableAndNoMore() {
        try (TestDoor door = new TestDoor(folder, Posts.choice(folder).withReserve(Long.MAX_VALUE))) {
            HttpResponse<byte[]> answer =
                    send(door.client("tax-01"), door.post(Posts.SEALED, Posts.sealed(door, "no room")));

            Posts.assertProblem(503, "storage-unavailable", answer);
            assertTrue(answer.headers().firstValue("Retry-After").isPresent());
            assertTrue(json(answer).getString("instance").startsWith("urn:uuid:"));
            assertEquals(
                    java.util.Set.of("type", "title", "status", "code", "instance"),
                    json(answer).fieldNames());
        }
    }
}
