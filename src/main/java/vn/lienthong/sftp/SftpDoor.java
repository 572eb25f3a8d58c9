package vn.lienthong.sftp;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Partner;
import vn.lienthong.contract.Partners;
import vn.lienthong.http.Traffic;
import vn.lienthong.intake.Reception;
import vn.lienthong.ledger.Ledger;

/**
 * The SSH server for partners that push files. Opening and closing block.
 *
 * <p>A partner proves itself by a registered key, speaks the {@code sftp} subsystem and nothing else, and sees its
 * {@link PartnerView}.
 */
public final class SftpDoor implements AutoCloseable {

    /**
     * Where the door opens, and what bounds it.
     *
     * @param port 0 = a free one, see {@link #port()}
     * @param partials folder for what is not finished
     * @param chacha20 also offer ChaCha20-Poly1305, for clients without AES-GCM
     */
    public record Options(String host, int port, HostKey hostKey, Path partials, boolean chacha20, Limits limits) {}

    /**
     * Bounds of the door.
     *
     * @param sessions connections at once
     * @param sessionsPerPartner of those, of one partner
     * @param strangers of those, not authenticated yet
     * @param handles open files of one channel
     * @param partialsPerFeed unfinished files of a partner in one feed
     * @param idle a connection on which nothing moves is closed
     * @param incompleteAfter an unfinished file that nobody touched for so long is reported and removed
     * @param reportsKept how long a report is there to be fetched
     * @param reserveBytes free space below which nothing is taken
     */
    public record Limits(
            int sessions,
            int sessionsPerPartner,
            int strangers,
            int handles,
            int partialsPerFeed,
            Duration idle,
            Duration incompleteAfter,
            Duration reportsKept,
            long reserveBytes) {

        public static final Limits DEFAULT = new Limits(
                64, 8, 16, 32, 200, Duration.ofMinutes(10), Duration.ofHours(24), Duration.ofDays(35), 64L << 20);
    }

    /** What the door works with. */
    public record Collaborators(
            Map<String, Contract> contracts,
            Partners partners,
            Ledger ledger,
            Reception reception,
            Reports reports,
            Traffic traffic) {}

    private static final Logger LOG = LoggerFactory.getLogger(SftpDoor.class);
    private static final String SUBSYSTEM = "sftp";
    private static final int CHANNELS_PER_SESSION_MAX = 2;
    private static final int THREAD_IDLE_S = 30;
    private static final int STOP_TIMEOUT_S = 10;
    private static final long SWEEP_EVERY_MS = 10 * 60_000;

    private final Vertx vertx;
    private final Options options;
    private final Collaborators with;
    private final PartnerView.Sources sources;
    private final Partials partials;
    private final ThreadPoolExecutor threads;
    private final SshServer server;
    private final long sweepTimer;

    /** Opens the door. */
    public static SftpDoor open(Vertx vertx, Options options, Collaborators with) throws IOException {
        SftpDoor door = new SftpDoor(vertx, options, with);
        try {
            door.server.start();
        } catch (IOException | RuntimeException e) {
            door.close();
            throw e;
        }
        door.sweepSoon();
        return door;
    }

    private SftpDoor(Vertx vertx, Options options, Collaborators with) {
        this.vertx = vertx;
        this.options = options;
        this.with = with;
        Limits limits = options.limits();
        this.partials =
                new Partials(options.partials(), new Partials.Limits(limits.partialsPerFeed(), limits.reserveBytes()));
        this.sources = new PartnerView.Sources(
                with.ledger(),
                partials,
                new Handover(with.reception(), with.traffic()),
                new Receipts(with.ledger()),
                with.reports());
        int threadsMax = limits.sessions() * CHANNELS_PER_SESSION_MAX;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                0, threadsMax, THREAD_IDLE_S, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "sftp-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.server = Server.of(
                options,
                CHANNELS_PER_SESSION_MAX,
                new Admission(with.partners(), limits.sessions(), limits.strangers()));
        server.setKeyPairProvider(KeyPairProvider.wrap(options.hostKey().pair()));
        server.setSubsystemFactories(List.of(new Subsystem()));
        this.sweepTimer = vertx.setPeriodic(SWEEP_EVERY_MS, timer -> sweepSoon());
    }

    /** The port it listens on. */
    public int port() {
        return server.getBoundAddresses().stream()
                .map(address -> ((InetSocketAddress) address).getPort())
                .findFirst()
                .orElse(server.getPort());
    }

    private void sweepSoon() {
        vertx.executeBlocking(
                        () -> {
                            sweep(Instant.now());
                            return null;
                        },
                        false)
                .onFailure(e -> LOG.atWarn().setCause(e).log("the sweep of unfinished files is tried again later"));
    }

    /** Reports and removes what nobody finished, and removes old reports. Blocking. */
    void sweep(Instant now) throws IOException {
        partials.expire(now.minus(options.limits().incompleteAfter()), (lane, name) -> {
            with.reports().incomplete(lane.partner(), name);
            LOG.atInfo()
                    .addKeyValue("partner", lane.partner())
                    .addKeyValue("feed", lane.feed())
                    .log("an unfinished file was given up");
        });
        with.reports().expire(options.limits().reportsKept());
    }

    /** Ends every connection; what is open is let go as it is. */
    @Override
    public void close() {
        vertx.cancelTimer(sweepTimer);
        try {
            server.close(true).await(STOP_TIMEOUT_S, TimeUnit.SECONDS);
            threads.shutdown();
            if (!threads.awaitTermination(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                var unused = threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("the SFTP door did not close well");
        }
    }

    /** The one thing that can be asked for. */
    private final class Subsystem implements SubsystemFactory {
        @Override
        public String getName() {
            return SUBSYSTEM;
        }

        @Override
        public Command createSubsystem(ChannelSession channel) throws IOException {
            String user = channel.getSession().getUsername();
            Partner partner = with.partners().byId(user).orElseThrow(SftpRefused::noSuchFile);
            PartnerView view = new PartnerView(partner, with.contracts(), sources);
            return new SftpChannel(view, channel, threads, options.limits().handles(), with.traffic());
        }
    }
}
