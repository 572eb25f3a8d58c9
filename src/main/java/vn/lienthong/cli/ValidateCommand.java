package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.lienthong.Installation;
import vn.lienthong.SampleRun;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.Verdict;
import vn.lienthong.delivery.Violation;
import vn.lienthong.yaml.Findings;

/** The same rules as the gateway's, offline: so that a sender can check before it sends. */
@Command(
        name = "validate",
        description = "Checks a plain file by the rules of its feed, offline, before it is sealed and sent.",
        mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--feed", paramLabel = "FEED", required = true, description = "Feed, for example tax.payroll.")
    private String feed = "";

    @Option(
            names = "--output",
            paramLabel = "FORM",
            description = "table, or json for one violation a line (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    @Option(
            names = "--lang",
            paramLabel = "LANGUAGE",
            description = "Language of the messages, vi or en (default: ${DEFAULT-VALUE}).")
    private String language = "vi";

    @Parameters(paramLabel = "FILE", description = "The plain file.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        Installation installation = Installation.read(home.home(), new Findings());
        Contract contract = installation
                .contracts()
                .feed(feed)
                .orElseThrow(() -> new CommandFailed(
                        CommandFailed.USAGE,
                        "there is no feed '" + feed + "'",
                        "the feeds are " + installation.contracts().feeds()));
        if (!Files.isReadable(file)) {
            throw new CommandFailed(CommandFailed.USAGE, "cannot read " + file, "name a file that you may read");
        }
        Path scratch = Files.createTempDirectory("lienthong-validate");
        try {
            SampleRun.Checked checked =
                    new SampleRun(installation.codeLists(), scratch).check(contract, file, LocalDate.now(ZONE));
            for (Violation v : checked.violations()) {
                System.out.println(output == Output.JSON ? json(v).encode() : line(v));
            }
            if (contract.exchange().xmlSignature() != Exchange.XmlSignature.IGNORED) {
                System.err.println("note: a signature is not checked here, that takes the gateway's signers");
            }
            return summary(checked.verdict());
        } finally {
            BenchHome.remove(scratch);
        }
    }

    private String line(Violation v) {
        return file + ":" + v.line() + ": " + v.severity().wire() + ": "
                + (v.field() == null ? "" : v.field() + ": ")
                + (language.equals("en") ? v.messageEn() : v.messageVi()) + " [" + v.rule() + "]"
                + (v.hint() == null ? "" : "\n    hint: " + v.hint());
    }

    private static JsonObject json(Violation v) {
        return new JsonObject()
                .put("record", v.record())
                .put("line", v.line())
                .put("field", v.field())
                .put("rule", v.rule())
                .put("severity", v.severity().wire())
                .put("message_vi", v.messageVi())
                .put("message_en", v.messageEn())
                .put("hint", v.hint());
    }

    private int summary(Verdict verdict) {
        @Nullable Refusal refusal = verdict.refusal();
        if (refusal != null) {
            System.err.println("the file would be refused: " + refusal.code() + " at record " + refusal.record());
            System.err.println("hint: " + (language.equals("en") ? refusal.hintEn() : refusal.hintVi()));
            return CommandFailed.FINDINGS;
        }
        System.err.println(Plural.of(verdict.received(), "record") + ": " + verdict.going() + " good, "
                + verdict.rejected() + " rejected, " + verdict.duplicate() + " duplicate");
        return verdict.rejected() + verdict.duplicate() == 0 ? 0 : CommandFailed.FINDINGS;
    }
}
