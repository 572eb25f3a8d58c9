package vn.lienthong.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicatesIT {
    @TempDir
    private Path folder = Path.of("");

    private static byte[] digest(int key) {
        byte[] digest = new byte[16];
        new Random(key).nextBytes(digest);
        // as identities of one group have it
        digest[0] = 1;
        digest[1] = 2;
        return digest;
    }

    private long filesLeft() throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 1", "1000, 300", "131072, 131072", "131073, 200000", "400000, 250000", "400000, 1"})
    void findsTheLaterRecordsOfEachKeyInMemoryAndOnDisk(int records, int keys) throws IOException {
        // Given
        Random random = new Random(records);
        Map<Integer, Integer> firstOf = new HashMap<>();
        Map<Long, Long> expected = new TreeMap<>();
        Map<Long, Long> found = new TreeMap<>();
        try (Duplicates duplicates = new Duplicates(folder)) {
            for (int r = 1; r <= records; r++) {
                int key = random.nextInt(keys);
                long line = r * 3L;
                if (firstOf.putIfAbsent(key, r) != null) {
                    expected.put((long) r, line);
                }
                duplicates.add(r, line, digest(key), 0);
            }
            // When
            duplicates.settle(found::put);
        }
        // Then
        assertEquals(expected, found);
        assertEquals(0, filesLeft());
    }

    @Test
    void leavesNoFileBehindWhenItIsGivenUp() throws IOException {
        // Given
        try (Duplicates duplicates = new Duplicates(folder)) {
            for (int r = 1; r <= Duplicates.IN_MEMORY_MAX + 1; r++) {
                duplicates.add(r, r, digest(r), 0);
            }
            // When closed without being settled
        }
        // Then
        assertEquals(0, filesLeft());
    }
}
