package vn.lienthong.sftp;

import static org.apache.sshd.core.CoreModuleProperties.AUTH_TIMEOUT;
import static org.apache.sshd.core.CoreModuleProperties.IDLE_TIMEOUT;
import static org.apache.sshd.core.CoreModuleProperties.LIMIT_PACKET_SIZE;
import static org.apache.sshd.core.CoreModuleProperties.MAX_AUTH_REQUESTS;
import static org.apache.sshd.core.CoreModuleProperties.MAX_CONCURRENT_CHANNELS;
import static org.apache.sshd.core.CoreModuleProperties.MAX_CONCURRENT_SESSIONS;
import static org.apache.sshd.core.CoreModuleProperties.MAX_PACKET_SIZE;
import static org.apache.sshd.core.CoreModuleProperties.NIO2_READ_BUFFER_SIZE;
import static org.apache.sshd.core.CoreModuleProperties.NIO2_READ_TIMEOUT;
import static org.apache.sshd.core.CoreModuleProperties.NIO_WORKERS;
import static org.apache.sshd.core.CoreModuleProperties.SERVER_IDENTIFICATION;
import static org.apache.sshd.core.CoreModuleProperties.SOCKET_BACKLOG;
import static org.apache.sshd.core.CoreModuleProperties.SOCKET_RCVBUF;
import static org.apache.sshd.core.CoreModuleProperties.TCP_NODELAY;
import static org.apache.sshd.core.CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT;
import static org.apache.sshd.core.CoreModuleProperties.WINDOW_SIZE;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;

/**
 * An SSH server that has nothing but what the door needs: key exchange by curve25519 (alone or with a post-quantum
 * partner) or ECDH, AES-GCM, SHA-2, public keys, session channels. Strict key exchange is on whenever the client knows
 * it. Which algorithms are missing here is the point of this class.
 */
final class Server {
    private static final Duration AUTH_TIME_MAX = Duration.ofSeconds(30);
    private static final int AUTH_REQUESTS_MAX = 8;

    /** Sent and not yet read by a channel's thread: the memory that one channel can take. */
    private static final long WINDOW_BYTES = 2L << 20;

    private static final long PACKET_BYTES_MAX = 64L << 10;
    private static final long LIMIT_PACKET_BYTES_MAX = 256L << 10;
    private static final int SOCKET_READ_BYTES = 128 << 10;
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;
    private static final int BACKLOG = 256;

    /** A client that does not take its answers for so long is given up. */
    private static final Duration UNREAD_ANSWER_TIME_MAX = Duration.ofSeconds(60);

    private static final List<BuiltinDHFactories> EXCHANGES = List.of(
            BuiltinDHFactories.mlkem768x25519,
            BuiltinDHFactories.sntrup761x25519,
            BuiltinDHFactories.sntrup761x25519_openssh,
            BuiltinDHFactories.curve25519,
            BuiltinDHFactories.curve25519_libssh,
            BuiltinDHFactories.ecdhp256,
            BuiltinDHFactories.ecdhp384,
            BuiltinDHFactories.ecdhp521);

    private Server() {}

    static SshServer of(SftpDoor.Options options, int channelsPerSession, Admission admission) {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost(options.host());
        server.setPort(options.port());
        algorithms(server, options.chacha20());
        bounds(server, options.limits(), channelsPerSession);
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(admission);
        server.addSessionListener(admission);
        server.setChannelFactories(List.of(new BareSessions()));
        server.setGlobalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE));
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        return server;
    }

    private static void algorithms(SshServer server, boolean chacha20) {
        List<KeyExchangeFactory> exchanges = new ArrayList<>();
        for (BuiltinDHFactories each : EXCHANGES) {
            if (each.isSupported()) {
                exchanges.add(ServerBuilder.DH2KEX.apply(each));
            }
        }
        server.setKeyExchangeFactories(exchanges);
        List<NamedFactory<Cipher>> ciphers =
                new ArrayList<>(List.of(BuiltinCiphers.aes256gcm, BuiltinCiphers.aes128gcm));
        if (chacha20) {
            ciphers.add(BuiltinCiphers.cc20p1305_openssh);
        }
        server.setCipherFactories(ciphers);
        // All ciphers above bring their own authentication; a list must be there all the same.
        server.setMacFactories(List.of(BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm));
        server.setCompressionFactories(List.of(BuiltinCompressions.none));
        server.setSignatureFactories(List.of(
                BuiltinSignatures.ed25519,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256));
    }

    private static void bounds(SshServer server, SftpDoor.Limits limits, int channelsPerSession) {
        AUTH_TIMEOUT.set(server, AUTH_TIME_MAX);
        MAX_AUTH_REQUESTS.set(server, AUTH_REQUESTS_MAX);
        MAX_CONCURRENT_SESSIONS.set(server, limits.sessionsPerPartner());
        MAX_CONCURRENT_CHANNELS.set(server, channelsPerSession);
        IDLE_TIMEOUT.set(server, limits.idle());
        NIO2_READ_TIMEOUT.set(server, limits.idle().plus(UNREAD_ANSWER_TIME_MAX));
        WAIT_FOR_SPACE_TIMEOUT.set(server, UNREAD_ANSWER_TIME_MAX);
        WINDOW_SIZE.set(server, WINDOW_BYTES);
        MAX_PACKET_SIZE.set(server, PACKET_BYTES_MAX);
        LIMIT_PACKET_SIZE.set(server, LIMIT_PACKET_BYTES_MAX);
        NIO2_READ_BUFFER_SIZE.set(server, SOCKET_READ_BYTES);
        SOCKET_RCVBUF.set(server, SOCKET_BUFFER_BYTES);
        SOCKET_BACKLOG.set(server, BACKLOG);
        TCP_NODELAY.set(server, true);
        NIO_WORKERS.set(server, Math.max(2, Runtime.getRuntime().availableProcessors()));
        SERVER_IDENTIFICATION.set(server, "LienThong");
    }

    /** Session channels that remember nothing a client says about itself, and have no terminal. */
    private static final class BareSessions extends ChannelSessionFactory {
        @Override
        public Channel createChannel(Session session) throws IOException {
            return new ChannelSession() {
                @Override
                protected Result handleEnv(Buffer buffer, boolean wantReply) {
                    return Result.ReplyFailure;
                }

                @Override
                protected Result handlePtyReq(Buffer buffer, boolean wantReply) {
                    return Result.ReplyFailure;
                }
            };
        }
    }
}
