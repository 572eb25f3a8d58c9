package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import vn.lienthong.contract.Home;

/**
 * The whole path beside the pipeline that one would script by hand, in one run: a generated payroll file, sealed, goes
 * through the HTTPS door into the store of a gateway of its own; then the same file goes through {@link Baseline} into
 * a table of the same server. The first pair warms both up and is not counted.
 */
final class PayrollBench {
    private static final String FEED = "tax.payroll";
    private static final int WAIT_S = 60;
    private static final long SEED = 20_261_121L;

    private final PrintStream out;
    private final Path home;
    private final long rows;
    private final int runs;

    /** @param baseline nanoseconds, or -1 when the baseline could not run */
    private record Pair(long ours, long baseline) {}

    /** @param home an empty folder that the bench may fill */
    PayrollBench(PrintStream out, Path home, long rows, int runs) {
        this.out = out;
        this.home = home;
        this.rows = rows;
        this.runs = runs;
    }

    /** @return the median ratio of times, ours over the baseline's, or empty when there was no baseline */
    Optional<Double> run() throws IOException, InterruptedException {
        BenchHome.prepare(home);
        Optional<String> missing = Baseline.missingTool();
        missing.ifPresent(tool -> out.println("baseline: not run, " + tool + " is missing on this machine"));
        List<Pair> pairs = new ArrayList<>();
        long peak;
        try (ChildGateway gateway = ChildGateway.start(home)) {
            Path dev = home.resolve("certs/dev");
            PartnerClient partner = PartnerClient.connect(
                    gateway.https(),
                    dev.resolve("ca.crt"),
                    dev.resolve("partners/tax-01/https.crt"),
                    dev.resolve("partners/tax-01/https.key"));
            Baseline baseline = missing.isPresent() ? null : new Baseline(home, BenchHome.owner(home));
            for (int run = 0; run <= runs; run++) {
                Path sealed = seal(run);
                long ours = ours(partner, sealed);
                long theirs = -1;
                if (baseline != null) {
                    baseline.prepare();
                    theirs = baseline.run(sealed, rows);
                }
                Files.delete(sealed);
                report(run, ours, theirs);
                if (run > 0) {
                    pairs.add(new Pair(ours, theirs));
                }
            }
            peak = gateway.peakMemoryBytes();
        }
        return summary(pairs, peak);
    }

    /** Every run has a month of its own, so that all its rows are new. */
    private Path seal(int run) throws IOException {
        Path sealed = home.resolve("payroll-" + run + ".p7m");
        String period = (2020 + run / 12) + String.format(Locale.ROOT, "-%02d", 1 + run % 12);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(sealed), 1 << 18);
                OutputStream content = DevSealer.of(Home.of(home, home), "tax-01", "envelope-rsa")
                        .seal(file)) {
            SyntheticPayroll.write(new SyntheticPayroll.Spec(period, rows, SEED + run, 0), content);
        }
        return sealed;
    }

    private long ours(PartnerClient partner, Path sealed) throws IOException {
        String digest = PartnerClient.reprDigest(sealed);
        long started = System.nanoTime();
        PartnerClient.Answer answer =
                partner.send(FEED, sealed, digest, sealed.getFileName().toString());
        if (answer.status() != 202) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS,
                    "the door answered " + answer.status() + " " + answer.body().getString("code", ""),
                    "its log is in " + home.resolve("gateway.log"));
        }
        JsonObject status;
        do {
            status = partner.status(answer.body().getString("delivery"), WAIT_S).body();
        } while (status.getValue("settled_at") == null && !"held".equals(status.getString("state")));
        long took = System.nanoTime() - started;
        if (!"stored".equals(status.getString("state"))
                || status.getJsonObject("counts").getLong("stored") != rows) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS,
                    "not every row was stored: " + status.getString("state") + " " + status.getJsonObject("counts"),
                    "its log is in " + home.resolve("gateway.log"));
        }
        return took;
    }

    private void report(int run, long ours, long theirs) {
        String name = run == 0 ? "warm-up" : "run " + run;
        String line =
                String.format(Locale.ROOT, "%-8s ours %6.2f s = %,9.0f rows/s", name, ours / 1e9, rows / (ours / 1e9));
        if (theirs >= 0) {
            line += String.format(
                    Locale.ROOT,
                    "   baseline %6.2f s = %,9.0f rows/s   ratio %.2f",
                    theirs / 1e9,
                    rows / (theirs / 1e9),
                    (double) ours / theirs);
        }
        out.println(line);
    }

    private Optional<Double> summary(List<Pair> pairs, long peak) {
        List<Double> ratios = new ArrayList<>();
        List<Long> ours = new ArrayList<>();
        for (Pair pair : pairs) {
            ours.add(pair.ours());
            if (pair.baseline() > 0) {
                ratios.add((double) pair.ours() / pair.baseline());
            }
        }
        Collections.sort(ours);
        Collections.sort(ratios);
        double median = ours.get(ours.size() / 2) / 1e9;
        out.printf(
                Locale.ROOT,
                "%,d rows, median of %d: %.2f s = %,.0f rows/s, peak memory of the gateway %,d MiB%n",
                rows,
                ours.size(),
                median,
                rows / median,
                peak >> 20);
        if (ratios.isEmpty()) {
            return Optional.empty();
        }
        double ratio = ratios.get(ratios.size() / 2);
        out.printf(Locale.ROOT, "ratio of times, ours to baseline: %.2f (below 1 is faster)%n", ratio);
        return Optional.of(ratio);
    }
}
