package vn.lienthong.envelope;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSSignedData;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/**
 * Opens SignedData inside AuthEnvelopedData, exactly these two layers, in two passes over the file:
 *
 * <pre>
 *   tag        frame, allow-list, then our key, then GHASH of all ciphertext; nothing is decrypted
 *   signature  AES/CTR, the inner frame, the content's digest, the signers; SHA-256 of each 4 MiB of the file
 * </pre>
 *
 * <p>Every recipient must be one of our keys, and all must give the same content key. Others are refused: nothing
 * protects what the envelope says about them, so a changed bit there could not be seen.
 *
 * <p>Memory: some 20 MiB for each file being read, whatever its size. Safe for use by many threads.
 */
public final class CmsOpener implements Opener {
    private static final int BLOCK_BYTES = 16 * GcmTag.SEGMENT_BYTES;
    private static final int BLOCKS_AHEAD = 3;
    private static final int SMALL_BYTES = 64 * 1024;
    private static final int CONTENT_BUFFER_BYTES = 128 * 1024;

    /** Refusals of the second pass that a disk which changed since the first one could cause as well. */
    private static final Set<RefusalCode> DISK_OR_SENDER = EnumSet.of(
            RefusalCode.ENVELOPE_UNREADABLE,
            RefusalCode.ENVELOPE_FORBIDDEN,
            RefusalCode.SIGNATURE_MISSING,
            RefusalCode.SIGNATURE_INVALID);

    private final Map<RecipientName, RecipientKey> keys = new HashMap<>();
    private final RevocationLists revocations;

    public CmsOpener(List<RecipientKey> keys, RevocationLists revocations) {
        for (RecipientKey key : keys) {
            this.keys.put(RecipientName.issuerAndSerial(key.certificate()), key);
            RecipientName identifier = RecipientName.keyIdentifier(key.certificate());
            if (identifier != null) {
                this.keys.put(identifier, key);
            }
        }
        this.revocations = revocations;
    }

    @Override
    public Verification verify(Path original, List<AllowedSigner> signers, Instant at) throws IOException {
        try {
            SecretKey key = checkTag(original);
            try {
                return new Verification(null, checkSignature(original, key, new SignerCheck(signers, revocations, at)));
            } catch (EnvelopeRefused e) {
                if (DISK_OR_SENDER.contains(e.code())) {
                    recheck(original);
                }
                throw e;
            }
        } catch (EnvelopeRefused e) {
            return new Verification(Refusal.of(e.code()), null);
        }
    }

    @Override
    public InputStream open(Path original, Verified verified) throws IOException {
        SealedFile file = SealedFile.checking(original, verified.segmentDigests());
        try {
            EnvelopeFrame frame = new EnvelopeFrame(file, Files.size(original));
            SignedFrame signed = new SignedFrame(plaintext(frame, contentKey(frame)));
            return new VerifiedContent(signed.content(), verified.contentBytes(), file);
        } catch (EnvelopeRefused e) {
            file.close();
            throw new Fault("a verified envelope no longer opens: is the gateway's key still there?", e);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The content key, when the tag over attributes and ciphertext is right. */
    SecretKey checkTag(Path original) throws IOException {
        long bytes = Files.size(original);
        int blockBytes = bytes < BLOCK_BYTES ? SMALL_BYTES : BLOCK_BYTES;
        try (InputStream file = new BufferedInputStream(Files.newInputStream(original), SMALL_BYTES)) {
            EnvelopeFrame frame = new EnvelopeFrame(file, bytes);
            SecretKey key = contentKey(frame);
            GcmTag.Sum sum = hash(frame.ciphertext(), new GcmTag(key), blockBytes);
            EnvelopeFrame.End end = frame.end();
            if (!MessageDigest.isEqual(sum.tag(frame.nonce(), end.attributes()), end.tag())) {
                throw WrappedKey.unreadable("the tag");
            }
            return key;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Lives for one hand-over between two threads.
    private record Piece(byte[] buffer, int length, Gf128 hash) {}

    /** Reads in this thread, hashes on spare ones. */
    private static GcmTag.Sum hash(InputStream ciphertext, GcmTag tag, int blockBytes) throws IOException {
        GcmTag.Sum sum = tag.sum();
        Ahead<Piece> ahead = new Ahead<>();
        ArrayDeque<byte[]> free = new ArrayDeque<>();
        boolean more = true;
        while (more || ahead.size() > 0) {
            if (more) {
                byte[] old = free.poll();
                byte[] buffer = old == null ? new byte[blockBytes] : old;
                int length = ciphertext.readNBytes(buffer, 0, buffer.length);
                more = length == buffer.length;
                if (blockBytes <= SMALL_BYTES) {
                    ahead.keep(() -> new Piece(buffer, length, tag.hash(buffer, 0, length)));
                } else {
                    ahead.submit(() -> new Piece(buffer, length, tag.hash(buffer, 0, length)));
                }
            }
            if (!more || ahead.size() > BLOCKS_AHEAD) {
                Piece piece = ahead.take();
                sum.add(piece.hash, piece.length);
                free.add(piece.buffer);
            }
            if (sum.bytes() > GcmTag.CIPHERTEXT_BYTES_MAX) {
                throw WrappedKey.forbidden("more ciphertext than GCM allows");
            }
        }
        return sum;
    }

    private Verified checkSignature(Path original, SecretKey key, SignerCheck check) throws IOException {
        try (SealedFile file = SealedFile.digesting(original)) {
            EnvelopeFrame frame = new EnvelopeFrame(file, Files.size(original));
            SignedFrame signed = new SignedFrame(plaintext(frame, key));
            MessageDigest sha256 = Digests.sha256();
            Map<ASN1ObjectIdentifier, MessageDigest> digests = new LinkedHashMap<>();
            digests.put(Digests.SHA256, sha256);
            signed.digests().forEach(algorithm -> digests.computeIfAbsent(algorithm, Digests::of));
            byte[] buffer = new byte[CONTENT_BUFFER_BYTES];
            long bytes = 0;
            for (int got; (got = signed.content().read(buffer)) >= 0; bytes += got) {
                for (MessageDigest digest : digests.values()) {
                    digest.update(buffer, 0, got);
                }
            }
            byte[] contentDigest = sha256.digest();
            Map<ASN1ObjectIdentifier, byte[]> hashes = new HashMap<>();
            digests.forEach((algorithm, digest) -> hashes.put(algorithm, digest.digest()));
            hashes.put(Digests.SHA256, contentDigest);
            CMSSignedData data = signed.end(hashes);
            var unused = frame.end();
            check.check(data);
            return new Verified(file.digests(), contentDigest, bytes);
        }
    }

    /** A signature that fails may be the disk's doing: then the tag, right a moment ago, fails too. */
    private void recheck(Path original) throws IOException {
        try {
            var unused = checkTag(original);
        } catch (EnvelopeRefused e) {
            throw new Fault("the sealed original changed while it was verified", e);
        }
    }

    private SecretKey contentKey(EnvelopeFrame frame) throws EnvelopeRefused {
        int ours = 0;
        for (WrappedKey wrapped : frame.keys()) {
            ours += keys.containsKey(wrapped.recipient()) ? 1 : 0;
        }
        if (ours == 0) {
            throw WrappedKey.unreadable("sealed for somebody else");
        }
        if (ours < frame.keys().size()) {
            throw new EnvelopeRefused(RefusalCode.ENVELOPE_FORBIDDEN, "sealed for others too");
        }
        SecretKey first = null;
        for (WrappedKey wrapped : frame.keys()) {
            SecretKey next = open(wrapped, keys.get(wrapped.recipient()));
            if (first != null && !MessageDigest.isEqual(first.getEncoded(), next.getEncoded())) {
                throw WrappedKey.unreadable("the recipients' keys differ");
            }
            first = next;
        }
        if (first == null) {
            throw WrappedKey.unreadable("no key");
        }
        return first;
    }

    private static SecretKey open(WrappedKey wrapped, @Nullable RecipientKey key) throws EnvelopeRefused {
        if (key == null || key.isRsa() != wrapped instanceof RsaWrappedKey) {
            throw WrappedKey.unreadable("a key of another kind");
        }
        return wrapped.open(key);
    }

    static InputStream plaintext(EnvelopeFrame frame, SecretKey key) {
        return new BufferedInputStream(new CtrStream(frame.ciphertext(), key, frame.nonce()), SMALL_BYTES);
    }
}
