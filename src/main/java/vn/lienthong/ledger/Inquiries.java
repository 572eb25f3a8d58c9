package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Route;
import vn.lienthong.delivery.State;

/** What doors, partners and operators ask; nothing here changes a row. */
final class Inquiries {
    /** Deliveries in one page of a list. */
    static final int PAGE_MAX = 1_000;

    /** Receipts in one listing. */
    static final int RECEIPTS_MAX = 4_000;

    private static final String BY_DIGEST =
            """
            select r.delivery, r.id as receipt, r.body, r.signature
            from ledger.said_before($1, $2, $3, $4) s
            join ledger.receipt r on r.delivery = s.delivery and r.type = 'custody'
            where s.resend""";

    private static final String BY_KEY =
            "select delivery, feed, digest from ledger.idempotency_key where partner = $1 and key = $2";

    private static final String STATUS = "select " + DeliveryRow.STATUS + " from ledger.delivery d where d.id = $1";

    private static final String LIST = "select " + DeliveryRow.STATUS
            + """
             from ledger.delivery d
            where d.partner = $1 and d.id > $2
            and ($3::text is null or d.feed = $3) and ($4::text is null or d.state = $4)
            and ($5::timestamptz is null or d.received_at >= $5)
            order by d.id limit $6""";

    private static final String RECEIPT =
            """
            select delivery, id as receipt, body, signature
            from ledger.receipt where delivery = $1 and type = $2""";

    private static final String UNSETTLED = "select " + DeliveryRow.HEAD
            + """
             from ledger.delivery d
            where d.partner = $1 and d.feed = $2 and d.door = $3
            and d.state in ('received', 'processing', 'held') and ($4::text is null or d.name = $4)
            order by d.lane_no desc limit $5""";

    private static final String RECEIPT_SIZES =
            """
            select d.id as delivery, d.name, r.type, octet_length(r.body) as body_bytes,
                octet_length(r.signature) as signature_bytes,
                case r.type when 'custody' then d.received_at else coalesce(d.settled_at, d.received_at) end as at
            from ledger.delivery d join ledger.receipt r on r.delivery = d.id
            where d.partner = $1 and d.door = $2
            order by d.id desc, r.type limit $3""";

    private static final String SETTLED =
            "select id from ledger.delivery where id = any($1) and settled_at is not null";

    private static final String ROUTES =
            """
            select r.door, r.partner, r.feed, r.last_attempt, r.last_success, coalesce(w.waiting, 0) as waiting,
                coalesce(w.oldest_s, 0) as oldest_s, coalesce(w.failing, 0) as failing,
                r.since, r.paused, r.code, n.refusal_code
            from ledger.route r
            left join lateral (
                -- a lane has few doors: its newest deliveries hold the newest of each
                select l.refusal_code from (
                    select d.door, d.lane_no, d.refusal_code from ledger.delivery d
                    where d.partner = r.partner and d.feed = r.feed and d.settled_at is not null
                    order by d.lane_no desc limit 20) l
                where l.door = r.door order by l.lane_no desc limit 1) n on true
            left join (
                select door, partner, feed, count(*) as waiting,
                    greatest(0, extract(epoch from now() - min(received_at)))::bigint as oldest_s,
                    count(*) filter (where state = 'held' or last_fault is not null) as failing
                from ledger.delivery where state in ('received', 'processing', 'held')
                group by door, partner, feed) w using (door, partner, feed)
            order by r.door, r.partner, r.feed""";

    private static final String BACKLOG =
            """
            select count(*) as waiting,
                coalesce(greatest(0, extract(epoch from now() - min(received_at))), 0)::bigint as oldest_s
            from ledger.delivery where state in ('received', 'processing', 'held')""";

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Calls calls;

    Inquiries(Calls calls) {
        this.calls = calls;
    }

    Future<Optional<Ledger.Custody>> byDigest(Lane lane, Door door, String digest) {
        return calls.repeatable(BY_DIGEST, Tuple.of(lane.partner(), lane.feed(), digest, door.wire()))
                .map(rows -> first(
                        rows,
                        row -> new Ledger.Custody(row.getUUID("delivery"), DeliveryRow.custody(row), false, false)));
    }

    Future<Optional<Ledger.KeyUse>> byKey(String partner, String key) {
        return calls.repeatable(BY_KEY, Tuple.of(partner, key))
                .map(rows -> first(
                        rows,
                        row -> new Ledger.KeyUse(
                                row.getUUID("delivery"), row.getString("feed"), row.getString("digest"))));
    }

    Future<Optional<Ledger.Status>> status(UUID delivery) {
        return calls.repeatable(STATUS, Tuple.of(delivery)).map(rows -> first(rows, DeliveryRow::status));
    }

    Future<List<Ledger.Status>> list(Ledger.ListQuery query) {
        UUID after = query.after();
        State state = query.state();
        Instant since = query.since();
        Tuple values = Tuple.tuple()
                .addString(query.partner())
                .addUUID(after == null ? BEFORE_ALL : after)
                .addString(query.feed())
                .addString(state == null ? null : state.wire())
                .addValue(since == null ? null : DeliveryRow.time(since))
                .addInteger(Math.max(1, Math.min(query.limit(), PAGE_MAX)));
        return calls.repeatable(LIST, values).map(rows -> all(rows, DeliveryRow::status));
    }

    Future<Optional<Receipt>> receipt(UUID delivery, Receipt.Type type) {
        return calls.repeatable(RECEIPT, Tuple.of(delivery, type.wire()))
                .map(rows -> first(rows, row -> DeliveryRow.receipt(row, type)));
    }

    Future<List<Delivery>> unsettled(Lane lane, Door door, @Nullable String name, int limit) {
        Tuple values = Tuple.of(lane.partner(), lane.feed(), door.wire(), name, Math.min(limit, PAGE_MAX));
        return calls.repeatable(UNSETTLED, values).map(rows -> all(rows, DeliveryRow::head));
    }

    Future<List<Ledger.ReceiptSize>> receiptSizes(String partner, Door door, int limit) {
        Tuple values = Tuple.of(partner, door.wire(), Math.min(limit, RECEIPTS_MAX));
        return calls.repeatable(RECEIPT_SIZES, values).map(rows -> all(rows, Inquiries::receiptSize));
    }

    private static Ledger.ReceiptSize receiptSize(Row row) {
        return new Ledger.ReceiptSize(
                row.getUUID("delivery"),
                row.getString("name"),
                Receipt.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                row.getInteger("body_bytes"),
                row.getInteger("signature_bytes"),
                row.getOffsetDateTime("at").toInstant());
    }

    /** Which of these have settled. */
    Future<Set<UUID>> settled(Set<UUID> deliveries) {
        return calls.repeatable(SETTLED, Tuple.of(deliveries.toArray(UUID[]::new)))
                .map(rows -> new HashSet<>(all(rows, row -> row.getUUID("id"))));
    }

    Future<List<Ledger.RouteActivity>> routes() {
        return calls.repeatable(ROUTES, Tuple.tuple()).map(rows -> all(rows, Inquiries::route));
    }

    Future<Ledger.Backlog> backlog() {
        return calls.repeatable(BACKLOG, Tuple.tuple())
                .map(rows -> rows.iterator().next())
                .map(row -> new Ledger.Backlog(row.getLong("waiting"), row.getLong("oldest_s")));
    }

    Future<Void> ping() {
        return calls.repeatable("select 1", Tuple.tuple()).mapEmpty();
    }

    private static Ledger.RouteActivity route(Row row) {
        return new Ledger.RouteActivity(
                new Route(Door.ofWire(row.getString("door")), row.getString("partner"), row.getString("feed")),
                DeliveryRow.instant(row.getOffsetDateTime("last_attempt")),
                DeliveryRow.instant(row.getOffsetDateTime("last_success")),
                row.getLong("waiting"),
                row.getLong("oldest_s"),
                row.getLong("failing"),
                new Ledger.RouteMemory(
                        Objects.requireNonNull(DeliveryRow.instant(row.getOffsetDateTime("since"))),
                        row.getBoolean("paused"),
                        row.getString("code"),
                        row.getString("refusal_code")));
    }

    private static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(read.apply(rows.iterator().next()));
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        List<T> all = new ArrayList<>(rows.size());
        for (Row row : rows) {
            all.add(read.apply(row));
        }
        return all;
    }
}
