package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvelopeBenchIT {

    /** Says nothing about how fast: a test must not depend on what else the machine does. */
    @Test
    void measuresBothAndLeavesNothingBehind(@TempDir Path folder) throws IOException {
        // When
        EnvelopeBench.Result result = EnvelopeBench.run(3_000_000, folder);

        // Then
        assertEquals(3_000_000, result.bytes());
        assertTrue(result.decrypt() > 0 && result.verify() > 0 && result.open() > 0 && result.bouncyCastle() > 0);
        assertEquals(result.bouncyCastle() / result.verify(), result.verifyRatio());
        assertEquals(result.bouncyCastle() / result.decrypt(), result.decryptRatio());
        assertArrayEquals(new String[0], folder.toFile().list());
    }
}
