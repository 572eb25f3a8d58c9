package vn.lienthong;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Fault;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.envelope.Opener;
import vn.lienthong.envelope.Opener.AllowedSigner;
import vn.lienthong.envelope.Opener.Verified;
import vn.lienthong.intake.ReprDigest;
import vn.lienthong.ledger.Ledger.StageResult;
import vn.lienthong.ledger.Originals;

/** {@code verify}: decrypts to nowhere. No parser runs before this has said that the whole envelope holds. */
final class VerifyStage implements Stage {
    static final String NAME = "verify";

    private static final int BUFFER_BYTES = 1 << 16;

    private final Opener opener;
    private final Originals originals;
    private final Function<Delivery, List<AllowedSigner>> signers;
    private final Predicate<Delivery> plainAllowed;

    /** @param plainAllowed whether the contract of a delivery takes payloads that come without an envelope */
    VerifyStage(
            Opener opener,
            Originals originals,
            Function<Delivery, List<AllowedSigner>> signers,
            Predicate<Delivery> plainAllowed) {
        this.opener = opener;
        this.originals = originals;
        this.signers = signers;
        this.plainAllowed = plainAllowed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<StageResult> run(Passage passage) throws IOException {
        Delivery head = passage.head();
        if (head.sealedBy() == Delivery.SealedBy.GATEWAY && !plainAllowed.test(head)) {
            // It came without an envelope where one is required; the gateway sealed it only to keep it off the disk.
            Refusal bare = Refusal.of(RefusalCode.ENVELOPE_UNREADABLE);
            return Optional.of(new StageResult(NAME, refused(new JsonObject(), bare), null));
        }
        Opener.Verification verification =
                opener.verify(originals.path(passage.work().original()), signers.apply(head), head.receivedAt());
        Refusal refusal = verification.refusal();
        if (refusal != null && refusal.code() == RefusalCode.REVOCATION_UNKNOWN) {
            // Nobody's mistake yet: tried again, then held, until a fresh revocation list is there.
            throw new Fault("the revocation state of the signer cannot be told: its authority's list has ended");
        }
        if (refusal != null) {
            proveThatItCameSo(passage);
            return Optional.of(new StageResult(NAME, refused(new JsonObject(), refusal), null));
        }
        Verified verified = verification.verified();
        if (verified == null) {
            throw new Fault("a verification is neither refused nor good");
        }
        JsonObject result = new JsonObject()
                .put("content_digest", Base64.getEncoder().encodeToString(verified.contentDigest()))
                .put("content_bytes", verified.contentBytes());
        return Optional.of(new StageResult(NAME, result, Buffer.buffer(verified.segmentDigests())));
    }

    /**
     * A refusal is final and signed, and the same bytes are never looked at again: so a disk that has changed since the
     * custody receipt must not be told as the sender's mistake (DESIGN 5.12). What the gateway sealed itself is never
     * refused for another reason.
     */
    private void proveThatItCameSo(Passage passage) throws IOException {
        Delivery head = passage.head();
        if (head.sealedBy() == Delivery.SealedBy.GATEWAY || !head.digest().equals(digest(passage))) {
            throw new Fault("the original is not what was received");
        }
    }

    private String digest(Passage passage) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(originals.path(passage.work().original()))) {
            int n;
            while ((n = in.read(buffer)) >= 0) {
                passage.lease().check();
                sha256.update(buffer, 0, n);
            }
        }
        return ReprDigest.text(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Reads back what {@link #run} made durable. */
    static Verified verified(Passage passage) {
        StageResult result = passage.result(NAME);
        Buffer digests = result.blob();
        if (digests == null) {
            throw new Fault("the verify stage left no segment digests");
        }
        return new Verified(
                digests.getBytes(),
                Base64.getDecoder().decode(result.result().getString("content_digest")),
                result.result().getLong("content_bytes"));
    }

    static JsonObject refused(JsonObject result, @Nullable Refusal refusal) {
        return refusal == null
                ? result
                : result.put("refusal", refusal.code().name()).put("refusal_record", refusal.record());
    }
}
