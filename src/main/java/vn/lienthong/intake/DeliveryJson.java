package vn.lienthong.intake;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.Violation;
import vn.lienthong.ledger.Ledger.Status;

/** The JSON in which a partner reads its deliveries: members and their order are the fixed interface. */
public final class DeliveryJson {

    private DeliveryJson() {}

    static JsonObject status(Status status) {
        Delivery head = status.head();
        return new JsonObject()
                .put("delivery", head.id().toString())
                .put("partner", head.lane().partner())
                .put("feed", head.lane().feed())
                .put("door", head.door().wire())
                .put("name", head.name())
                .put("bytes", head.bytes())
                .put("digest", head.digest())
                .put("received_at", head.receivedAt().toString())
                .put("state", status.state().wire())
                .put("counts", counts(status.counts()))
                .put("removed", status.removed())
                .put("balanced", status.counts().balanced())
                .put("refusal", refusal(status.refusal()))
                .put("rules", status.rules())
                .put("attempts", status.attempts())
                .put("positions", status.positions())
                .put("duplicate_of", text(status.duplicateOf()))
                .put("settled_at", text(status.settledAt()));
    }

    /** One line of a report; the HTTPS and the SFTP door say it alike. */
    public static JsonObject violation(Violation violation) {
        return new JsonObject()
                .put("record", violation.record())
                .put("line", violation.line())
                .put("field", violation.field())
                .put("rule", violation.rule())
                .put("severity", violation.severity().wire())
                .put("message_vi", violation.messageVi())
                .put("message_en", violation.messageEn())
                .put("hint", violation.hint());
    }

    private static JsonObject counts(Counts counts) {
        return new JsonObject()
                .put("received", counts.received())
                .put("stored", counts.stored())
                .put("unchanged", counts.unchanged())
                .put("rejected", counts.rejected())
                .put("duplicate", counts.duplicate())
                .put("stale", counts.stale())
                .put("held", counts.held())
                .put("in_flight", counts.inFlight());
    }

    private static @Nullable JsonObject refusal(@Nullable Refusal refusal) {
        return refusal == null
                ? null
                : new JsonObject()
                        .put("code", refusal.code().name())
                        .put("record", refusal.record())
                        .put("hint_vi", refusal.hintVi())
                        .put("hint_en", refusal.hintEn());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
