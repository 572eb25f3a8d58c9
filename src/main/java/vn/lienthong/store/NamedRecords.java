package vn.lienthong.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import vn.lienthong.delivery.Fault;

/**
 * The records that a delivery names, in their groups: keyed digests only, nothing personal. Up to {@value
 * #MEMORY_BYTES_MAX} bytes stay in memory, more go to a scratch file, which is gone when this is closed. For one
 * thread; threads fill {@link Piece}s of their own.
 */
public final class NamedRecords implements AutoCloseable {
    /** Some 17,000 records. */
    static final int MEMORY_BYTES_MAX = 1 << 20;

    private static final int ID_BYTES = 16;
    /** Field count; group, record and mark with their lengths; version. */
    private static final int ENTRY_BYTES_MAX = 2 + 20 + 20 + 6 + 12;

    private static final int SEND_BYTES = 1 << 17;

    private final Path scratchFolder;
    private byte[] memory = new byte[0];
    private int length;
    private @Nullable FileChannel file;
    private long fileLength;

    /** What a record says of its group. */
    enum Mark {
        /** It is named, whatever became of it: its row stays. */
        NAMED(0),
        /** It is good, so the delivery speaks about this group. */
        STATED(1),
        /** Its own key cannot be read: nothing of the group may be removed. */
        UNREADABLE(2);

        /** As {@link RemovalPut} asks for it. */
        final int code;

        Mark(int code) {
            this.code = code;
        }
    }

    /** @param scratchFolder exists */
    public NamedRecords(Path scratchFolder) {
        this.scratchFolder = scratchFolder;
    }

    /** A stretch of records, for one thread; used again. */
    public static final class Piece {
        private byte[] bytes = new byte[ENTRY_BYTES_MAX << 6];
        private int end;

        public void clear() {
            end = 0;
        }

        /** A good record: the delivery says everything about this group, in this version. */
        public void stated(byte[] group, byte[] record, long version) {
            add(group, record, Mark.STATED, version);
        }

        /** A record that does not go on, but whose key can be read. */
        public void named(byte[] group, byte[] record) {
            add(group, record, Mark.NAMED, 0);
        }

        /** A record of this group whose own key cannot be read. */
        public void unreadable(byte[] group) {
            add(group, null, Mark.UNREADABLE, 0);
        }

        /** A group without any record. */
        public void emptied(byte[] group, long version) {
            add(group, null, Mark.STATED, version);
        }

        private void add(byte[] group, byte @Nullable [] record, Mark mark, long version) {
            if (bytes.length - end < ENTRY_BYTES_MAX) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            int p = id(Binary.int2(bytes, end, 4), group);
            p = record == null ? Binary.int4(bytes, p, -1) : id(p, record);
            p = Binary.int2(bytes, Binary.int4(bytes, p, 2), mark.code);
            end = Binary.int8(bytes, Binary.int4(bytes, p, 8), version);
        }

        private int id(int at, byte[] id) {
            if (id.length != ID_BYTES) {
                throw new IllegalArgumentException("an id has 16 bytes");
            }
            int p = Binary.int4(bytes, at, ID_BYTES);
            System.arraycopy(id, 0, bytes, p, ID_BYTES);
            return p + ID_BYTES;
        }
    }

    /** Adds the records of a piece. */
    public void add(Piece piece) {
        if (length + piece.end > MEMORY_BYTES_MAX) {
            spill();
        }
        if (piece.end > MEMORY_BYTES_MAX) {
            write(piece.bytes, piece.end);
            return;
        }
        if (memory.length - length < piece.end) {
            memory = Arrays.copyOf(memory, Math.min(MEMORY_BYTES_MAX, Math.max(2 * memory.length, length + piece.end)));
        }
        System.arraycopy(piece.bytes, 0, memory, length, piece.end);
        length += piece.end;
    }

    private void spill() {
        write(memory, length);
        length = 0;
    }

    private void write(byte[] bytes, int count) {
        try {
            FileChannel to = file;
            if (to == null) {
                Path path = Files.createTempFile(scratchFolder, "named-", ".tmp");
                to = FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
                file = to;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                fileLength += to.write(buffer, fileLength);
            }
        } catch (IOException e) {
            throw new Fault("scratch file could not be written", e);
        }
    }

    /** Sends everything as rows of (group, record, mark, version), binary; may be asked again. */
    void send(CopyIn copy) throws SQLException {
        FileChannel from = file;
        if (from != null) {
            byte[] piece = new byte[SEND_BYTES];
            long at = 0;
            while (at < fileLength) {
                int n = read(from, piece, at);
                copy.writeToCopy(piece, 0, n);
                at += n;
            }
        }
        copy.writeToCopy(memory, 0, length);
    }

    private int read(FileChannel from, byte[] piece, long at) {
        try {
            int n = from.read(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, fileLength - at)), at);
            if (n <= 0) {
                throw new Fault("the scratch file is cut");
            }
            return n;
        } catch (IOException e) {
            throw new Fault("scratch file could not be read", e);
        }
    }

    /** Deletes the scratch file. */
    @Override
    public void close() {
        FileChannel open = file;
        file = null;
        memory = new byte[0];
        length = 0;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new Fault("scratch file could not be closed", e);
            }
        }
    }
}
