package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static vn.lienthong.delivery.RefusalCode.ENVELOPE_UNREADABLE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.envelope.Opener.AllowedSigner;
import vn.lienthong.envelope.Opener.Verification;
import vn.lienthong.envelope.Opener.Verified;

/** Files of several segments, many at once, and files that change after they were verified. */
class CmsOpenerFilesIT {
    private static final int SEGMENT = SealedFile.SEGMENT_BYTES;

    private static Agency agency;
    private static Path signed;

    @BeforeAll
    static void makeKeysAndOneSignedFile(@TempDir Path folder) throws IOException {
        agency = new Agency(folder);
        signed = agency.sign(agency.file("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)));
    }

    /** Frame and all, the file ends just before, at and after a segment of the digests. */
    @ParameterizedTest
    @ValueSource(ints = {-3, -2, -1, 0, 1, 2, 3})
    void opensFilesThatEndAroundASegment(int beyond) throws IOException {
        // Given
        byte[] content = new byte[2 * SEGMENT];
        new Random(beyond).nextBytes(content);
        CmsSealer sealer = HandMade.sealer(agency);
        int frame = HandMade.seal(sealer, content).length - content.length;
        content = Arrays.copyOf(content, 2 * SEGMENT - frame + beyond);
        Path envelope = agency.file(HandMade.seal(sealer, content));

        // When, then
        assertArrayEquals(content, agency.opened(envelope));
    }

    @Test
    void isAFaultWhenTheFileChangesAfterItWasVerified() throws IOException {
        // Given
        byte[] content = new byte[3 * SEGMENT];
        Path envelope = agency.file(HandMade.seal(HandMade.sealer(agency), content));
        Verified verified = agency.verify(envelope).verified();
        assertNotNull(verified);
        byte[] good = Files.readAllBytes(envelope);

        for (int at : List.of(0, 100, SEGMENT - 1, SEGMENT, 2 * SEGMENT + 5, good.length - 1)) {
            // When
            byte[] bad = good.clone();
            bad[at] ^= 4;
            var unused = Files.write(envelope, bad);

            // Then: not a byte of the segment that changed
            Fault fault = assertThrows(Fault.class, () -> readSome(envelope, verified, content.length));
            assertEquals(
                    "the sealed original is not the one that was verified: its digest has changed", fault.getMessage());
        }
        var unused = Files.write(envelope, Arrays.copyOf(good, good.length + 1));
        assertThrows(Fault.class, () -> readSome(envelope, verified, content.length));
        unused = Files.write(envelope, Arrays.copyOf(good, SEGMENT));
        assertThrows(Fault.class, () -> readSome(envelope, verified, content.length));
        unused = Files.write(envelope, good);
        readSome(envelope, verified, content.length);
    }

    private static void readSome(Path envelope, Verified verified, int expected) throws IOException {
        try (InputStream content = agency.opener().open(envelope, verified)) {
            assertEquals(expected, content.readAllBytes().length);
        }
    }

    @Test
    void opensForManyThreadsAtOnce() throws IOException {
        // Given: one opener, good and bad files of several segments
        CmsOpener opener = agency.opener();
        byte[] content = new byte[2 * SEGMENT + 77];
        new Random(8).nextBytes(content);
        byte[] good = HandMade.seal(HandMade.sealer(agency), content);
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        List<Path> files = List.of(agency.file(good), agency.file(bad), agency.sealRsa(signed));
        List<AllowedSigner> allowed = agency.allowed();

        // When
        List<Verification> verifications = IntStream.range(0, 30)
                .parallel()
                .mapToObj(i -> verify(opener, files.get(i % files.size()), allowed))
                .toList();

        // Then
        for (int i = 0; i < verifications.size(); i++) {
            Verified verified = verifications.get(i).verified();
            assertEquals(i % files.size() != 1, verified != null);
            assertEquals(
                    i % files.size() == 1 ? Refusal.of(ENVELOPE_UNREADABLE) : null,
                    verifications.get(i).refusal());
        }
    }

    private static Verification verify(CmsOpener opener, Path file, List<AllowedSigner> allowed) {
        try {
            return opener.verify(file, allowed, Instant.now());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isAFaultWhenTheKeyIsGone() throws IOException {
        // Given
        Path envelope = agency.sealRsa(signed);
        Verified verified = agency.verify(envelope).verified();
        assertNotNull(verified);
        CmsOpener without = new CmsOpener(agency.keys.subList(1, 2), RevocationLists.none());

        // When, then
        assertThrows(Fault.class, () -> without.open(envelope, verified));
    }
}
