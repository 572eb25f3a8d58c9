package vn.lienthong.cli;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import vn.lienthong.envelope.KeyFileException;
import vn.lienthong.postgres.CannotStart;

/** {@code gateway/run}: every command, one way of telling errors. */
@Command(
        name = "gateway/run",
        description = "Liên Thông: the gateway through which agencies hand data to the social insurer.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServeCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            RouteCommand.class,
            PkiCommand.class,
            SealCommand.class,
            SendCommand.class,
            PullCommand.class,
            ValidateCommand.class,
            DeliveryCommand.class,
            ReplayCommand.class,
            ReferenceCommand.class,
            EvidenceCommand.class,
            PortalCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "gateway/run test builds and runs every test.",
            "Exit codes: 0 ok, 1 findings, 2 usage, 3 cannot start, 4 peer unreachable."
        })
public final class Main {
    /** Read by logback.xml. */
    private static final String LOG_LEVEL = "LIENTHONG_LOG_LEVEL";

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command and returns its exit code. */
    static int run(String... arguments) {
        if (arguments.length > 0 && !arguments[0].equals("serve") && System.getProperty(LOG_LEVEL) == null) {
            // Before the first logger is made: a command talks to a person, only serve to a log collector.
            System.setProperty(LOG_LEVEL, "WARN");
        }
        CommandLine commands = new CommandLine(new Main());
        commands.setExecutionExceptionHandler((failure, line, result) -> failed(failure));
        commands.setParameterExceptionHandler(Main::misused);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.registerConverter(UUID.class, Main::id);
        commands.registerConverter(LocalDate.class, Main::day);
        if (arguments.length == 0) {
            commands.usage(System.err);
            return CommandFailed.USAGE;
        }
        return commands.execute(arguments);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is no id like 01a20125-34eb-7634-bd96-a7d3e7e971d4");
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no day like 2027-01-01");
        }
    }

    private static int failed(Exception failure) throws Exception {
        if (failure instanceof CommandFailed e) {
            print(e.getMessage(), e.hint());
            return e.exitCode();
        }
        if (failure instanceof CannotStart e) {
            print(e.getMessage(), e.hint());
            return CommandFailed.CANNOT_START;
        }
        if (failure instanceof KeyFileException e) {
            print(e.getMessage(), e.hint());
            return CommandFailed.CANNOT_START;
        }
        throw failure;
    }

    private static int misused(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("error: " + failure.getMessage());
        err.println("hint: " + line.getCommandSpec().qualifiedName() + " --help");
        return CommandFailed.USAGE;
    }

    private static void print(@Nullable String message, String hint) {
        System.err.println("error: " + message);
        System.err.println("hint: " + hint);
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"Liên Thông " + (version == null ? "(unpacked)" : version)};
        }
    }
}
