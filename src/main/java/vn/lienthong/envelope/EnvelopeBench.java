package vn.lienthong.envelope;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.SecretKey;
import org.bouncycastle.cms.CMSAuthEnvelopedDataParser;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import vn.lienthong.delivery.Fault;
import vn.lienthong.envelope.DevAuthority.Days;
import vn.lienthong.envelope.DevAuthority.Purpose;
import vn.lienthong.envelope.Opener.AllowedSigner;
import vn.lienthong.envelope.Opener.Verification;
import vn.lienthong.envelope.Opener.Verified;

/**
 * Opens one and the same envelope by {@link CmsOpener} and by Bouncy Castle's own stream, in one run, after warming
 * both up. Like for like is {@code decrypt}: unwrap the key, check the tag, decrypt all (ours checks first, Bouncy
 * Castle last). {@code verify} does more: it also checks content digest and signature and hashes the file for later;
 * {@code open} reads all again, compared with those hashes. Throw-away keys, one temporary file, flat memory.
 */
public final class EnvelopeBench {
    public static final int ROUNDS = 3;

    private static final int WARM_UP_BYTES = 64 * 1024 * 1024;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final double NANOS = 1e9;
    private static final double MEGA = 1e6;

    private final X509Certificate signerCertificate;
    private final KeyPair recipientKey = Purpose.RSA_RECIPIENT.newKey();
    private final CmsOpener opener;
    private final CmsSealer sealer;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    /**
     * Medians of {@link #ROUNDS} rounds, in seconds.
     *
     * @param bytes length of the payload
     */
    public record Result(long bytes, double seal, double decrypt, double verify, double open, double bouncyCastle) {
        public double decryptMegabytesPerSecond() {
            return bytes / decrypt / MEGA;
        }

        public double sealMegabytesPerSecond() {
            return bytes / seal / MEGA;
        }

        public double verifyMegabytesPerSecond() {
            return bytes / verify / MEGA;
        }

        public double bouncyCastleMegabytesPerSecond() {
            return bytes / bouncyCastle / MEGA;
        }

        /** How many times as fast the same work is done. */
        public double decryptRatio() {
            return bouncyCastle / decrypt;
        }

        /** The same when ours checks the signature as well. */
        public double verifyRatio() {
            return bouncyCastle / verify;
        }

        /** The same with the second reading too, which hands out the content. */
        public double verifyAndOpenRatio() {
            return bouncyCastle / (verify + open);
        }
    }

    private EnvelopeBench() {
        DevAuthority authority = DevAuthority.create(DevAuthority.NAME);
        KeyPair signerKey = Purpose.SIGNER.newKey();
        Days days = Days.fromNow(Duration.ofDays(1));
        signerCertificate = authority.issue(Purpose.SIGNER, "CN=signer", signerKey.getPublic(), List.of(), days);
        X509Certificate recipient =
                authority.issue(Purpose.RSA_RECIPIENT, "CN=gateway", recipientKey.getPublic(), List.of(), days);
        opener = new CmsOpener(List.of(new RecipientKey(recipientKey.getPrivate(), recipient)), RevocationLists.none());
        sealer = new CmsSealer(List.of(recipient), signerKey.getPrivate(), signerCertificate);
    }

    /**
     * @param bytes length of the payload
     * @param folder where the envelope lies while this runs
     */
    public static Result run(long bytes, Path folder) throws IOException {
        EnvelopeBench bench = new EnvelopeBench();
        var unused = bench.measured(Math.min(bytes, WARM_UP_BYTES), folder, 1);
        return bench.measured(bytes, folder, ROUNDS);
    }

    private Result measured(long bytes, Path folder, int rounds) throws IOException {
        Path envelope = Files.createTempFile(folder, "bench-", ".cms");
        try {
            double seal = seconds(() -> seal(envelope, bytes));
            double[] decrypt = new double[rounds];
            double[] verify = new double[rounds];
            double[] open = new double[rounds];
            double[] bouncyCastle = new double[rounds];
            Verified[] verified = new Verified[1];
            for (int round = 0; round < rounds; round++) {
                decrypt[round] = seconds(() -> decrypt(envelope, bytes));
                verify[round] = seconds(() -> verified[0] = verify(envelope));
                open[round] = seconds(() -> {
                    try (InputStream content = opener.open(envelope, verified[0])) {
                        requireAll(bytes, drain(content));
                    }
                });
                bouncyCastle[round] = seconds(() -> openWithBouncyCastle(envelope, bytes));
            }
            return new Result(bytes, seal, median(decrypt), median(verify), median(open), median(bouncyCastle));
        } finally {
            Files.delete(envelope);
        }
    }

    private void seal(Path envelope, long bytes) throws IOException {
        byte[] block = new byte[BUFFER_BYTES];
        new Random(bytes).nextBytes(block);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(envelope));
                OutputStream payload = sealer.seal(file)) {
            for (long left = bytes; left > 0; left -= block.length) {
                payload.write(block, 0, (int) Math.min(block.length, left));
            }
        }
    }

    private void decrypt(Path envelope, long bytes) throws IOException {
        SecretKey key = opener.checkTag(envelope);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(envelope), BUFFER_BYTES)) {
            EnvelopeFrame frame = new EnvelopeFrame(file, Files.size(envelope));
            requireAll(bytes, Math.min(bytes, drain(CmsOpener.plaintext(frame, key))));
        }
    }

    private Verified verify(Path envelope) throws IOException {
        AllowedSigner signer;
        try {
            signer = new AllowedSigner(signerCertificate.getEncoded(), null, null);
        } catch (CertificateEncodingException e) {
            throw new Fault("a certificate that cannot be written", e);
        }
        Verification verification = opener.verify(envelope, List.of(signer), Instant.now());
        if (verification.verified() == null) {
            throw new Fault("our own envelope was refused: " + verification.refusal());
        }
        return verification.verified();
    }

    private void openWithBouncyCastle(Path envelope, long bytes) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(envelope), BUFFER_BYTES)) {
            RecipientInformation recipient = new CMSAuthEnvelopedDataParser(file)
                    .getRecipientInfos()
                    .getRecipients()
                    .iterator()
                    .next();
            JceKeyTransAuthEnvelopedRecipient key = new JceKeyTransAuthEnvelopedRecipient(recipientKey.getPrivate());
            var unused = key.setProvider(provider);
            try (InputStream plaintext = recipient.getContentStream(key).getContentStream()) {
                // The plaintext is a SignedData around the payload.
                requireAll(bytes, Math.min(bytes, drain(plaintext)));
            }
        } catch (CMSException e) {
            throw new Fault("Bouncy Castle does not open our envelope", e);
        }
    }

    private static long drain(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        for (int got; (got = in.read(buffer)) >= 0; bytes += got) {
            // Only the reading counts.
        }
        return bytes;
    }

    private static void requireAll(long expected, long found) {
        if (expected != found) {
            throw new Fault("an envelope of " + expected + " bytes gave " + found);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static double seconds(Step step) throws IOException {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / NANOS;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
