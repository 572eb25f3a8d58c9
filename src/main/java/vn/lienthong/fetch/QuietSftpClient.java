package vn.lienthong.fetch;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.Duration;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.sftp.client.SftpVersionSelector;
import org.apache.sshd.sftp.client.impl.DefaultSftpClient;
import org.jspecify.annotations.Nullable;

/**
 * An SFTP client that keeps no more answers than it has asked for: the library remembers every message of the server
 * until somebody reads it, which a hostile server could use to fill our memory.
 */
final class QuietSftpClient extends DefaultSftpClient {
    /** Twice what is ever asked for at once. */
    static final int UNREAD_MAX = 4 * PipelinedRead.PENDING_MAX;

    // Not initialised here: the constructor of the class above already receives.
    private int unread;

    QuietSftpClient(ClientSession session) throws IOException {
        super(session, SftpVersionSelector.fixedVersionSelector(3), null);
    }

    @Override
    protected void process(Buffer incoming) throws IOException {
        if (count(1) > UNREAD_MAX) {
            throw new StreamCorruptedException("more answers than questions");
        }
        super.process(incoming);
    }

    @Override
    public @Nullable Buffer receive(int id, Duration idleTimeout) throws IOException {
        Buffer answer = super.receive(id, idleTimeout);
        if (answer != null) {
            var unused = count(-1);
        }
        return answer;
    }

    private synchronized int count(int change) {
        unread += change;
        return unread;
    }
}
