package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.lienthong.CheckSetup;
import vn.lienthong.IdentityKey;
import vn.lienthong.Installation;
import vn.lienthong.SampleRun;
import vn.lienthong.contract.Contract;
import vn.lienthong.envelope.EnvelopeBench;
import vn.lienthong.validate.RecordCheck;
import vn.lienthong.yaml.Findings;

/** Measures against a peer in the same run. */
@Command(
        name = "bench",
        description = "Measures against a peer in the same run, and prints the ratio.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchCommand.Payroll.class,
            BenchCommand.Claims.class,
            BenchCommand.Envelope.class,
            BenchCommand.Sftp.class,
            BenchCommand.Start.class
        })
final class BenchCommand {

    /** The whole path beside openssl and psql. */
    @Command(
            name = "payroll",
            description = {
                "Sends a generated payroll file through the HTTPS door into the store.",
                "The same file goes through openssl cms and psql \\copy beside it."
            },
            mixinStandardHelpOptions = true)
    static final class Payroll implements Callable<Integer> {
        @Option(names = "--rows", paramLabel = "N", description = "Rows of the file (default: ${DEFAULT-VALUE}).")
        private long rows = 1_000_000;

        @Option(
                names = "--runs",
                paramLabel = "N",
                description = "Counted runs, after one warm-up (default: ${DEFAULT-VALUE}).")
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
        @Option(names = "--partners", paramLabel = "N", description = "Partners (default: ${DEFAULT-VALUE}).")
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

    /** The check of claims beside a plain read. */
    @Command(
            name = "claims",
            description = {
                "Checks a generated file of health claims with all rules of the contract.",
                "A plain StAX read of the same file runs beside it."
            },
            mixinStandardHelpOptions = true)
    static final class Claims implements Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Option(
                names = "--feed",
                paramLabel = "FEED",
                description = "Feed whose contract is used (default: ${DEFAULT-VALUE}).")
        private String feed = "health.claims";

        @Option(names = "--visits", paramLabel = "N", description = "Visits of the file (default: ${DEFAULT-VALUE}).")
        private long visits = 10_000;

        @Option(
                names = "--runs",
                paramLabel = "N",
                description = "Counted runs, after " + ClaimsBench.WARM_UPS + " warm-ups (default: ${DEFAULT-VALUE}).")
        private int runs = 3;

        @Option(
                names = "--form",
                paramLabel = "FORM",
                description = "base64, base64_wrapped or nested (default: ${DEFAULT-VALUE}).")
        private SyntheticClaims.Form form = SyntheticClaims.Form.BASE64;

        @Option(names = "--threads", paramLabel = "N", description = "Threads that check (default: ${DEFAULT-VALUE}).")
        private int threads = 2;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (visits < 1 || runs < 1 || threads < 1) {
                String hint = "leave them out";
                throw new CommandFailed(CommandFailed.USAGE, "--visits, --runs and --threads must be at least 1", hint);
            }
            Findings findings = new Findings();
            Installation installation = Installation.read(home.home(), findings);
            Contract contract = installation
                    .contracts()
                    .feed(feed)
                    .orElseThrow(() -> new CommandFailed(
                            CommandFailed.USAGE, "there is no feed '" + feed + "'", "gateway/run check tells why"));
            Path folder = Files.createTempDirectory("lienthong-bench");
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            try {
                CheckSetup setup = new CheckSetup(
                        contract,
                        installation.codeLists(),
                        RecordCheck.Terms.NONE,
                        SampleRun.DAY,
                        new IdentityKey(new byte[IdentityKey.BYTES]),
                        folder,
                        executor,
                        threads);
                var spec = new SyntheticClaims.Spec("01999", SampleRun.DAY, visits, 1, form, 0);
                var unused = new ClaimsBench(System.out, setup).run(spec, folder.resolve("claims.xml"), runs);
            } finally {
                executor.shutdownNow();
                BenchHome.remove(folder);
            }
            return 0;
        }
    }

    /** Opening an envelope beside Bouncy Castle's own stream. */
    @Command(
            name = "envelope",
            description = "Opens a generated envelope, beside Bouncy Castle's own GCM stream.",
            mixinStandardHelpOptions = true)
    static final class Envelope implements Callable<Integer> {
        @Option(
                names = "--megabytes",
                paramLabel = "N",
                description = "Size of the payload (default: ${DEFAULT-VALUE}).")
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
                "Pushes generated envelopes with OpenSSH's sftp to the SFTP door.",
                "OpenSSH's own server gets the same ones with the same cipher, turn by turn."
            },
            mixinStandardHelpOptions = true)
    static final class Sftp implements Callable<Integer> {
        @Option(names = "--megabytes", paramLabel = "N", description = "Size of each file (default: ${DEFAULT-VALUE}).")
        private int megabytes = 512;

        @Option(
                names = "--runs",
                paramLabel = "N",
                description = "Counted runs, after one warm-up (default: ${DEFAULT-VALUE}).")
        private int runs = 5;

        @Option(
                names = "--cipher",
                paramLabel = "NAME",
                description = "OpenSSH's name of the cipher (default: ${DEFAULT-VALUE}).")
        private String cipher = "aes256-gcm@openssh.com";

        @Option(
                names = "--sshd",
                paramLabel = "FILE",
                description = "OpenSSH's server (default: the one that is installed).")
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
