package vn.lienthong.fetch;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attribute;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.SftpPull;
import vn.lienthong.fetch.Source.FileMark;

/** Looks into a folder of a partner's server, within bounds: a hostile one can list names without end. */
final class SftpFolder {
    /** Entries that are looked at; a folder with more is a mistake of whoever empties it. */
    static final int ENTRIES_MAX = 10_000;
    /** Waits without an entry: a server may answer with empty pages for ever. */
    private static final int EMPTY_PAGES_MAX = 10;

    private SftpFolder() {}

    /**
     * @param files by name, only those whose name fits
     * @param done files that say that another one is complete, by that one's name
     * @param complaint what was skipped, or null
     */
    record Listing(Map<String, FileMark> files, Map<String, FileMark> done, @Nullable FetchCode complaint) {}

    static Listing list(SftpClient client, SftpPull pull, Pace pace) throws IOException {
        Map<String, FileMark> files = new HashMap<>();
        Map<String, FileMark> done = new HashMap<>();
        FetchCode complaint = null;
        int entries = 0;
        int emptyPages = 0;
        try (var folder = open(client, pull.folder())) {
            AtomicReference<Boolean> end = new AtomicReference<>();
            for (List<DirEntry> page = client.readDir(folder, end); page != null; page = client.readDir(folder, end)) {
                emptyPages = page.isEmpty() ? emptyPages + 1 : 0;
                entries += page.size();
                if (entries > ENTRIES_MAX || emptyPages > EMPTY_PAGES_MAX) {
                    throw new FetchFailed(FetchCode.LISTING_TOO_LONG);
                }
                pace.advance(0);
                for (DirEntry entry : page) {
                    complaint = add(entry, pull, files, done) ? complaint : FetchCode.NAME_REFUSED;
                }
                if (Boolean.TRUE.equals(end.get())) {
                    break;
                }
            }
        }
        return new Listing(files, done, complaint);
    }

    private static SftpClient.CloseableHandle open(SftpClient client, String folder) throws IOException {
        try {
            return client.openDir(folder);
        } catch (SftpException e) {
            throw new FetchFailed(FetchCode.FOLDER_UNREADABLE, e);
        }
    }

    /** False when the name cannot be the name of a file. */
    private static boolean add(DirEntry entry, SftpPull pull, Map<String, FileMark> files, Map<String, FileMark> done) {
        String name = entry.getFilename();
        if (name.equals(".") || name.equals("..")) {
            return true;
        }
        if (!RemoteNames.isSafe(name)) {
            return false;
        }
        String suffix = pull.ready().doneSuffix();
        if (suffix != null && name.endsWith(suffix) && name.length() > suffix.length()) {
            String complete = name.substring(0, name.length() - suffix.length());
            var unused = done.put(complete, mark(name, entry.getAttributes()));
            return true;
        }
        Attributes attributes = entry.getAttributes();
        if (RemoteNames.matches(pull.files(), name) && attributes.isRegularFile()) {
            var unused = files.put(name, mark(name, attributes));
        }
        return true;
    }

    /** Size and time; a server that does not tell one of them gets -1, which never changes. */
    static FileMark mark(String name, Attributes attributes) {
        long bytes = attributes.getFlags().contains(Attribute.Size) ? attributes.getSize() : -1;
        boolean timed = attributes.getFlags().contains(Attribute.ModifyTime);
        return new FileMark(name, bytes, timed ? attributes.getModifyTime().toMillis() / 1_000 : -1, timed, null);
    }

    /** What an exception of the library means, in the one place where that is known. */
    static FetchCode codeOf(Exception e, ClientSession session) {
        if (e instanceof FetchFailed known) {
            return known.code();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamCorruptedException) {
                return FetchCode.PROTOCOL_BROKEN;
            }
            if (cause instanceof SocketTimeoutException
                    || String.valueOf(cause.getMessage()).contains("Timeout expired")) {
                return FetchCode.TOO_SLOW;
            }
            if (cause instanceof InterruptedIOException) {
                return FetchCode.GATEWAY_FAULT;
            }
        }
        boolean ofLibrary = e instanceof RuntimeException;
        return ofLibrary && session.isOpen() ? FetchCode.PROTOCOL_BROKEN : FetchCode.CONNECTION_LOST;
    }
}
