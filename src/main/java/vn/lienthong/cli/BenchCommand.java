package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.lienthong.envelope.EnvelopeBench;

/** Measures against a peer in the same run. */
@Command(
        name = "bench",
        description = "Measures against a peer in the same run, and prints the ratio.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchCommand.Payroll.class,
            BenchCommand.Envelope.class,
            BenchCommand.Sftp.class,
            BenchCommand.Start.class
        })
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

    /** A start with many partners. */
    @Command(
            name = "start",
            description = "Starts a gateway with many partners of three routes each, one of them with a dead host.",
            mixinStandardHelpOptions = true)
    static final class Start implements Callable<Integer> {
        @Option(names = "--partners", description = "Partners (default: ${DEFAULT-VALUE}).")
        private int partners = 200;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (partners < 2) {
                throw new CommandFailed(CommandFailed.USAGE, "--partners must be at least 2", "leave it out");
            }
            Path home = Files.createTempDirectory("lienthong-bench");
            new StartBench(System.out, home, partners).run();
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
                line("opened: key, tag, decryption", result.decryptMegabytesPerSecond(), result.decryptRatio());
                line("the same, signature checked too", result.verifyMegabytesPerSecond(), result.verifyRatio());
                System.out.printf(
                        Locale.ROOT,
                        "Bouncy Castle's GCM stream %,.0f MB/s; with our second reading, which hands out the content, %.1f"
                                + " times that; sealing %,.0f MB/s%n",
                        result.bouncyCastleMegabytesPerSecond(),
                        result.verifyAndOpenRatio(),
                        result.sealMegabytesPerSecond());
            } finally {
                BenchHome.remove(folder);
            }
            return 0;
        }

        private static void line(String what, double megabytesPerSecond, double ratio) {
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %,7.0f MB/s, %.1f times Bouncy Castle's own GCM stream%n",
                    what,
                    megabytesPerSecond,
                    ratio);
        }
    }

    /** Pushing beside OpenSSH's own server. */
    @Command(
            name = "sftp",
            description = {
                "Pushes generated envelopes with OpenSSH's sftp to the SFTP door and to OpenSSH's own server,",
                "turn by turn with the same cipher."
            },
            mixinStandardHelpOptions = true)
    static final class Sftp implements Callable<Integer> {
        @Option(names = "--megabytes", description = "Size of each file (default: ${DEFAULT-VALUE}).")
        private int megabytes = 512;

        @Option(names = "--runs", description = "Counted runs, after one warm-up (default: ${DEFAULT-VALUE}).")
        private int runs = 5;

        @Option(names = "--cipher", description = "OpenSSH's name of the cipher (default: ${DEFAULT-VALUE}).")
        private String cipher = "aes256-gcm@openssh.com";

        @Option(names = "--sshd", description = "OpenSSH's server (default: the one that is installed).")
        private @Nullable Path sshd;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (megabytes < 1 || runs < 1) {
                throw new CommandFailed(
                        CommandFailed.USAGE, "--megabytes and --runs must be at least 1", "leave them out");
            }
            Path server = Optional.ofNullable(sshd)
                    .or(PeerSshd::find)
                    .filter(Files::isExecutable)
                    .orElseThrow(() -> new CommandFailed(
                            CommandFailed.PEER_UNREACHABLE,
                            "there is no sshd to compare with",
                            "install openssh-server (its service need not run), or name one with --sshd"));
            Path home = Files.createTempDirectory("lienthong-bench");
            // A run that fails leaves its folder behind: the hint names the log in it.
            var unused = new SftpBench(
                            System.out, home, new SftpBench.Plan(megabytes, runs, cipher, server.toAbsolutePath()))
                    .run();
            BenchHome.remove(home);
            return 0;
        }
    }
}
