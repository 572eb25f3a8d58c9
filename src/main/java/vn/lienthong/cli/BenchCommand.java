package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.lienthong.envelope.EnvelopeBench;

/** Measures against a peer in the same run. */
@Command(
        name = "bench",
        description = "Measures against a peer in the same run, and prints the ratio.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BenchCommand.Payroll.class, BenchCommand.Envelope.class})
final class BenchCommand {

    /** The whole path beside openssl and psql. */
    @Command(
            name = "payroll",
            description = {
                "Seals a generated payroll file, sends it through the HTTPS door into the store,",
                "and runs the same file through openssl cms and psql \\copy beside it."
            },
            mixinStandardHelpOptions = true)
    static final class Payroll implements Callable<Integer> {
        @Option(names = "--rows", description = "Rows of the file (default: ${DEFAULT-VALUE}).")
        private long rows = 1_000_000;

        @Option(names = "--runs", description = "Counted runs, after one warm-up (default: ${DEFAULT-VALUE}).")
        private int runs = 3;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (rows < 1 || runs < 1) {
                throw new CommandFailed(CommandFailed.USAGE, "--rows and --runs must be at least 1", "leave them out");
            }
            Path home = Files.createTempDirectory("lienthong-bench");
            // A run that fails leaves its folder behind: the hint names the log in it.
            var unused = new PayrollBench(System.out, home, rows, runs).run();
            BenchHome.remove(home);
            return 0;
        }
    }

    /** Opening an envelope beside Bouncy Castle's own stream. */
    @Command(
            name = "envelope",
            description = "Opens a generated envelope, beside Bouncy Castle's own GCM stream.",
            mixinStandardHelpOptions = true)
    static final class Envelope implements Callable<Integer> {
        @Option(names = "--megabytes", description = "Size of the payload (default: ${DEFAULT-VALUE}).")
        private long megabytes = 256;

        @Override
        public Integer call() throws IOException {
            if (megabytes < 1) {
                throw new CommandFailed(CommandFailed.USAGE, "--megabytes must be at least 1", "leave it out");
            }
            Path folder = Files.createTempDirectory("lienthong-bench");
            try {
                EnvelopeBench.Result result = EnvelopeBench.run(megabytes * 1_000_000, folder);
                System.out.printf(
                        Locale.ROOT,
                        "seal %,.0f MB/s   verify %,.0f MB/s   read the content %,.0f MB/s   Bouncy Castle's stream %,.0f MB/s%n",
                        result.sealMegabytesPerSecond(),
                        result.verifyMegabytesPerSecond(),
                        result.openMegabytesPerSecond(),
                        result.bouncyCastleMegabytesPerSecond());
                System.out.printf(
                        Locale.ROOT,
                        "an envelope opens (tag and signature) at %.1f times Bouncy Castle's stream, with a second reading %.1f%n",
                        result.verifyRatio(),
                        result.verifyAndOpenRatio());
            } finally {
                BenchHome.remove(folder);
            }
            return 0;
        }
    }
}
