package vn.lienthong.sftp;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one client has open. At most so many at once; for one thread. */
final class Handles {
    static final int HANDLE_BYTES = Long.BYTES;

    private final Map<Long, Open> open = new HashMap<>();
    private final int openMax;
    private long last;

    Handles(int openMax) {
        this.openMax = openMax;
    }

    /** One open file or folder. */
    sealed interface Open {}

    /** A file being pushed. */
    record Pushed(Place place, Partial partial) implements Open {}

    /** A file being read. */
    record Read(PartnerView.Source source) implements Open {}

    /** A folder being listed; {@link #next} hands out the rest. */
    static final class Listed implements Open {
        private final List<Facts.Entry> entries;
        private int from;

        Listed(List<Facts.Entry> entries) {
            this.entries = entries;
        }

        /** The next entries, none at the end. */
        List<Facts.Entry> next(int max) {
            List<Facts.Entry> next = entries.subList(from, Math.min(entries.size(), from + max));
            from += next.size();
            return next;
        }
    }

    /** Refuses when nothing more can be opened. */
    void requireRoom() throws SftpRefused {
        if (open.size() >= openMax) {
            throw SftpRefused.failed("too many open files in this session: close some");
        }
    }

    /** The number of what is open now. */
    long add(Open opened) {
        open.put(++last, opened);
        return last;
    }

    Open get(byte[] handle) throws SftpRefused {
        return known(open.get(number(handle)));
    }

    Open remove(byte[] handle) throws SftpRefused {
        return known(open.remove(number(handle)));
    }

    int max() {
        return openMax;
    }

    /** Closes everything as it is: nothing becomes a delivery. Returns how many files were being pushed. */
    int letGo() {
        int pushed = 0;
        for (Open each : open.values()) {
            if (each instanceof Pushed file) {
                pushed++;
                file.partial().release();
            } else if (each instanceof Read file) {
                closeQuietly(file.source());
            }
        }
        open.clear();
        return pushed;
    }

    private static void closeQuietly(PartnerView.Source source) {
        try {
            source.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    private static Open known(@Nullable Open found) throws SftpRefused {
        if (found == null) {
            throw SftpRefused.denied("no such handle");
        }
        return found;
    }

    private static long number(byte[] handle) {
        if (handle.length != HANDLE_BYTES) {
            return 0;
        }
        long number = 0;
        for (byte octet : handle) {
            number = number << Byte.SIZE | (octet & 0xFF);
        }
        return number;
    }
}
