package vn.lienthong.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file or API post from one partner for one feed, as the ledger keeps it.
 *
 * @param id UUIDv7
 * @param laneNo the delivery's number in its lane, 1..n in the order received
 * @param name the sender's name for it, at most 255 characters, or null
 * @param bytes length of what was received
 * @param digest {@code sha-256=:base64:} of the bytes received (RFC 9530 form)
 * @param sealedBy who made the envelope that is stored: the sender, or the gateway as the bytes streamed in
 */
public record Delivery(
        UUID id,
        Lane lane,
        long laneNo,
        Door door,
        @Nullable String name,
        long bytes,
        String digest,
        SealedBy sealedBy,
        Instant receivedAt) {

    /**
     * Whose envelope the sealed original is. What came without one is always sealed by the gateway, so that the disk
     * sees no plaintext, also where the contract demands the sender's envelope: <em>verify</em> refuses that.
     */
    public enum SealedBy {
        SENDER,
        GATEWAY
    }
}
