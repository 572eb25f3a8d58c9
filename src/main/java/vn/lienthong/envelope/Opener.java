package vn.lienthong.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Refusal;

/** Opens envelopes addressed to the gateway. Safe for use by many threads. All calls block. */
public interface Opener {

    /**
     * Decrypts to nowhere: algorithm identifiers and structure before any key is used, then the tag over the whole
     * ciphertext, then the inner signature, its signer and its days. Flat memory.
     *
     * @param signers who may have signed; the gateway's own key where the gateway sealed
     * @param at the instant of receipt, against which days are checked
     * @throws IOException our own disk failed; never the sender's fault
     */
    Verification verify(Path original, List<AllowedSigner> signers, Instant at) throws IOException;

    /**
     * The content of an envelope that has been verified. Each 4 MiB of ciphertext is compared with its digest of
     * {@code verified} before a byte of it is used; a difference is a {@link vn.lienthong.delivery.Fault}: the disk
     * changed under us.
     */
    InputStream open(Path original, Verified verified) throws IOException;

    /** Either {@code refusal} or {@code verified} is null, never both. */
    record Verification(@Nullable Refusal refusal, @Nullable Verified verified) {}

    /**
     * What later passes need; holds no key.
     *
     * @param segmentDigests SHA-256 of each 4 MiB of ciphertext, one after the other
     * @param contentDigest SHA-256 of the inner content
     * @param contentBytes length of the inner content
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Verified(byte[] segmentDigests, byte[] contentDigest, long contentBytes) {}

    /** A registered signing certificate (DER) with its days, null = open. */
    @SuppressWarnings("ArrayRecordComponent")
    record AllowedSigner(byte[] certificate, @Nullable Instant from, @Nullable Instant to) {}
}
