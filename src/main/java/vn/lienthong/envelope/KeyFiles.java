package vn.lienthong.envelope;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.EnumSet;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/**
 * Reads private keys (PEM: PKCS#8, or what older openssl writes; RSA or EC, not encrypted) and certificates (PEM or
 * DER). A private key that group or others can read is refused. Every complaint is a {@link KeyFileException} that
 * names the file and what to do.
 */
public final class KeyFiles {
    public static final int FILE_BYTES_MAX = 64 * 1024;

    private static final Set<PosixFilePermission> FOR_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);
    private static final byte[] PROBE = "do these two belong together?".getBytes(StandardCharsets.US_ASCII);

    private KeyFiles() {}

    /** The first private key in the file. */
    public static PrivateKey privateKey(Path file) throws IOException {
        byte[] bytes = read(file);
        refuseOpenKey(file);
        try (PEMParser parser =
                new PEMParser(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.US_ASCII))) {
            for (Object found; (found = parser.readObject()) != null; ) {
                if (found instanceof PrivateKeyInfo info) {
                    return privateKey(info);
                }
                if (found instanceof PEMKeyPair pair) {
                    return privateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The cause would quote the file.
            throw notAKey(file);
        }
        throw notAKey(file);
    }

    /** The bytes of a private key in a form that somebody else reads; refused like any other when others may read it. */
    public static byte[] secret(Path file) throws IOException {
        byte[] bytes = read(file);
        refuseOpenKey(file);
        return bytes;
    }

    /** The first certificate in the file. */
    public static X509Certificate certificate(Path file) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(read(file)));
        } catch (CertificateException e) {
            throw new KeyFileException(
                    file + ": not a certificate", "it must be an X.509 certificate in PEM or DER", e);
        }
    }

    /** A key and its certificate, which must belong together. */
    public static RecipientKey recipient(Path key, Path certificate) throws IOException {
        RecipientKey recipient = new RecipientKey(privateKey(key), certificate(certificate));
        requirePair(key, recipient.privateKey(), certificate, recipient.certificate());
        return recipient;
    }

    /** Refuses a certificate that belongs to another key. */
    public static void requirePair(Path keyFile, PrivateKey key, Path certificateFile, X509Certificate certificate) {
        if (!belongTogether(key, certificate)) {
            throw new KeyFileException(
                    certificateFile + ": the certificate does not belong to the key " + keyFile,
                    "put the certificate there that was issued for this key");
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            // By key: a certificate's key usage says nothing about whether the two are a pair.
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PrivateKey privateKey(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        var algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        String name;
        if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            name = "RSA";
        } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            name = "EC";
        } else {
            throw new GeneralSecurityException("neither RSA nor EC");
        }
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    private static void refuseOpenKey(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().stream().anyMatch(FOR_OTHERS::contains)) {
            throw new KeyFileException(file + ": the private key is open to other users", "chmod 600 " + file);
        }
    }

    private static byte[] read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new KeyFileException(file + ": too long for a key or certificate", "is it the right file?");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new KeyFileException(
                    file + ": no such file", "gateway/run pki makes the development keys that are missing", e);
        }
    }

    private static KeyFileException notAKey(Path file) {
        return new KeyFileException(
                file + ": not a private key that can be used",
                "it must be RSA or EC, PEM, not encrypted: openssl pkcs8 -topk8 -nocrypt -in KEY -out " + file);
    }
}
