package vn.lienthong.journey;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a foreign program in a folder and keeps what it said. */
final class Shell {
    private static final int TIMEOUT_S = 300;

    private final Path folder;

    Shell(Path folder) {
        this.folder = folder;
    }

    /** @param out standard output and error together */
    record Ended(int exitCode, String out) {}

    Ended run(List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.get(0) + " did not end");
            }
            Ended ended = new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            Files.delete(out);
            return ended;
        } catch (IOException e) {
            throw new AssertionError(command.get(0) + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A line for {@code sh -c}; fails the test when it does not end with 0. */
    String sh(String script) {
        Ended ended = run(List.of("sh", "-euc", script));
        if (ended.exitCode() != 0) {
            throw new AssertionError("exit code " + ended.exitCode() + " of: " + script + "\n" + ended.out());
        }
        return ended.out();
    }
}
