package vn.lienthong.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** A progress bar on a terminal, and a line at the end elsewhere. For one thread. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final String label;
    private final long total;
    private long drawnAt;

    private Progress(PrintStream out, boolean terminal, String label, long total) {
        this.out = out;
        this.terminal = terminal;
        this.label = label;
        this.total = Math.max(1, total);
    }

    /** @param total what 100 % is, in any unit */
    static Progress start(PrintStream out, String label, long total) {
        return new Progress(out, isTerminal(out == System.err ? 2 : 1), label, total);
    }

    /** Asks the system which file the descriptor is; where it does not tell, no bar is drawn. */
    private static boolean isTerminal(int descriptor) {
        try {
            String file = Path.of("/proc/self/fd/" + descriptor).toRealPath().toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }

    void at(long done) {
        long now = System.nanoTime();
        if (terminal && now - drawnAt > REDRAW_NANOS) {
            drawnAt = now;
            draw(done);
        }
    }

    void end(String result) {
        if (terminal) {
            draw(total);
            out.print("\r\u001b[K");
        }
        out.println(label + ": " + result);
    }

    private void draw(long done) {
        double share = Math.min(1.0, (double) done / total);
        int filled = (int) Math.round(share * WIDTH);
        out.print("\r\u001b[K" + label + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] "
                + String.format(Locale.ROOT, "%3.0f %%", share * 100));
        out.flush();
    }
}
