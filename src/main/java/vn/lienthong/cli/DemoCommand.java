package vn.lienthong.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.lienthong.Gateway;
import vn.lienthong.contract.Home;

/** Everything on one machine: keys, gateway, agencies, a central system. */
@Command(
        name = "demo",
        description = {
            "Makes throw-away keys, starts everything, lets agencies deliver and a central system pull.",
            "Ends with a table, then stays up until Ctrl-C."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int SCALE_MAX = 10_000;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--once", description = "Exit at the end: 0 only if all balances and central equals the store.")
    private boolean once;

    @Option(names = "--scale", paramLabel = "N", description = "Multiply the data (default: ${DEFAULT-VALUE}).")
    private int scale = 1;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (scale < 1 || scale > SCALE_MAX) {
            throw new CommandFailed(CommandFailed.USAGE, "--scale must be from 1 to " + SCALE_MAX, "start with 1");
        }
        Home where = home.home();
        long made = DevSealer.pki(where).stream().filter(e -> e.made()).count();
        System.out.println("keys: " + Plural.of(made, "file") + " made below "
                + where.certs().resolve("dev") + (made == 0 ? ", those of an earlier run are kept" : ""));
        System.out.println("starting PostgreSQL, ledger, store and doors ...");
        try (DemoCountry country = DemoCountry.open(where)) {
            return call(Gateway.start(country.home()), country);
        }
    }

    private int call(Gateway gateway, DemoCountry country) throws IOException, InterruptedException {
        boolean well;
        try {
            well = play(gateway, country);
        } catch (RuntimeException | IOException e) {
            gateway.close();
            throw e;
        }
        if (once) {
            gateway.close();
            System.out.println(
                    well ? "every number balances, central holds what the store holds" : "NOT well: see the table");
            return well ? 0 : CommandFailed.FINDINGS;
        }
        System.out.println();
        System.out.println("The demo stays up. Ctrl-C stops it.");
        ServeCommand.untilStopped(gateway);
        return 0;
    }

    private boolean play(Gateway gateway, DemoCountry country) throws IOException {
        Path work = Files.createTempDirectory("lienthong-demo");
        try {
            Demo demo = new Demo(System.out, gateway, country, scale);
            boolean well = demo.run(work);
            if (!once) {
                demo.tellHowToGoOn();
            }
            return well;
        } finally {
            BenchHome.remove(work);
        }
    }
}
