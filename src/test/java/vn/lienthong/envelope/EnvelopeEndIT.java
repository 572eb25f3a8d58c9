package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.lienthong.envelope.EnvelopeEnd.Finding;

/** Whether an envelope is whole: what openssl and we make, cut at every byte. */
class EnvelopeEndIT {
    private static final int PAYLOAD_BYTES = 9_000;

    private Path folder;

    @BeforeEach
    void in(@TempDir Path temporary) {
        folder = temporary;
    }

    private Finding finding(byte[] bytes, int length) throws IOException {
        Path file = Files.write(folder.resolve("f"), Arrays.copyOf(bytes, length));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return EnvelopeEnd.of(channel);
        }
    }

    private void assertWholeOnlyAtItsEnd(byte[] envelope) throws IOException {
        Path file = Files.write(folder.resolve("g"), envelope);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertEquals(Finding.WHOLE, EnvelopeEnd.of(channel));
            var unused = channel.write(ByteBuffer.wrap(new byte[] {1}), envelope.length);
            assertEquals(Finding.WHOLE, EnvelopeEnd.of(channel), "nothing that is appended would help");
            for (int length = envelope.length - 1; length >= 0; length--) {
                assertEquals(length, channel.truncate(length).size());
                assertEquals(Finding.CUT, EnvelopeEnd.of(channel), "after " + length + " bytes");
            }
        }
    }

    @Test
    void knowsTheEndOfWhatOpensslMakes() throws IOException {
        // Given
        Agency agency = new Agency(folder);
        Path payload = agency.file(new byte[PAYLOAD_BYTES]);
        // When
        Path definite = agency.sealRsa(agency.sign(payload));
        Path streamed = agency.sealRsa(agency.sign(payload), "-stream");
        // Then
        assertWholeOnlyAtItsEnd(Files.readAllBytes(definite));
        assertWholeOnlyAtItsEnd(Files.readAllBytes(streamed));
    }

    @Test
    void saysOfWhatIsNoEnvelopeThatNothingWouldHelp() throws IOException {
        for (byte[] broken : new byte[][] {
            "PK text".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            {0x00, 0x00},
            {0x31, 0x00},
            {0x30, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 0},
            {0x30, (byte) 0x80, 0x04, (byte) 0x80},
            {0x30, (byte) 0x80, 0x1F, 0x01},
            {0x30, (byte) 0x80, 0x00, 0x01},
        }) {
            assertEquals(Finding.BROKEN, finding(broken, broken.length), () -> Arrays.toString(broken));
        }
    }

    @Test
    void looksAtABoundedDepth() throws IOException {
        // Given
        ByteArrayOutputStream deep = new ByteArrayOutputStream();
        for (int i = 0; i <= EnvelopeEnd.DEPTH_MAX; i++) {
            deep.writeBytes(new byte[] {0x30, (byte) 0x80});
        }
        // When
        Finding finding = finding(deep.toByteArray(), deep.size());
        // Then
        assertEquals(Finding.BROKEN, finding);
    }

    @Test
    void isNotMisledByALengthBeyondEveryFile() throws IOException {
        byte[] huge = {0x30, (byte) 0x80, 0x04, (byte) 0x87, 0x7F, -1, -1, -1, -1, -1, -1};
        assertEquals(Finding.CUT, finding(huge, huge.length));
    }
}
