package vn.lienthong;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.lienthong.delivery.Verdict;

/** How fast check went over one plain file, without envelope and database. */
public record CheckBench(Verdict verdict, long bytes, double seconds) {

    /** Checks the file once. Blocking. The first run in a JVM measures the compiler too. */
    public static CheckBench of(Path file, CheckSetup setup) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (InputStream content = Files.newInputStream(file)) {
            Verdict verdict = CheckRun.run(content, setup, violations -> {});
            return new CheckBench(verdict, Files.size(file), (System.nanoTime() - begin) / 1e9);
        }
    }

    public double rowsPerSecond() {
        return verdict.received() / seconds;
    }

    public double megabytesPerSecond() {
        return bytes / seconds / 1e6;
    }
}
