package vn.lienthong.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * The keys that a file of OpenSSH's known_hosts form pins for one server. Lines with a marker are not taken: a revoked
 * key is no pin, and host certificates are not supported.
 */
final class HostPins {
    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final Map<String, List<String>> SIGNATURES =
            Map.of("ssh-rsa", List.of("rsa-sha2-512", "rsa-sha2-256"));

    private final List<PublicKey> keys;

    private HostPins(List<PublicKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Reads the pins; a file without one for this server is {@link FetchCode#SECRET_UNUSABLE}. */
    static HostPins read(Path file, String host, int port) throws FetchFailed {
        List<PublicKey> keys = new ArrayList<>();
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.UTF_8);
            for (KnownHostEntry entry :
                    KnownHostEntry.readKnownHostEntries(new BufferedReader(new StringReader(text)))) {
                String marker = entry.getMarker();
                if ((marker == null || marker.isEmpty()) && entry.isHostMatch(host, port)) {
                    keys.add(entry.getKeyEntry().resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING));
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE, e);
        }
        if (keys.isEmpty()) {
            throw new FetchFailed(FetchCode.SECRET_UNUSABLE);
        }
        return new HostPins(keys);
    }

    boolean holds(PublicKey shown) {
        return KeyUtils.findMatchingKey(shown, keys) != null;
    }

    /** Signature algorithms to ask the server for, so that it shows the key that we know and not another of its keys. */
    List<String> algorithms() {
        Set<String> algorithms = new LinkedHashSet<>();
        for (PublicKey key : keys) {
            String type = KeyUtils.getKeyType(key);
            algorithms.addAll(SIGNATURES.getOrDefault(type, List.of(type)));
        }
        return List.copyOf(algorithms);
    }
}
