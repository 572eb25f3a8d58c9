package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.lienthong.Installation;
import vn.lienthong.SampleRun;
import vn.lienthong.Settings;
import vn.lienthong.contract.CodeListsReader;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Home;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Sample;
import vn.lienthong.envelope.KeyFileException;
import vn.lienthong.envelope.KeyFiles;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;

/** Reads everything that an operator edits and tells every mistake with file and line. */
@Command(
        name = "check",
        description = {
            "Reads settings, partners, contracts and code lists, opens every certificate,",
            "runs every sample of every contract. Prints file:line: error: ... and a hint."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws IOException {
        Home where = home.home();
        Findings findings = new Findings();
        Installation installation = Installation.read(where, findings);
        certificates(installation, findings);
        int run = samples(installation, findings);
        findings.list().forEach(System.out::println);
        System.out.println(installation.contracts().all().size() + " contracts, "
                + installation.partners().all().size() + " partners, " + run + " samples run: "
                + findings.errors() + " errors, " + findings.warnings() + " warnings");
        return findings.hasErrors() ? CommandFailed.FINDINGS : 0;
    }

    private static void certificates(Installation installation, Findings findings) throws IOException {
        for (Partner partner : installation.partners().all()) {
            for (Partner.Signer signer : partner.signers()) {
                try {
                    var unused = KeyFiles.certificate(signer.file());
                } catch (KeyFileException e) {
                    findings.accept(Finding.error(
                            "partners/" + partner.id() + ".yaml", 1, String.valueOf(e.getMessage()), e.hint()));
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
