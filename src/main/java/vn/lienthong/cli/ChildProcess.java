package vn.lienthong.cli;

import java.util.concurrent.TimeUnit;

/** Ends programs that a command has started. */
final class ChildProcess {
    private ChildProcess() {}

    /** Asks it to end, and kills it when it has not within {@code timeoutS} seconds. Blocking. */
    static void end(Process process, int timeoutS) {
        process.destroy();
        try {
            if (!process.waitFor(timeoutS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
