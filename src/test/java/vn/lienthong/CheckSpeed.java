package vn.lienthong;

import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import vn.lienthong.contract.CodeLists;
import vn.lienthong.validate.RecordCheck;

/** Measures check by hand: {@code CheckSpeed ROWS THREADS RUNS}. No test: it asserts no time. */
public final class CheckSpeed {
    private CheckSpeed() {}

    private static long cpuNanos() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return os.getProcessCpuTime();
    }

    public static void main(String[] args) throws Exception {
        long rows = Long.parseLong(args[0]);
        int threads = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("check-speed");
        Path file = folder.resolve("payroll.csv");
        try (InputStream in = new PayrollRows(rows, 7);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            long copied = in.transferTo(out);
            System.out.println(copied + " bytes");
        }
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            for (int run = 0; run < Integer.parseInt(args[2]); run++) {
                CheckSetup setup = new CheckSetup(
                        Contracts.payroll(),
                        CodeLists.NONE,
                        RecordCheck.Terms.NONE,
                        LocalDate.of(2026, 11, 5),
                        new IdentityKey(new byte[16]),
                        folder,
                        executor,
                        threads);
                long cpu = cpuNanos();
                CheckBench bench = CheckBench.of(file, setup);
                System.out.printf(
                        Locale.ROOT,
                        "%d threads: %d rows, going %d, %.3f s, cpu %.3f s, %.0f rows/s, %.0f MB/s%n",
                        threads,
                        bench.verdict().received(),
                        bench.verdict().going(),
                        bench.seconds(),
                        (cpuNanos() - cpu) / 1e9,
                        bench.rowsPerSecond(),
                        bench.megabytesPerSecond());
            }
        } finally {
            executor.shutdown();
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
