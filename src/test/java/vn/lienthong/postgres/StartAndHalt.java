package vn.lienthong.postgres;

import java.nio.file.Path;

/** A gateway that is killed right after its server took connections: prints the postmaster's number and halts. */
public final class StartAndHalt {
    private StartAndHalt() {}

    public static void main(String[] args) {
        EmbeddedServer server =
                EmbeddedServer.start(new EmbeddedServer.Settings(Path.of(args[0]), Path.of(args[1]), 0));
        System.out.println("postmaster " + server.pid().orElseThrow());
        System.out.flush();
        Runtime.getRuntime().halt(137);
    }
}
