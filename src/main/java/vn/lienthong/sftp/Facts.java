package vn.lienthong.sftp;

import java.time.Instant;

/**
 * What a listing says of a file or folder.
 *
 * @param bytes size of a file, 0 for a folder
 */
record Facts(Kind kind, long bytes, Instant at) {

    /** What it is, with the permission bits that tell a client what it may try. */
    enum Kind {
        FOLDER_TO_READ(0040555, "dr-xr-xr-x"),
        FOLDER_TO_SEND(0040755, "drwxr-xr-x"),
        FILE_TO_READ(0100444, "-r--r--r--"),
        FILE_SENT(0100644, "-rw-r--r--");

        private final int mode;
        private final String letters;

        Kind(int mode, String letters) {
            this.mode = mode;
            this.letters = letters;
        }

        int mode() {
            return mode;
        }

        /** As {@code ls -l} spells it. */
        String letters() {
            return letters;
        }
    }

    static Facts folder(Kind kind) {
        return new Facts(kind, 0, Instant.EPOCH);
    }

    /** One line of a listing. */
    record Entry(String name, Facts facts) {}
}
