package vn.lienthong.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A gateway in a process of its own, as an operator runs it, with the options of this one: so that a bench measures its
 * memory and not the sender's.
 */
final class ChildGateway implements AutoCloseable {
    private static final int START_TIMEOUT_S = 120;
    private static final int STOP_TIMEOUT_S = 60;
    private static final int POLL_MS = 50;

    private final Process process;
    private final Path home;

    private ChildGateway(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts {@code serve} and returns when it is ready. */
    static ChildGateway start(Path home) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("serve", "--home", home.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("gateway.log").toFile())
                .start();
        ChildGateway gateway = new ChildGateway(process, home);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        while (!Files.exists(home.resolve("data/ports.json"))) {
            if (process.waitFor(POLL_MS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                gateway.close();
                throw new CommandFailed(
                        CommandFailed.CANNOT_START,
                        "the gateway under test did not start",
                        "its output is in " + home.resolve("gateway.log"));
            }
        }
        return gateway;
    }

    /** Where its HTTPS door listens. */
    URI https() throws IOException {
        return URI.create("https://localhost:" + port("https"));
    }

    /** The port of a server, by its name in {@code ports.json}. */
    int port(String server) throws IOException {
        return new JsonObject(Files.readString(home.resolve("data/ports.json"))).getInteger(server);
    }

    /** Port of the management server. */
    int managementPort() throws IOException {
        return new JsonObject(Files.readString(home.resolve("data/ports.json"))).getInteger("management");
    }

    /** Processor time of the process so far, which does not depend on who else works on this machine. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** Threads of the process now, 0 where the system does not tell. */
    long threads() throws IOException {
        return figure("Threads:");
    }

    /** Highest resident memory of the process so far in bytes, 0 where the system does not tell. */
    long peakMemoryBytes() throws IOException {
        return figure("VmHWM:") * 1024;
    }

    private long figure(String name) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }

    @Override
    public void close() {
        ChildProcess.end(process, STOP_TIMEOUT_S);
    }
}
