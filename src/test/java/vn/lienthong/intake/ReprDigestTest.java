package vn.lienthong.intake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReprDigestTest {
    private static final byte[] SHA = new byte[32];
    private static final String TEXT = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";

    @Test
    void readsWhatItWrites() {
        assertEquals(TEXT, ReprDigest.text(SHA));
        assertArrayEquals(SHA, ReprDigest.sha256(List.of(TEXT)).orElseThrow());
    }

    @Test
    void findsSha256AmongOthersInOneLineOrSeveral() {
        assertTrue(ReprDigest.sha256(List.of("sha-512=:AAAA:, " + TEXT)).isPresent());
        assertTrue(ReprDigest.sha256(List.of("sha-512=:AAAA:", TEXT)).isPresent());
    }

    @Test
    void takesNothingThatIsNotASha256() {
        for (String line : List.of(
                "",
                "sha-512=:AAAA:",
                "sha-256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "sha-256=:AAAA:",
                "sha-256=:",
                "sha-256=::",
                "sha-256=:****************************************AAA=:",
                "SHA-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
                TEXT + ", sha-256=:broken:",
                TEXT + " ".repeat(2_000))) {
            assertTrue(ReprDigest.sha256(List.of(line)).isEmpty(), line);
        }
        assertTrue(ReprDigest.sha256(List.of()).isEmpty());
    }
}
