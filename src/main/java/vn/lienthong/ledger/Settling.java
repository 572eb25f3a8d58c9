package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.State;

/** The end of a delivery: whether it only repeats another one, and the one transaction that settles it. */
final class Settling {
    private static final String SETTLE =
            "select ledger.settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) as settled";

    private static final String SAME_CONTENT =
            """
            with mine as (
                update ledger.delivery set content_digest = $3
                where id = $1 and lease_epoch = $2 and lease_owner is not null
                returning partner, feed, lane_no)
            select s.id, coalesce(s.lane_no = newest.lane_no, false) as newest
            from mine
            left join lateral (
                select d.id, d.lane_no from ledger.delivery d
                where d.partner = mine.partner and d.feed = mine.feed and d.content_digest = $3
                and d.lane_no < mine.lane_no and d.state in ('stored', 'partly-stored') and d.received > 0
                order by d.lane_no desc limit 1) s on true
            left join lateral (
                select d.lane_no from ledger.delivery d
                where d.partner = mine.partner and d.feed = mine.feed and d.lane_no < mine.lane_no
                and d.state not in ('refused', 'duplicate')
                order by d.lane_no desc limit 1) newest on true""";

    private final Calls calls;

    Settling(Calls calls) {
        this.calls = calls;
    }

    Future<Optional<Ledger.SameContent>> findSameContent(Ledger.Work work, byte[] contentDigest) {
        return calls.repeatable(SAME_CONTENT, WorkQueue.key(work).addBuffer(Buffer.buffer(contentDigest)))
                .compose(Calls::guarded)
                .map(Settling::sameContent);
    }

    private static Optional<Ledger.SameContent> sameContent(Row row) {
        return Optional.ofNullable(row.getUUID("id")).map(id -> new Ledger.SameContent(id, row.getBoolean("newest")));
    }

    Future<Void> settle(Ledger.Work work, Ledger.Settlement s) {
        Optional<String> mistake = mistake(s);
        if (mistake.isPresent()) {
            return Future.failedFuture(new UnbalancedSettlement(mistake.get()));
        }
        Refusal refusal = s.refusal();
        Tuple values = WorkQueue.key(work)
                .addString(s.state().wire())
                .addValue(DeliveryRow.array(s.counts()))
                .addLong(s.removed())
                .addString(refusal == null ? null : refusal.code().name())
                .addValue(refusal == null ? null : refusal.record())
                .addJsonObject(s.rules())
                .addValue(s.positions())
                .addUUID(s.duplicateOf())
                .addOffsetDateTime(DeliveryRow.time(s.settledAt()))
                .addUUID(s.outcome().id())
                .addBuffer(Buffer.buffer(s.outcome().body()))
                .addBuffer(Buffer.buffer(s.outcome().signature()));
        return calls.repeatable(SETTLE, values)
                .compose(Calls::guarded)
                .compose(row ->
                        row.getBoolean("settled") ? Future.succeededFuture() : Future.failedFuture(new LeaseLost()));
    }

    private static Optional<String> mistake(Ledger.Settlement s) {
        Counts c = s.counts();
        if (!s.state().isEnd()) {
            return Optional.of("a delivery cannot settle as " + s.state().wire());
        }
        if (!c.balanced()) {
            return Optional.of("received is not the sum of what became of the records");
        }
        if (c.inFlight() != 0) {
            return Optional.of("records are still in flight");
        }
        if ((s.state() == State.REFUSED) != (s.refusal() != null)) {
            return Optional.of("refused needs a refusal, and nothing else has one");
        }
        if (s.state() == State.REFUSED && c.received() != c.rejected()) {
            return Optional.of("all records of a refused delivery are rejected");
        }
        if ((s.state() == State.DUPLICATE) != (s.duplicateOf() != null)) {
            return Optional.of("a duplicate names its first delivery, and nothing else does");
        }
        if (s.state() == State.STORED && (c.rejected() != 0 || c.held() != 0)) {
            return Optional.of("stored means that nothing was rejected or held");
        }
        return Optional.empty();
    }
}
