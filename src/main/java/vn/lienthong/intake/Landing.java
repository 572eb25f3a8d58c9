package vn.lienthong.intake;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Delivery.SealedBy;
import vn.lienthong.envelope.Sealer;
import vn.lienthong.ledger.Originals;

/**
 * A delivery's bytes on their way to the disk, the same for every door: hashed as they come, stored as they are when
 * they are an envelope, sealed by the gateway when they are not, so that the disk never sees plaintext. Whether the
 * contract takes what the gateway sealed is for <em>verify</em> to say. Blocking; for one thread at a time.
 *
 * <pre>
 * write* -> finish -> keep     (or discard, at any moment before keep)
 * </pre>
 */
public final class Landing {

    /** Framing, certificates and the chunks of a streamed envelope: a 64th and 1 MiB cover all that were seen. */
    private static final long ENVELOPE_OVERHEAD_BYTES = 1L << 20;

    private static final int ENVELOPE_OVERHEAD_DIVISOR = 64;

    private final @Nullable Originals originals;
    private final @Nullable Sealer sealer;
    private final MessageDigest sha256;
    private Originals.@Nullable Draft draft;
    private @Nullable OutputStream out;
    private SealedBy sealedBy = SealedBy.SENDER;
    private final byte[] head = new byte[CmsSniff.HEAD_BYTES];
    private int headBytes;
    private long bytes;

    private Landing(@Nullable Originals originals, @Nullable Sealer sealer) {
        this.originals = originals;
        this.sealer = sealer;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** To a draft among the originals. */
    public static Landing onDisk(Originals originals, Sealer sealer) {
        return new Landing(originals, sealer);
    }

    /** To nowhere, for bytes that are only compared with what is here already. */
    public static Landing nowhere() {
        return new Landing(null, null);
    }

    /** Bound of a delivery's bytes: a contract bounds the content, an envelope around it is a little larger. */
    public static long bytesMax(Contract contract) {
        long content = contract.exchange().fileBytesMax();
        return content + content / ENVELOPE_OVERHEAD_DIVISOR + ENVELOPE_OVERHEAD_BYTES;
    }

    /** The next bytes; nothing is kept of the array. */
    public void write(byte[] piece, int offset, int length) throws IOException {
        sha256.update(piece, offset, length);
        bytes += length;
        int start = offset;
        int left = length;
        if (out == null) {
            int taken = Math.min(left, head.length - headBytes);
            System.arraycopy(piece, start, head, headBytes, taken);
            headBytes += taken;
            start += taken;
            left -= taken;
            if (headBytes < head.length) {
                return;
            }
            begin();
        }
        if (left > 0) {
            stream().write(piece, start, left);
        }
    }

    /** All bytes are here; completes an envelope of ours. Returns the SHA-256 of what was received. */
    public byte[] finish() throws IOException {
        if (out == null && headBytes > 0) {
            begin();
        }
        if (out != null) {
            if (sealedBy == SealedBy.GATEWAY) {
                out.close();
            } else {
                out.flush();
            }
        }
        return sha256.digest();
    }

    /** Makes the original durable and returns its name. */
    public String keep() throws IOException {
        if (draft == null) {
            throw new IllegalStateException("nothing has landed");
        }
        String name = draft.keep();
        draft = null;
        return name;
    }

    /** Leaves nothing behind; harmless after {@link #keep} and when called again. */
    public void discard() {
        if (draft != null) {
            draft.discard();
            draft = null;
        }
    }

    /** Bytes received so far. */
    public long bytes() {
        return bytes;
    }

    /** Whose envelope is on the disk; known after {@link #finish}. */
    public SealedBy sealedBy() {
        return sealedBy;
    }

    private void begin() throws IOException {
        if (originals == null || sealer == null) {
            out = OutputStream.nullOutputStream();
            return;
        }
        Originals.Draft begun = originals.begin();
        draft = begun;
        OutputStream target = begun.out();
        if (!CmsSniff.isEnvelope(head, headBytes)) {
            sealedBy = SealedBy.GATEWAY;
            target = sealer.seal(target);
        }
        out = target;
        target.write(head, 0, headBytes);
    }

    private OutputStream stream() {
        if (out == null) {
            throw new IllegalStateException("nothing has landed");
        }
        return out;
    }
}
