package vn.lienthong.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import vn.lienthong.portal.PortalPassword;

/** {@code portal}: accounts of the portal door. */
@Command(
        name = "portal",
        description = "Accounts of the portal door.",
        subcommands = PortalCommand.Password.class,
        mixinStandardHelpOptions = true)
final class PortalCommand {

    /** {@code portal password}: what a partner file keeps of a password. */
    @Command(
            name = "password",
            description = {
                "Reads a password (asked for, or one line of standard input) and prints the line for",
                "identity.portal[].password of the partner's file. The password itself is kept nowhere."
            },
            mixinStandardHelpOptions = true)
    static final class Password implements Callable<Integer> {
        private static final int CHARACTERS_MIN = 8;
        private static final int CHARACTERS_MAX = 256;

        @Override
        public Integer call() throws IOException {
            String password = read();
            if (password.length() < CHARACTERS_MIN || password.length() > CHARACTERS_MAX) {
                throw new CommandFailed(
                        CommandFailed.USAGE,
                        "the password must have " + CHARACTERS_MIN + " to " + CHARACTERS_MAX + " characters",
                        "openssl rand -base64 18 makes a good one");
            }
            System.out.println(PortalPassword.forPartnerFile(password));
            return CommandLine.ExitCode.OK;
        }

        private static String read() throws IOException {
            @Nullable Console console = System.console();
            if (console != null) {
                char[] typed = console.readPassword("password: ");
                String password = typed == null ? "" : new String(typed);
                if (typed != null) {
                    Arrays.fill(typed, ' ');
                }
                return password;
            }
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            @Nullable String line = in.readLine();
            return line == null ? "" : line;
        }
    }
}
