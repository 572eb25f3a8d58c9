package vn.lienthong.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.lienthong.contract.ReferenceImport;
import vn.lienthong.yaml.Findings;

/** Code lists that change by decision. */
@Command(
        name = "reference",
        description = "Code lists that change by decision.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ReferenceCommand.Import.class)
final class ReferenceCommand {

    /** Imports one list from a day on. */
    @Command(
            name = "import",
            description = {
                "Imports a list that is in force from a day on.",
                "The file is CSV with a column 'code', or with 'old_code' and 'new_code' (or old_commune_code and",
                "new_commune_code)."
            },
            mixinStandardHelpOptions = true)
    static final class Import implements Callable<Integer> {
        @Mixin
        private HomeOption home = new HomeOption();

        @Option(
                names = "--list",
                paramLabel = "NAME",
                required = true,
                description = "Name of the list, for example commune.")
        private String list = "";

        @Option(names = "--from", paramLabel = "DAY", required = true, description = "First day, like 2027-01-01.")
        private LocalDate from = LocalDate.EPOCH;

        @Option(names = "--to", paramLabel = "DAY", description = "Last day, like 2027-12-31 (default: open).")
        private @Nullable LocalDate to;

        @Parameters(paramLabel = "FILE", description = "The CSV file.")
        private Path file = Path.of("");

        @Override
        public Integer call() {
            Findings findings = new Findings();
            Optional<ReferenceImport.Outcome> outcome =
                    ReferenceImport.run(home.home(), new ReferenceImport.Order(file, list, from, to), findings);
            findings.list().forEach(System.out::println);
            if (outcome.isEmpty()) {
                return CommandFailed.FINDINGS;
            }
            ReferenceImport.Outcome done = outcome.get();
            String what = done.changes()
                    ? done.codes() + " old codes, " + done.begun() + " new ones, " + done.split() + " split"
                    : done.codes() + " codes, " + done.begun() + " new, " + done.ended() + " ended";
            System.out.println(
                    what + ", written to " + done.written() + "; a running gateway reads it at its next start");
            return 0;
        }
    }
}
