package vn.lienthong.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import vn.lienthong.contract.Home;

/**
 * One sealed file after the other, each pushed by OpenSSH's client to the SFTP door, which hashes it, makes it durable
 * and signs a receipt, and to OpenSSH's own server, which only writes it. Same machine, cipher and client, turn by turn.
 */
final class SftpBench {
    private static final String FEED = "tax.payroll";
    private static final String PARTNER = "tax-01";
    private static final int TIMEOUT_S = 1_800;
    private static final int SETTLE_LOOK_MS = 200;
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int BYTES_IN_A_MEGABYTE = 1_000_000;

    /** @param cipher as OpenSSH calls it */
    record Plan(int megabytes, int runs, String cipher, Path sshd) {}

    private static final int WARM_UPS = 4;

    private final PrintStream out;
    private final Path home;
    private final Plan plan;

    /** Whom to push to. */
    private record Target(int port, String user, String folder) {}

    SftpBench(PrintStream out, Path home, Plan plan) {
        this.out = out;
        this.home = home;
        this.plan = plan;
    }

    /** Runs, prints and returns the ratio of the medians. */
    double run() throws IOException, InterruptedException {
        BenchHome.prepare(home);
        Path received = Files.createDirectory(home.resolve("received"));
        double[] door = new double[plan.runs()];
        double[] openssh = new double[plan.runs()];
        try (ChildGateway gateway = ChildGateway.start(home);
                PeerSshd sshd = PeerSshd.start(plan.sshd(), home)) {
            Target ours = new Target(gateway.port("sftp"), PARTNER, FEED);
            Target theirs = new Target(sshd.port(), System.getProperty("user.name"), received.toString());
            warmUp(ours, theirs);
            for (int run = 0; run < plan.runs(); run++) {
                Path file = seal("run-" + run, (long) plan.megabytes() * BYTES_IN_A_MEGABYTE);
                openssh[run] = push(file, theirs);
                door[run] = push(file, ours);
                awaitReports(ours, run + 2);
                Files.delete(file);
                Files.delete(received.resolve(String.valueOf(file.getFileName())));
                print("run " + (run + 1), door[run], openssh[run]);
            }
        }
        double ratio = median(door) / median(openssh);
        print("median", median(door), median(openssh));
        return ratio;
    }

    /** A gateway runs for weeks: what is measured is compiled code, as it is with OpenSSH. */
    private void warmUp(Target ours, Target theirs) throws IOException, InterruptedException {
        Path file = seal("warm-up", (long) plan.megabytes() * BYTES_IN_A_MEGABYTE);
        var unused = push(file, theirs);
        for (int i = 0; i < WARM_UPS; i++) {
            var again = push(file, ours);
            assert again > 0;
        }
        awaitReports(ours, 1);
        Files.delete(file);
    }

    private void print(String what, double door, double openssh) {
        out.printf(
                Locale.ROOT,
                "%-8s SFTP door %,6.0f MB/s, OpenSSH internal-sftp %,6.0f MB/s, ratio %.2f%n",
                what,
                door,
                openssh,
                door / openssh);
    }

    private Path seal(String name, long bytes) throws IOException {
        Home where = Home.of(home, Path.of(System.getProperty("lienthong.root", ".")));
        Path file = home.resolve(name + ".p7m");
        byte[] block = new byte[BLOCK_BYTES];
        new Random(bytes).nextBytes(block);
        try (OutputStream sealed = Files.newOutputStream(file);
                OutputStream payload =
                        DevSealer.of(where, PARTNER, "envelope-rsa").seal(sealed)) {
            for (long left = bytes; left > 0; left -= block.length) {
                payload.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return file;
    }

    /** Pushes one file and returns the MB/s of the client's whole run, connection and acknowledgement included. */
    private double push(Path file, Target target) throws IOException, InterruptedException {
        long started = System.nanoTime();
        var unused = sftp(target, "put " + file + " " + target.folder());
        double seconds = (System.nanoTime() - started) / 1e9;
        return Files.size(file) / seconds / BYTES_IN_A_MEGABYTE;
    }

    /** The gateway works on what it has taken: the next run must not compete with that. */
    private void awaitReports(Target ours, int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
        while (sftp(ours, "ls -1 reports")
                        .lines()
                        .filter(line -> line.endsWith(".ndjson"))
                        .count()
                < count) {
            if (System.nanoTime() > end) {
                throw new CommandFailed(
                        CommandFailed.FINDINGS, "a pushed file was not settled", "see " + home.resolve("gateway.log"));
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_LOOK_MS);
        }
    }

    private String sftp(Target target, String line) throws IOException, InterruptedException {
        Path script = Files.writeString(home.resolve("sftp.script"), line + "\n");
        Path log = home.resolve("sftp.log");
        Process client = new ProcessBuilder(List.of(
                        "sftp",
                        "-q",
                        "-b",
                        script.toString(),
                        "-P",
                        Integer.toString(target.port()),
                        "-i",
                        home.resolve("certs/dev/partners/tax-01/ssh_ed25519").toString(),
                        "-oIdentitiesOnly=yes",
                        "-oStrictHostKeyChecking=no",
                        "-oUserKnownHostsFile=" + home.resolve("known_hosts"),
                        "-oCiphers=" + plan.cipher(),
                        target.user() + "@127.0.0.1"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!client.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || client.exitValue() != 0) {
            client.destroyForcibly();
            throw new CommandFailed(
                    CommandFailed.PEER_UNREACHABLE,
                    "sftp to port " + target.port() + " failed: "
                            + Files.readString(log).strip(),
                    "logs of both servers are in " + home);
        }
        return Files.readString(log);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
