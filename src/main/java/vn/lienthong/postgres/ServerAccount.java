package vn.lienthong.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the embedded server's programs are started: PostgreSQL refuses to run as root.
 *
 * <pre>
 * ordinary user                     -> DIRECT
 * root, user namespaces allowed     -> NAMESPACE: unshare -U, the files stay root's
 * root, user namespaces forbidden   -> OTHER_USER: setpriv to uid 65534, files under /var/lib/lienthong
 * </pre>
 */
enum ServerAccount {
    DIRECT(""),
    NAMESPACE("unshare -U"),
    OTHER_USER("setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs");

    private static final int PROBE_TIMEOUT_S = 10;
    private final String prefix;

    ServerAccount(String prefix) {
        this.prefix = prefix;
    }

    /** The way that works on this machine for this user. */
    static ServerAccount detect() {
        if (!isRoot()) {
            return DIRECT;
        }
        if (NAMESPACE.works()) {
            return NAMESPACE;
        }
        if (OTHER_USER.works()) {
            return OTHER_USER;
        }
        throw new CannotStart(
                "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here",
                "run the gateway as an ordinary user, or give the URL of an external PostgreSQL");
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private boolean works() {
        try {
            Process probe = new ProcessBuilder(command(List.of("true")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!probe.waitFor(PROBE_TIMEOUT_S, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return false;
            }
            return probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The command line that runs this program under the account. */
    List<String> command(List<String> program) {
        List<String> command = new ArrayList<>(prefix.isEmpty() ? List.of() : List.of(prefix.split(" ")));
        command.addAll(program);
        return command;
    }
}
