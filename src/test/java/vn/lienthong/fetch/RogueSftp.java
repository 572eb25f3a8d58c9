package vn.lienthong.fetch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** The SFTP subsystem of a server that misbehaves the way that is set; well-behaved until then. */
public final class RogueSftp extends SftpSubsystemFactory {
    public static final Instant MODIFIED = Instant.ofEpochSecond(1_700_000_000);
    private static final int PAGE_NAMES = 200;
    private static final int REGULAR_FILE = 0100644;
    private static final int SIZE_PERMISSIONS_TIMES = 1 | 4 | 8;

    private volatile List<String> listed = List.of();
    private volatile long bytes = 4;
    private volatile boolean endless;
    private volatile Reads reads = (offset, length) -> length;
    private volatile boolean tooMuch;
    private volatile boolean chatty;

    /** What a read at that place brings: so many bytes, or -1 for the end. */
    @FunctionalInterface
    public interface Reads {
        int bytes(long offset, int length) throws IOException;
    }

    /** Lists these names in place of what is there, all of that size and of {@link #MODIFIED}. */
    @CanIgnoreReturnValue
    public RogueSftp lists(List<String> names, long size) {
        listed = names;
        bytes = size;
        return this;
    }

    /** Lists names without end. */
    @CanIgnoreReturnValue
    RogueSftp listsWithoutEnd() {
        endless = true;
        return this;
    }

    @CanIgnoreReturnValue
    RogueSftp reads(Reads how) {
        reads = how;
        return this;
    }

    /** Answers a read with more than was asked for. */
    @CanIgnoreReturnValue
    RogueSftp sendsTooMuch() {
        tooMuch = true;
        return this;
    }

    /** Answers questions that nobody has asked. */
    @CanIgnoreReturnValue
    RogueSftp talksByItself() {
        chatty = true;
        return this;
    }

    @Override
    public Command createSubsystem(ChannelSession channel) {
        return new Subsystem(channel);
    }

    private final class Subsystem extends SftpSubsystem {
        private int pages;

        Subsystem(ChannelSession channel) {
            super(channel, RogueSftp.this);
        }

        @Override
        protected void doReadDir(Buffer buffer, int id) throws IOException {
            if (listed.isEmpty() && !endless) {
                super.doReadDir(buffer, id);
                return;
            }
            if (pages++ > 0 && !endless) {
                sendStatus(prepareReply(buffer), id, SftpConstants.SSH_FX_EOF, "end");
                return;
            }
            Buffer reply = prepareReply(buffer);
            reply.putByte((byte) SftpConstants.SSH_FXP_NAME);
            reply.putInt(id);
            List<String> names = endless
                    ? IntStream.range(0, PAGE_NAMES)
                            .mapToObj(i -> "a-" + pages + "-" + i)
                            .toList()
                    : listed;
            reply.putInt(names.size());
            for (String name : names) {
                reply.putString(name);
                reply.putString("-rw-r--r-- 1 0 0 4 Nov 21 00:00 " + name);
                reply.putInt(SIZE_PERMISSIONS_TIMES);
                reply.putLong(bytes);
                reply.putInt(REGULAR_FILE);
                reply.putUInt(MODIFIED.getEpochSecond());
                reply.putUInt(MODIFIED.getEpochSecond());
            }
            send(reply);
        }

        @Override
        protected void doRead(Buffer buffer, int id) throws IOException {
            if (!tooMuch && !chatty) {
                super.doRead(buffer, id);
                return;
            }
            int times = chatty ? 10_000 : 1;
            for (int i = 0; i < times; i++) {
                Buffer reply = prepareReply(new org.apache.sshd.common.util.buffer.ByteArrayBuffer());
                reply.putByte((byte) SftpConstants.SSH_FXP_DATA);
                reply.putInt(chatty ? id + 1_000_000 + i : id);
                reply.putBytes(new byte[PipelinedRead.PIECE_BYTES + 1]);
                send(reply);
            }
        }

        @Override
        protected int doRead(
                int id, String handle, long offset, int length, byte[] data, int at, AtomicReference<Boolean> end)
                throws IOException {
            int bytes = reads.bytes(offset, length);
            return bytes < 0 ? -1 : super.doRead(id, handle, offset, Math.min(bytes, length), data, at, end);
        }
    }
}
