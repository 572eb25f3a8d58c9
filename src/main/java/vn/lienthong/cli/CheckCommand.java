package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.lienthong.Installation;
import vn.lienthong.RuleTrial;
import vn.lienthong.SampleRun;
import vn.lienthong.Settings;
import vn.lienthong.contract.CodeListsReader;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.RuleCases;
import vn.lienthong.contract.Sample;
import vn.lienthong.envelope.KeyFileException;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.envelope.SigningKeys;
import vn.lienthong.ledger.History;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** Reads everything that an operator edits and tells every mistake with file and line. */
@Command(
        name = "check",
        description = {
            "Reads everything that an operator edits and tells every mistake.",
            "Settings, partners, contracts, code lists; opens every certificate, runs every",
            "sample of every contract. Prints file:line: error: ... and a hint.",
            "With --rules: checks the last deliveries again, and prints what the rules as",
            "they now stand in the files would have done to them. Changes nothing."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final int LAST = 20;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--rules", description = "Check the last deliveries again with the rules of the files.")
    private boolean rules;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Deliveries of each feed, with --rules (default: " + LAST + ").")
    private @Nullable Integer last;

    @Option(names = "--feed", paramLabel = "FEED", description = "Only this feed, with --rules.")
    private @Nullable String feed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!rules && (feed != null || last != null)) {
            throw new CommandFailed(
                    CommandFailed.USAGE,
                    "--feed and --last need --rules",
                    "without --rules everything is checked, leave them out");
        }
        Home where = home.home();
        Findings findings = new Findings();
        Installation installation = Installation.read(where, findings);
        if (rules) {
            return trial(installation, findings);
        }
        certificates(installation, findings);
        int run = samples(installation, findings);
        findings.list().forEach(System.out::println);
        System.out.println(Plural.of(installation.contracts().all().size(), "contract") + ", "
                + Plural.of(installation.partners().all().size(), "partner") + ", " + Plural.of(run, "sample")
                + " run: " + Plural.of(findings.errors(), "error") + ", "
                + Plural.of(findings.warnings(), "warning"));
        return findings.hasErrors() ? CommandFailed.FINDINGS : 0;
    }

    private int trial(Installation installation, Findings findings) throws IOException, InterruptedException {
        int deliveries = last == null ? LAST : last;
        if (deliveries < 1 || deliveries > History.DELIVERIES_MAX) {
            String message = "--last must be from 1 to " + History.DELIVERIES_MAX;
            throw new CommandFailed(CommandFailed.USAGE, message, "leave it out");
        }
        if (feed != null && installation.contracts().feed(feed).isEmpty()) {
            String known =
                    "known: " + String.join(", ", installation.contracts().feeds());
            throw new CommandFailed(CommandFailed.USAGE, "there is no feed '" + feed + "'", known);
        }
        if (findings.hasErrors()) {
            findings.list().forEach(System.out::println);
            return CommandFailed.FINDINGS;
        }
        Path scratch = Files.createTempDirectory("lienthong-check");
        try {
            for (Contract contract : installation.contracts().all()) {
                if (feed == null || contract.feed().equals(feed)) {
                    print(contract, RuleTrial.run(installation, contract, deliveries, scratch));
                }
            }
        } finally {
            BenchHome.remove(scratch);
        }
        return 0;
    }

    private static void print(Contract contract, RuleTrial.Report report) {
        System.out.println(contract.feed() + ": deliveries checked again: " + report.deliveries()
                + (report.unreadable() == 0
                        ? ""
                        : ", " + report.unreadable() + " originals cannot be opened any more"));
        TextTable table = new TextTable("partner", "rule", "before", "now", "change", "switched because");
        boolean any = false;
        for (RuleTrial.Line line : report.lines()) {
            long change = line.after() - line.before();
            table.row(
                    line.partner(),
                    line.rule(),
                    line.before(),
                    line.after(),
                    change > 0 ? "+" + change : "" + change,
                    line.reason());
            any = true;
        }
        if (any) {
            table.print(System.out);
        }
    }

    private static void certificates(Installation installation, Findings findings) throws IOException {
        for (Partner partner : installation.partners().all()) {
            for (Partner.Signer signer : partner.signers()) {
                String label = "partners/" + partner.id() + ".yaml";
                try {
                    if (!SigningKeys.isStrong(
                            KeyFiles.certificate(signer.file()).getPublicKey())) {
                        findings.accept(Finding.warning(
                                label,
                                1,
                                signer.file() + ": this key is too weak, nothing that it signs is taken",
                                "RSA of " + SigningKeys.RSA_BITS_MIN
                                        + " bits or more, or EC on P-256, P-384 or P-521"));
                    }
                } catch (KeyFileException e) {
                    findings.accept(Finding.error(label, 1, String.valueOf(e.getMessage()), e.hint()));
                }
            }
        }
        var settings = installation.settings();
        try {
            for (var pair : settings.keys().envelope()) {
                var unused = KeyFiles.recipient(pair.key(), pair.certificate());
            }
            pair(settings.keys().receipts());
            pair(settings.https().identity());
        } catch (KeyFileException e) {
            findings.accept(Finding.error("gateway.yaml", 1, String.valueOf(e.getMessage()), e.hint()));
        }
    }

    private static void pair(Settings.KeyPairFiles files) throws IOException {
        KeyFiles.requirePair(
                files.key(),
                KeyFiles.privateKey(files.key()),
                files.certificate(),
                KeyFiles.certificate(files.certificate()));
    }

    private static int samples(Installation installation, Findings findings) throws IOException {
        Path scratch = Files.createTempDirectory("lienthong-check");
        try {
            int run = 0;
            for (Contract contract : installation.contracts().all()) {
                SampleRun runner = new SampleRun(
                        CodeListsReader.ofSamples(
                                installation.home(), contract.feed(), installation.codeLists(), findings),
                        scratch);
                for (Sample sample : Sample.read(installation.home(), contract, findings)) {
                    run += sample(runner, sample, contract, findings);
                }
                Optional<RuleCases> cases = RuleCases.read(installation.home(), contract, findings);
                if (cases.isPresent()) {
                    runner.ruleCases(cases.get(), contract, findings);
                    run += cases.get().cases().size();
                }
            }
            return run;
        } finally {
            BenchHome.remove(scratch);
        }
    }

    private static int sample(SampleRun runner, Sample sample, Contract contract, Findings findings)
            throws IOException {
        var missing = runner.missingList(sample);
        if (missing.isPresent()) {
            findings.accept(Finding.warning(
                    sample.label(),
                    1,
                    "not run: the code list '" + missing.get() + "' is not loaded",
                    "gateway/run reference import FILE --list " + missing.get() + " --from DATE"));
            return 0;
        }
        List<String> differences = runner.differences(sample, contract);
        differences.forEach(d -> findings.accept(Finding.error(sample.label(), 1, d, null)));
        return 1;
    }
}
