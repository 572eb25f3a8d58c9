package vn.lienthong.ledger;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Sealed originals on disk: always ciphertext, never re-sealed, one file each under a folder of their own.
 */
public interface Originals {

    /**
     * Begins a temporary file; give it to exactly one of {@link Draft#keep} and {@link Draft#discard}. Blocking.
     *
     * @throws StorageUnavailable as every call here that writes: the disk is full, read-only or broken
     */
    Draft begin() throws IOException;

    /**
     * Makes a complete sealed file an original: fsync, rename, fsync of the folder; no byte is copied. When it fails the
     * file is where it was. Returns the name. Blocking.
     *
     * @param sealed a file of this gateway's own, on the same file system, that nobody writes to any more
     */
    String adopt(Path sealed) throws IOException;

    /**
     * Moves an adopted original that no delivery refers to back to where it came from. Blocking.
     *
     * @param home where {@link #adopt} found it
     */
    void giveBack(String name, Path home) throws IOException;

    /** The file of a kept original. */
    Path path(String name);

    /**
     * Deletes a kept original that no delivery refers to: custody was answered with an earlier delivery, or failed
     * without any doubt. Harmless when it is gone already. Blocking.
     */
    void remove(String name) throws IOException;

    /** Bytes free for originals, as the file system says. */
    Future<Long> bytesFree();

    /** Removes drafts that an earlier run left behind. Blocking. */
    void sweep() throws IOException;

    /** An original being received. For one thread at a time. */
    interface Draft {
        OutputStream out();

        /** fsync, rename to its final name, fsync of the folder. Returns the name. Blocking. */
        String keep() throws IOException;

        /** Deletes it; harmless when it is gone already. Blocking. */
        void discard();
    }
}
