package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The openssl command line, as partners use it. */
final class Openssl {
    private static final int TIMEOUT_SECONDS = 120;

    private Openssl() {}

    /** Must succeed. Returns what it printed. */
    @CanIgnoreReturnValue
    static String run(Path folder, Object... arguments) {
        Outcome outcome = attempt(folder, arguments);
        assertEquals(0, outcome.exit, () -> "openssl " + List.of(arguments) + ": " + outcome.printed);
        return outcome.printed;
    }

    record Outcome(int exit, String printed) {}

    static Outcome attempt(Path folder, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
                return new Outcome(process.exitValue(), printed);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
