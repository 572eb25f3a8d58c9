package vn.lienthong.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.password.PasswordIdentityProvider;
import org.apache.sshd.client.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.SftpPull;

/**
 * Logs in at partners' SFTP servers. One for all routes: {@link #IO_THREADS} threads serve every connection. Takes
 * nothing from the account that it runs in: no {@code ~/.ssh}, no agent.
 */
public final class SftpServers implements AutoCloseable {
    static final int IO_THREADS = 2;
    private static final int SECRET_BYTES_MAX = 16 << 10;
    private static final AttributeKey<Greeting> GREETING = new AttributeKey<>();

    private final SshClient client;
    private final Patience patience;

    /** What one connection expects, and whether the server was somebody else. */
    private static final class Greeting {
        private final HostPins pins;
        private volatile boolean refused;

        Greeting(HostPins pins) {
            this.pins = pins;
        }
    }

    public SftpServers(Patience patience) {
        this.patience = patience;
        client = SshClient.setUpDefaultClient();
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setPasswordIdentityProvider(PasswordIdentityProvider.EMPTY_PASSWORDS_PROVIDER);
        client.setAgentFactory(null);
        client.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
        client.setCipherFactories(List.of(
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.aes256ctr,
                BuiltinCiphers.aes128ctr));
        client.setMacFactories(List.of(
                BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256, BuiltinMacs.hmacsha512));
        client.setKeyExchangeFactories(NamedFactory.setUpTransformedFactories(
                true,
                List.of(
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.ecdhp256,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.dhg16_512,
                        BuiltinDHFactories.dhg14_256),
                ClientBuilder.DH2KEX));
        CoreModuleProperties.NIO_WORKERS.set(client, IO_THREADS);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, patience.idle());
        CoreModuleProperties.AUTH_TIMEOUT.set(client, patience.idle());
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        client.setServerKeyVerifier((session, address, key) -> {
            Greeting greeting = greeting(session);
            boolean known = greeting != null && greeting.pins.holds(key);
            if (greeting != null) {
                greeting.refused = !known;
            }
            return known;
        });
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionNegotiationOptionsCreated(Session session, Map<KexProposalOption, String> proposal) {
                Greeting greeting = session instanceof ClientSession mine ? greeting(mine) : null;
                if (greeting != null) {
                    var unused =
                            proposal.put(KexProposalOption.SERVERKEYS, String.join(",", greeting.pins.algorithms()));
                }
            }
        });
        client.start();
    }

    private static @Nullable Greeting greeting(ClientSession session) {
        AttributeRepository context = session.getConnectionContext();
        return context == null ? null : context.getAttribute(GREETING);
    }

    Patience patience() {
        return patience;
    }

    /** A session that is logged in; close it. */
    ClientSession login(SftpPull pull) throws FetchFailed {
        String host = pull.address().host();
        int port = pull.address().port();
        Greeting greeting = new Greeting(HostPins.read(pull.hostKeys(), host, port));
        Path keyFile = pull.login().key();
        Path passwordFile = pull.login().password();
        KeyPair key = keyFile == null ? null : key(keyFile);
        String password = passwordFile == null ? null : firstLine(passwordFile);
        ClientSession session = connect(pull, greeting);
        boolean in = false;
        try {
            if (key != null) {
                session.addPublicKeyIdentity(key);
            }
            if (password != null) {
                session.addPasswordIdentity(password);
            }
            var unused = session.auth().verify(patience.step());
            in = true;
            return session;
        } catch (IOException | RuntimeException e) {
            throw new FetchFailed(greeting.refused ? FetchCode.HOST_NOT_TRUSTED : whyNotIn(e), e);
        } finally {
            if (!in) {
                var unused = session.close(true);
            }
        }
    }

    private static FetchCode whyNotIn(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            int code = cause instanceof SshException ssh ? ssh.getDisconnectCode() : 0;
            if (code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                return FetchCode.LOGIN_REFUSED;
            }
            // It has no key of the kind that is pinned, or no algorithm that can still be trusted.
            if (code == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED) {
                return FetchCode.HOST_NOT_TRUSTED;
            }
            if (cause instanceof TimeoutException) {
                return FetchCode.TOO_SLOW;
            }
        }
        return FetchCode.CONNECTION_LOST;
    }

    private ClientSession connect(SftpPull pull, Greeting greeting) throws FetchFailed {
        try {
            return client.connect(
                            pull.login().user(),
                            pull.address().host(),
                            pull.address().port(),
                            AttributeRepository.ofKeyValuePair(GREETING, greeting),
                            null)
                    .verify(patience.step())
                    .getSession();
        } catch (IOException | RuntimeException e) {
            throw new FetchFailed(FetchCode.HOST_UNREACHABLE, e);
        }
    }

    private static KeyPair key(Path file) throws FetchFailed {
        try (var in = Files.newInputStream(file)) {
            for (KeyPair pair : SecurityUtils.loadKeyPairIdentities(null, () -> "our key", in, null)) {
                return pair;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The cause would quote the file.
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
        }
        throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
    }

    /** A password or token: the first line of its file, which must not be empty. */
    static String firstLine(Path file) throws FetchFailed {
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(SECRET_BYTES_MAX), StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("").strip();
            if (!line.isEmpty()) {
                return line;
            }
        } catch (IOException e) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE, e);
        }
        throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        client.stop();
    }
}
