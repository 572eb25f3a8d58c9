package vn.lienthong.envelope;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.OpenSSHPrivateKeyUtil;
import org.bouncycastle.crypto.util.OpenSSHPublicKeyUtil;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Ed25519 keys in the files of OpenSSH. */
final class SshKeys {
    static final String PEM_TYPE = "OPENSSH PRIVATE KEY";

    private SshKeys() {}

    /** Content of a PEM object of {@link #PEM_TYPE}, not encrypted. */
    static byte[] newKey() throws IOException {
        return OpenSSHPrivateKeyUtil.encodePrivateKey(new Ed25519PrivateKeyParameters(new SecureRandom()));
    }

    /** The public half of a private key file, as a line of {@code authorized_keys} without comment. */
    static String publicLine(Path keyFile) throws IOException {
        try (PemReader reader = new PemReader(new StringReader(Files.readString(keyFile)))) {
            PemObject pem = reader.readPemObject();
            if (pem != null && pem.getType().equals(PEM_TYPE)) {
                AsymmetricKeyParameter key = OpenSSHPrivateKeyUtil.parsePrivateKeyBlob(pem.getContent());
                if (key instanceof Ed25519PrivateKeyParameters ed25519) {
                    byte[] line = OpenSSHPublicKeyUtil.encodePublicKey(ed25519.generatePublicKey());
                    return "ssh-ed25519 " + Base64.getEncoder().encodeToString(line);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The cause would quote the file.
            throw unusable(keyFile);
        }
        throw unusable(keyFile);
    }

    private static KeyFileException unusable(Path keyFile) {
        return new KeyFileException(
                keyFile + ": not an Ed25519 key of OpenSSH without passphrase",
                "move it away, and gateway/run pki makes a new pair");
    }
}
