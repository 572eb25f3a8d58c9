package vn.lienthong.cli;

import vn.lienthong.delivery.Fault;

/** A command that cannot go on: printed as {@code error: ...} and {@code hint: ...}, ends with its exit code. */
public final class CommandFailed extends Fault {
    /** Findings: the command ran and what it looked at is not right. */
    public static final int FINDINGS = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** The gateway cannot start. */
    public static final int CANNOT_START = 3;
    /** Nobody answers at the other end. */
    public static final int PEER_UNREACHABLE = 4;

    private final int exitCode;
    private final String hint;

    public CommandFailed(int exitCode, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public CommandFailed(int exitCode, String message, String hint, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public int exitCode() {
        return exitCode;
    }

    public String hint() {
        return hint;
    }
}
