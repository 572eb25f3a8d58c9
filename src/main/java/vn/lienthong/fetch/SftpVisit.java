package vn.lienthong.fetch;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.impl.DefaultSftpClient;
import org.apache.sshd.sftp.common.SftpException;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.SftpPull;
import vn.lienthong.contract.SftpPull.After;
import vn.lienthong.fetch.Source.FileMark;

/** A visit to a folder: its files that are ready and new, oldest first. What was taken before is only removed. */
final class SftpVisit implements Visit {
    /** Somebody may still write into a file in the second in which we read it; clocks differ by less than this. */
    private static final long YOUNG_S = 60;

    private final Connection connection;
    private final SftpPull pull;
    private final Source.Memory memory;
    private final InstantSource clock;
    private final Queue<FileMark> candidates = new ArrayDeque<>();
    private Map<String, FileMark> taken = Map.of();
    private Map<String, FileMark> done = Map.of();
    private Map<String, FileMark> before = Map.of();
    private @Nullable FetchCode complaint;

    /** Both ends of one login. */
    record Connection(ClientSession session, DefaultSftpClient client, Patience patience) {}

    SftpVisit(Connection connection, SftpPull pull, Source.Memory memory, InstantSource clock) {
        this.connection = connection;
        this.pull = pull;
        this.memory = memory;
        this.clock = clock;
    }

    /** Chooses what may be ready. */
    void begin(SftpFolder.Listing listing, Map<String, FileMark> seenLast) {
        complaint = listing.complaint();
        done = listing.done();
        before = seenLast;
        // Without its done-file a file is of interest, too: it may be what is left of one that was taken.
        List<FileMark> chosen = listing.files().values().stream()
                .filter(file -> byDoneFile() || hasComeToRest(file))
                .sorted(Comparator.comparingLong(FileMark::modifiedS).thenComparing(FileMark::name))
                .toList();
        candidates.addAll(chosen);
        taken = memory.taken(chosen.stream().map(FileMark::name).toList());
    }

    @Override
    public @Nullable Find next() throws FetchFailed {
        for (FileMark file = candidates.poll(); file != null; file = candidates.poll()) {
            FileMark known = taken.get(file.name());
            FileMark same = known != null && file.sameAs(known) ? known : null;
            if (byDoneFile() && !isAnnounced(file, known)) {
                // We remove the done-file first. Without a time a file that grows may look the same, and one that has
                // just come may be the same once more, with its done-file still on the way.
                if (same != null && file.isTimed() && hasComeToRest(file)) {
                    removeLeftOver(file);
                }
            } else if (same == null || !same.settled()) {
                return new RemoteFile(file, digestOf(known, same));
            } else {
                removeLeftOver(file);
            }
        }
        return null;
    }

    private boolean hasComeToRest(FileMark file) {
        FileMark last = before.get(file.name());
        return last != null && file.sameAs(last);
    }

    private boolean byDoneFile() {
        return pull.ready().doneSuffix() != null;
    }

    /**
     * Its done-file lies there. Where files are kept, so is the done-file of the one that we took last under this name:
     * what changed since is not what it speaks of, as long as it is the older one.
     */
    private boolean isAnnounced(FileMark file, @Nullable FileMark known) {
        FileMark says = done.get(file.name());
        if (says == null) {
            return false;
        }
        boolean reused = pull.after().kind() == After.Kind.KEEP && known != null && !file.sameAs(known);
        if (reused && says.isTimed() && file.isTimed() && says.modifiedS() < file.modifiedS()) {
            complaint = FetchCode.FILE_CHANGED;
            return false;
        }
        return true;
    }

    /**
     * A file that is kept says what it said before as long as its bytes do, whatever its time is. Where files go once
     * they are taken, one with another time or without any may be a new file of the same bytes.
     */
    private @Nullable String digestOf(@Nullable FileMark known, @Nullable FileMark same) {
        if (pull.after().kind() == After.Kind.KEEP) {
            return known == null ? null : known.digest();
        }
        return same == null || !same.isTimed() ? null : same.digest();
    }

    /** Custody was taken, but the removal did not come through. */
    private void removeLeftOver(FileMark file) throws FetchFailed {
        try {
            remove(file);
        } catch (FetchFailed e) {
            if (!e.code().isOfOneFile()) {
                throw e;
            }
            complaint = e.code();
        }
    }

    @Override
    public @Nullable FetchCode complaint() {
        return complaint;
    }

    @Override
    public boolean goesOnAfterFailure() {
        return true;
    }

    /** A folder without a new file is no news, not even that there is none. */
    @Override
    public boolean heard() {
        return false;
    }

    @Override
    public void close() {
        var unused = connection.session().close(true);
    }

    private String path(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    private void remove(FileMark file) throws FetchFailed {
        After after = pull.after();
        if (after.kind() == After.Kind.KEEP) {
            return;
        }
        SftpClient client = connection.client();
        String path = path(pull.folder(), file.name());
        try {
            if (!SftpFolder.mark(file.name(), client.lstat(path)).sameAs(file)) {
                throw new FetchFailed(FetchCode.FILE_CHANGED);
            }
            // The done-file first: left alone, it would announce the next file of this name before that is complete.
            if (done.containsKey(file.name())) {
                client.remove(path + pull.ready().doneSuffix());
            }
            String target = after.moveTo();
            if (target == null) {
                client.remove(path);
            } else {
                client.rename(path, path(target, file.name()));
            }
        } catch (FetchFailed e) {
            throw e;
        } catch (SftpException e) {
            throw new FetchFailed(FetchCode.REMOVE_REFUSED, e);
        } catch (IOException | RuntimeException e) {
            throw new FetchFailed(SftpFolder.codeOf(e, connection.session()), e);
        }
    }

    /** One file of the folder. */
    private final class RemoteFile implements Find {
        private final FileMark listed;
        private final @Nullable String knownDigest;

        RemoteFile(FileMark listed, @Nullable String knownDigest) {
            this.listed = listed;
            this.knownDigest = knownDigest;
        }

        @Override
        public String name() {
            return listed.name();
        }

        @Override
        public void readTo(Sink sink, long bytesMax) throws IOException {
            if (listed.bytes() > bytesMax) {
                throw new FetchFailed(FetchCode.TOO_LARGE);
            }
            if (listed.bytes() < 0) {
                throw new FetchFailed(FetchCode.FILE_UNREADABLE);
            }
            if (listed.bytes() == 0) {
                throw new FetchFailed(FetchCode.EMPTY);
            }
            OwnFaults own = new OwnFaults(sink);
            try (var handle = open()) {
                refuseChanged(handle);
                new PipelinedRead(connection.client(), handle, listed.bytes()).to(own, new Pace(connection.patience()));
                refuseChanged(handle);
            } catch (FetchFailed e) {
                throw e;
            } catch (SftpException e) {
                throw new FetchFailed(FetchCode.FILE_UNREADABLE, e);
            } catch (IOException | RuntimeException e) {
                own.rethrow();
                throw new FetchFailed(SftpFolder.codeOf(e, connection.session()), e);
            }
        }

        private SftpClient.CloseableHandle open() throws IOException {
            return connection.client().open(path(pull.folder(), listed.name()), OpenMode.Read);
        }

        private void refuseChanged(SftpClient.Handle handle) throws IOException {
            FileMark now = SftpFolder.mark(listed.name(), connection.client().stat(handle));
            if (!now.sameAs(listed)) {
                throw new FetchFailed(FetchCode.FILE_CHANGED);
            }
        }

        @Override
        public FileMark mark() {
            boolean old = clock.instant().getEpochSecond() - listed.modifiedS() > YOUNG_S;
            return new FileMark(listed.name(), listed.bytes(), listed.modifiedS(), listed.settled() && old, null);
        }

        @Override
        public @Nullable String knownDigest() {
            return knownDigest;
        }

        @Override
        public @Nullable String cursor() {
            return null;
        }

        @Override
        public void release() throws FetchFailed {
            remove(listed);
        }
    }
}
