package vn.lienthong.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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
                "Prints what a partner's file keeps of a password.",
                "The password is one line of standard input, the printed line is for identity.portal[].password of the",
                "partner's file. The password itself is kept nowhere. Without an echo on the screen:",
                "  stty -echo; gateway/run portal password; stty echo"
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
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            @Nullable String line = in.readLine();
            return line == null ? "" : line;
        }
    }
}
