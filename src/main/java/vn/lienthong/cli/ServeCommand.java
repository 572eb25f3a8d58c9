package vn.lienthong.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.lienthong.Gateway;

/** Runs the gateway until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the gateway until SIGTERM or Ctrl-C. Logs are JSON lines on standard error.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Gateway gateway = Gateway.start(home.home());
        Gateway.Ports ports = gateway.ports();
        System.err.println("Liên Thông is open: https " + ports.https()
                + (ports.sftp() == 0 ? "" : ", sftp " + ports.sftp())
                + (ports.portal() == 0 ? "" : ", portal " + ports.portal()) + ", management " + ports.management()
                + ". Ctrl-C stops it.");
        untilStopped(gateway);
        return 0;
    }

    /** Returns when the process is asked to end; the gateway is closed by then. */
    static void untilStopped(Gateway gateway) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.close();
                            stopped.countDown();
                        },
                        "stop"));
        stopped.await();
    }
}
