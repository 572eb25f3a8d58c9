package vn.lienthong.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What commands say of themselves, and to whom holds them wrong. */
class CommandsTest {

    @Test
    void saysInPlainWordsWhatIsNoId() {
        Said said = Said.by("delivery", "set-aside", "xyz");

        assertEquals(CommandFailed.USAGE, said.exitCode());
        assertTrue(said.err().contains("'xyz' is no id like "), said.err());
        assertFalse(said.err().contains("Exception"), said.err());
    }

    @Test
    void saysInPlainWordsWhatIsNoDay() {
        Said said = Said.by("reference", "import", "codes.csv", "--list", "commune", "--from", "01/01/2027");

        assertEquals(CommandFailed.USAGE, said.exitCode());
        assertTrue(said.err().contains("'01/01/2027' is no day like 2027-01-01"), said.err());
        assertFalse(said.err().contains("Exception"), said.err());
    }

    @Test
    void refusesOptionsOfCheckThatWouldDoNothing() {
        assertAll(Stream.of("--feed=nope", "--last=3").map(option -> () -> {
            Said said = Said.by("check", option);
            assertEquals(CommandFailed.USAGE, said.exitCode());
            assertTrue(said.err().contains("error: --feed and --last need --rules"), said.err());
        }));
    }

    @Test
    void beginsTheHelpOfEveryCommandWithAWholeSentence() {
        for (CommandSpec command : commands()) {
            String first = command.usageMessage().description()[0];
            assertTrue(first.endsWith("."), command.qualifiedName() + ": " + first);
        }
    }

    @Test
    void namesValuesInTheHelpTheSameWay() {
        for (CommandSpec command : commands()) {
            command.args().stream()
                    .filter(argument -> argument.arity().max() > 0)
                    .forEach(argument -> assertTrue(
                            argument.paramLabel().matches("[A-Z]+"),
                            command.qualifiedName() + ": " + argument.paramLabel()));
        }
    }

    @Test
    void tellsDefaultsAsTheyAreTyped() {
        assertAll(Stream.of(List.of("status"), List.of("validate"), List.of("bench", "claims"))
                .map(command -> () -> {
                    List<String> words = new ArrayList<>(command);
                    words.add("--help");
                    String help = Said.by(words.toArray(String[]::new)).out().replaceAll("\\s+", " ");
                    assertTrue(help.contains("(default: table)") || help.contains("(default: base64)"), help);
                }));
    }

    @Test
    void countsOneThingAsOne() {
        assertEquals("1 delivery", Plural.of(1, "delivery"));
        assertEquals("0 deliveries", Plural.of(0, "delivery"));
        assertEquals("2 records", Plural.of(2, "record"));
    }

    private static List<CommandSpec> commands() {
        List<CommandSpec> all = new ArrayList<>();
        add(new CommandLine(new Main()), all);
        return all;
    }

    private static void add(CommandLine command, List<CommandSpec> all) {
        if (command.getCommand() instanceof CommandLine.HelpCommand) {
            return;
        }
        all.add(command.getCommandSpec());
        command.getSubcommands().values().forEach(below -> add(below, all));
    }
}
