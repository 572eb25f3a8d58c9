package vn.lienthong.sftp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;
import vn.lienthong.envelope.KeyFileException;
import vn.lienthong.envelope.KeyFiles;

/** The key by which partners know this gateway again. */
public final class HostKey {
    private final KeyPair pair;

    private HostKey(KeyPair pair) {
        this.pair = pair;
    }

    /** Reads a private key of OpenSSH without passphrase, Ed25519 or ECDSA; every complaint names the file. */
    public static HostKey read(Path file) throws IOException {
        byte[] bytes = KeyFiles.secret(file);
        try {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("host key"),
                    new ByteArrayInputStream(bytes),
                    FilePasswordProvider.EMPTY);
            Iterator<KeyPair> pairs = found == null ? null : found.iterator();
            if (pairs != null && pairs.hasNext()) {
                KeyPair pair = pairs.next();
                String type = KeyUtils.getKeyType(pair);
                if (type != null && (type.equals("ssh-ed25519") || type.startsWith("ecdsa-sha2-"))) {
                    return new HostKey(pair);
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The cause would quote the file.
            throw unusable(file);
        }
        throw unusable(file);
    }

    KeyPair pair() {
        return pair;
    }

    private static KeyFileException unusable(Path file) {
        return new KeyFileException(
                file + ": not an SSH host key that can be used",
                "it must be Ed25519 or ECDSA without passphrase: ssh-keygen -t ed25519 -N '' -f " + file);
    }
}
