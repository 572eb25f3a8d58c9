package vn.lienthong.ledger;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.delivery.State;

/** The rows of the ledger as words of the product, and back. */
final class DeliveryRow {
    static final String HEAD =
            "d.id, d.partner, d.feed, d.lane_no, d.door, d.name, d.bytes, d.digest, d.sealed_by, d.received_at";
    static final String STATUS = HEAD
            + ", d.state, d.received, d.stored, d.unchanged, d.rejected, d.duplicate, d.stale, d.held, d.in_flight,"
            + " d.removed, d.refusal_code, d.refusal_record, d.rules, d.attempts, d.positions, d.duplicate_of,"
            + " d.settled_at";

    private DeliveryRow() {}

    static Delivery head(Row row) {
        return new Delivery(
                row.getUUID("id"),
                new Lane(row.getString("partner"), row.getString("feed")),
                row.getLong("lane_no"),
                Door.ofWire(row.getString("door")),
                row.getString("name"),
                row.getLong("bytes"),
                row.getString("digest"),
                Delivery.SealedBy.valueOf(row.getString("sealed_by").toUpperCase(Locale.ROOT)),
                row.getOffsetDateTime("received_at").toInstant());
    }

    static Ledger.Status status(Row row) {
        OffsetDateTime settledAt = row.getOffsetDateTime("settled_at");
        return new Ledger.Status(
                head(row),
                State.ofWire(row.getString("state")),
                counts(row),
                row.getLong("removed"),
                refusal(row),
                row.getJsonObject("rules"),
                row.getInteger("attempts"),
                row.getJsonObject("positions"),
                row.getUUID("duplicate_of"),
                settledAt == null ? null : settledAt.toInstant());
    }

    /** Of the columns delivery, receipt, body, signature. */
    static Receipt custody(Row row) {
        return receipt(row, Receipt.Type.CUSTODY);
    }

    static Receipt receipt(Row row, Receipt.Type type) {
        return new Receipt(
                row.getUUID("receipt"),
                row.getUUID("delivery"),
                type,
                row.getBuffer("body").getBytes(),
                row.getBuffer("signature").getBytes());
    }

    static String wire(Delivery.SealedBy sealedBy) {
        return sealedBy.name().toLowerCase(Locale.ROOT);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    static Long[] array(Counts c) {
        return new Long[] {
            c.received(), c.stored(), c.unchanged(), c.rejected(), c.duplicate(), c.stale(), c.held(), c.inFlight()
        };
    }

    private static Counts counts(Row row) {
        return new Counts(
                row.getLong("received"),
                row.getLong("stored"),
                row.getLong("unchanged"),
                row.getLong("rejected"),
                row.getLong("duplicate"),
                row.getLong("stale"),
                row.getLong("held"),
                row.getLong("in_flight"));
    }

    private static @Nullable Refusal refusal(Row row) {
        String code = row.getString("refusal_code");
        return code == null ? null : new Refusal(RefusalCode.valueOf(code), row.getLong("refusal_record"));
    }
}
