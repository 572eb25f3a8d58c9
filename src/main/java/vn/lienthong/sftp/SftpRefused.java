package vn.lienthong.sftp;

import java.io.IOException;

/**
 * A request that is answered with a status other than OK. The text goes to the partner: it names no path of the machine
 * and no value of a record.
 */
final class SftpRefused extends IOException {

    /** Status codes of the protocol, version 3. */
    enum Status {
        OK(0),
        EOF(1),
        NO_SUCH_FILE(2),
        PERMISSION_DENIED(3),
        FAILURE(4),
        BAD_MESSAGE(5),
        UNSUPPORTED(8);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Status status;
    private final boolean worthTelling;

    private SftpRefused(Status status, String text, boolean worthTelling) {
        super(text);
        this.status = status;
        this.worthTelling = worthTelling;
    }

    static SftpRefused noSuchFile() {
        return new SftpRefused(Status.NO_SUCH_FILE, "no such file", false);
    }

    static SftpRefused denied(String text) {
        return new SftpRefused(Status.PERMISSION_DENIED, text, false);
    }

    /** About a delivery: also told where a person sees it, because most clients print the bare status only. */
    static SftpRefused failed(String text) {
        return new SftpRefused(Status.FAILURE, text, true);
    }

    static SftpRefused malformed(String text) {
        return new SftpRefused(Status.BAD_MESSAGE, text, false);
    }

    static SftpRefused unsupported() {
        return new SftpRefused(Status.UNSUPPORTED, "not offered here", false);
    }

    static SftpRefused end() {
        return new SftpRefused(Status.EOF, "end", false);
    }

    Status status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    boolean worthTelling() {
        return worthTelling;
    }

    /** A part of the protocol and no surprise: nobody reads where it came from. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
