package vn.lienthong.envelope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.envelope.Opener.AllowedSigner;
import vn.lienthong.envelope.Opener.Verification;
import vn.lienthong.envelope.Opener.Verified;

/** A folder with the development keys: an agency that signs and seals by openssl, and the gateway that opens. */
final class Agency {
    static final String ID = "tax-01";

    final Path folder;
    final Path gateway;
    final Path signer;
    final List<RecipientKey> keys;
    private int files;

    Agency(Path folder) throws IOException {
        var unused = DevPki.make(folder, List.of(ID), List.of("vss"));
        this.folder = folder;
        this.gateway = folder.resolve("dev/gateway");
        this.signer = folder.resolve("dev/partners/tax-01/signer");
        this.keys = List.of(
                KeyFiles.recipient(gateway.resolve("envelope-rsa.key"), gateway.resolve("envelope-rsa.crt")),
                KeyFiles.recipient(gateway.resolve("envelope-ec.key"), gateway.resolve("envelope-ec.crt")));
    }

    CmsOpener opener() {
        return new CmsOpener(keys, RevocationLists.none());
    }

    X509Certificate signerCertificate() throws IOException {
        return KeyFiles.certificate(Path.of(signer + ".crt"));
    }

    List<AllowedSigner> allowed() throws IOException {
        return List.of(allowed(signerCertificate()));
    }

    static AllowedSigner allowed(X509Certificate certificate) {
        try {
            return new AllowedSigner(certificate.getEncoded(), null, null);
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    Path file(byte[] bytes) throws IOException {
        return Files.write(newFile(), bytes);
    }

    Path newFile() {
        return folder.resolve("file-" + files++);
    }

    /** {@code openssl cms -sign} as DESIGN has it, with more options. */
    Path sign(Path payload, Object... options) {
        Path signed = newFile();
        Openssl.run(
                folder,
                with(
                        options,
                        "cms -sign -nodetach -binary -outform DER -md sha256 -in",
                        payload,
                        "-signer",
                        signer + ".crt",
                        "-inkey",
                        signer + ".key",
                        "-out",
                        signed));
        return signed;
    }

    Path sealRsa(Path signed, Object... options) {
        return encrypt(signed, "envelope-rsa", "-keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256", options);
    }

    Path sealEc(Path signed, Object... options) {
        return encrypt(signed, "envelope-ec", "-keyopt ecdh_kdf_md:sha256", options);
    }

    /** {@code openssl cms -encrypt} to one of the gateway's certificates. */
    Path encrypt(Path signed, String recipient, String keyOptions, Object... options) {
        Path envelope = newFile();
        Openssl.run(
                folder,
                with(
                        options,
                        "cms -encrypt -binary -outform DER -in",
                        signed,
                        "-out",
                        envelope,
                        "-aes-256-gcm -recip",
                        gateway.resolve(recipient + ".crt"),
                        keyOptions));
        return envelope;
    }

    Verification verify(Path envelope) throws IOException {
        return opener().verify(envelope, allowed(), Instant.now());
    }

    RefusalCode refusal(Path envelope) throws IOException {
        Verification verification = verify(envelope);
        assertNull(verification.verified());
        assertNotNull(verification.refusal());
        return verification.refusal().code();
    }

    /** Verified and read whole. */
    byte[] opened(Path envelope) throws IOException {
        Verification verification = verify(envelope);
        assertNull(verification.refusal());
        Verified verified = verification.verified();
        assertNotNull(verified);
        try (InputStream content = opener().open(envelope, verified)) {
            byte[] bytes = content.readAllBytes();
            assertEquals(verified.contentBytes(), bytes.length);
            return bytes;
        }
    }

    /** Text is split at blanks, everything else is one argument. */
    private static Object[] with(Object[] options, Object... arguments) {
        List<Object> all = new ArrayList<>();
        for (Object[] group : new Object[][] {arguments, options}) {
            for (Object argument : group) {
                all.addAll(argument instanceof String text ? List.of(text.trim().split("\\s+")) : List.of(argument));
            }
        }
        var unused = all.removeIf(""::equals);
        return all.toArray();
    }
}
