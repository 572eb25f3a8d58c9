package vn.lienthong.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelDataReceiver;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.http.Traffic;

/**
 * The {@code sftp} subsystem of one channel: threads of the network put bytes into the {@link Inlet}, one thread of the
 * door answers them. The end of the channel, however it comes, lets go of what is open; it closes nothing in the
 * client's name.
 */
final class SftpChannel implements Command, ChannelDataReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(SftpChannel.class);

    private final PartnerView view;
    private final Inlet inlet;
    private final ExecutorService threads;
    private final int handlesMax;
    private final Traffic traffic;
    private @Nullable OutputStream out;
    private @Nullable OutputStream told;
    private @Nullable ExitCallback ended;

    SftpChannel(PartnerView view, ChannelSession channel, ExecutorService threads, int handlesMax, Traffic traffic) {
        this.view = view;
        this.inlet = new Inlet(bytes -> channel.getLocalWindow().release(bytes));
        this.threads = threads;
        this.handlesMax = handlesMax;
        this.traffic = traffic;
        channel.setDataReceiver(this);
    }

    @Override
    public void setInputStream(InputStream in) {
        // What comes is handed to this receiver.
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        this.out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        this.told = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        this.ended = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
        OutputStream answers = out;
        OutputStream texts = told;
        ExitCallback callback = ended;
        if (answers == null || texts == null || callback == null) {
            throw new IOException("the channel was not prepared");
        }
        try {
            threads.execute(() -> converse(new Conversation.Line(inlet, answers, texts), callback));
        } catch (RejectedExecutionException e) {
            throw new IOException("every thread of the door has a channel already", e);
        }
    }

    private void converse(Conversation.Line line, ExitCallback callback) {
        try {
            new Conversation(view, line, handlesMax, traffic).run();
            line.out().flush();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("partner", view.partner()).setCause(e).log("an SFTP channel broke off");
        } finally {
            inlet.end();
            callback.onExit(0);
        }
    }

    /** @return 0: what was read is given back to the window by the inlet */
    @Override
    public int data(ChannelSession channel, byte[] bytes, int start, int length) {
        inlet.add(bytes, start, length);
        return 0;
    }

    /** The client sends nothing more. */
    @Override
    public void close() {
        inlet.end();
    }

    @Override
    public void destroy(ChannelSession channel) {
        inlet.end();
    }
}
