package vn.lienthong.fetch;

import java.io.IOException;
import java.util.ArrayDeque;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.RawSftpClient;
import org.apache.sshd.sftp.client.SftpClient.Handle;
import org.apache.sshd.sftp.common.SftpConstants;
import org.jspecify.annotations.Nullable;

/**
 * Reads an open file from its start to its announced end, with several requests on the way, so that the distance to the
 * server does not set the pace. Holds {@link #PENDING_MAX} pieces at most. A server that sends more, less or other things
 * than it was asked for ends the transfer.
 */
final class PipelinedRead {
    static final int PIECE_BYTES = 32 << 10;
    static final int PENDING_MAX = 32;
    private static final int HANDLE_AND_RANGE_BYTES = 16;

    private final RawSftpClient client;
    private final byte[] handle;
    private final long size;
    private final ArrayDeque<Request> pending = new ArrayDeque<>();
    private long asked;
    private long taken;

    private record Request(int id, long offset, int length) {}

    /** @param size of the file when it was opened */
    PipelinedRead(RawSftpClient client, Handle handle, long size) {
        this.client = client;
        this.handle = handle.getIdentifier();
        this.size = size;
    }

    /** The file ends before its announced end: {@link FetchCode#CUT_SHORT}; goes on behind it: FILE_CHANGED. */
    void to(Find.Sink sink, Pace pace) throws IOException {
        while (taken < size) {
            while (asked < size && pending.size() < PENDING_MAX) {
                ask((int) Math.min(PIECE_BYTES, size - asked));
            }
            Request request = pending.remove();
            Buffer data = answer(request);
            if (data == null) {
                throw new FetchFailed(FetchCode.CUT_SHORT);
            }
            int length = data.available();
            sink.write(data.array(), data.rpos(), length);
            taken += length;
            pace.advance(length);
            if (length < request.length()) {
                // Legal but rare: ask for the rest again, in order.
                drain();
                asked = taken;
            }
        }
        ask(1);
        if (answer(pending.remove()) != null) {
            throw new FetchFailed(FetchCode.FILE_CHANGED);
        }
    }

    private void drain() throws IOException {
        while (!pending.isEmpty()) {
            var unused = answer(pending.remove());
        }
    }

    private void ask(int length) throws IOException {
        Buffer ask = new ByteArrayBuffer(handle.length + HANDLE_AND_RANGE_BYTES, false);
        ask.putBytes(handle);
        ask.putLong(asked);
        ask.putInt(length);
        pending.add(new Request(client.send(SftpConstants.SSH_FXP_READ, ask), asked, length));
        asked += length;
    }

    /** The bytes, or null at the end of the file. */
    private @Nullable Buffer answer(Request request) throws IOException {
        Buffer answer = client.receive(request.id());
        int length = answer.getInt();
        int type = answer.getUByte();
        int id = answer.getInt();
        if (id == request.id() && type == SftpConstants.SSH_FXP_DATA) {
            int bytes = answer.getInt();
            if (bytes > 0 && bytes <= request.length() && bytes <= answer.available()) {
                answer.wpos(answer.rpos() + bytes);
                return answer;
            }
        } else if (id == request.id() && type == SftpConstants.SSH_FXP_STATUS) {
            if (answer.getInt() == SftpConstants.SSH_FX_EOF) {
                return null;
            }
            throw new FetchFailed(FetchCode.FILE_UNREADABLE);
        }
        throw new FetchFailed(FetchCode.PROTOCOL_BROKEN, new IOException("type " + type + ", " + length + " bytes"));
    }
}
