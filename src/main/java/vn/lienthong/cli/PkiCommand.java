package vn.lienthong.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.lienthong.contract.Home;
import vn.lienthong.envelope.DevPki;

/** Makes the development keys of a home. */
@Command(
        name = "pki",
        description = {
            "Makes development keys and certificates below certs/dev: for trying out, never for real data.",
            "What exists is never replaced, because sealed originals may need it."
        },
        mixinStandardHelpOptions = true)
final class PkiCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws IOException {
        Home where = home.home();
        List<DevPki.Entry> entries = DevSealer.pki(where);
        for (DevPki.Entry entry : entries) {
            System.out.println((entry.made() ? "made  " : "kept  ") + entry.file());
        }
        return 0;
    }
}
