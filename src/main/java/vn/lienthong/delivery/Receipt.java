package vn.lienthong.delivery;

import java.util.Locale;
import java.util.UUID;

/**
 * Our signed statement about a delivery.
 *
 * @param id UUIDv7, also inside {@code body}
 * @param body the exact signed bytes: RFC 8785 JSON without a final newline
 * @param signature detached CMS SignedData over {@code body}, DER
 */
@SuppressWarnings("ArrayRecordComponent")
public record Receipt(UUID id, UUID delivery, Type type, byte[] body, byte[] signature) {

    /** {@code CUSTODY}: these bytes are durably ours; {@code OUTCOME}: what became of every record. */
    public enum Type {
        CUSTODY,
        OUTCOME;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
