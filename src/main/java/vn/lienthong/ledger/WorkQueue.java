package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;

/**
 * Leases, stages and retries. Each write names the lease epoch it was made under; a row that has moved on is not there
 * for it.
 *
 * <pre>
 * due --claim--> leased --stageDone(report)--> done
 *  ^ |             | | |
 *  | |             | | +--retryLater, last attempt--> held
 *  | +--claim, its owners died as often--------------> held
 *  |--retryLater---+ |
 *  |--end of lease   giveBack
 *  |                 v
 *  +--settle-- waits for its turn
 * </pre>
 */
final class WorkQueue {
    /** Partners that one claim looks at; the next claim goes on where it stopped. */
    static final int PARTNERS_LOOKED_AT_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final int REASON_CHARS_MAX = 500;
    /** Before attempt 2, 3, ...; each spread by a fifth to both sides, so that many failures do not come back as one. */
    private static final Long[] BACK_OFF_MS = {1_000L, 5_000L, 30_000L, 120_000L, 600_000L};

    private static final String CLAIM =
            "select delivery, epoch, attempt, deaths, given_up, scanned_to from ledger.claim($1, $2, $3, $4, $5)";

    private static final String CLAIMED = "select " + DeliveryRow.HEAD
            + ", d.original, d.run, s.stage, s.result, s.blob from ledger.delivery d"
            + " left join ledger.stage s on s.delivery = d.id where d.id = $1 order by s.at, s.stage";

    private static final String RENEW =
            """
            update ledger.delivery
            set lease_until = now() + $3 * interval '1 ms', due_at = now() + $3 * interval '1 ms'
            where id = $1 and lease_epoch = $2 and lease_owner is not null
            returning id""";

    /** Before settling only stages of the work, after it only the report. */
    private static final String STAGE_DONE =
            """
            with mine as (
                update ledger.delivery d set
                    stage       = $6,
                    last_fault  = null,
                    deaths      = 0,
                    due_at      = case when $6::text is not null then d.due_at end,
                    lease_owner = case when $6::text is not null then d.lease_owner end,
                    lease_until = case when $6::text is not null then d.lease_until end,
                    received    = coalesce((case when d.settled_at is null then $7::bigint[] end)[1], d.received),
                    stored      = coalesce((case when d.settled_at is null then $7::bigint[] end)[2], d.stored),
                    unchanged   = coalesce((case when d.settled_at is null then $7::bigint[] end)[3], d.unchanged),
                    rejected    = coalesce((case when d.settled_at is null then $7::bigint[] end)[4], d.rejected),
                    duplicate   = coalesce((case when d.settled_at is null then $7::bigint[] end)[5], d.duplicate),
                    stale       = coalesce((case when d.settled_at is null then $7::bigint[] end)[6], d.stale),
                    held        = coalesce((case when d.settled_at is null then $7::bigint[] end)[7], d.held),
                    in_flight   = coalesce((case when d.settled_at is null then $7::bigint[] end)[8], d.in_flight),
                    rules       = coalesce(case when d.settled_at is null then $8::jsonb end, d.rules)
                where d.id = $1 and d.lease_epoch = $2 and d.lease_owner is not null
                and (d.settled_at is not null) = ($3 in ('settle', 'report'))
                returning d.id)
            insert into ledger.stage as s (delivery, stage, result, blob, lease_epoch)
            select id, $3, $4, $5, $2 from mine
            on conflict (delivery, stage) do update
            set result = excluded.result, blob = excluded.blob, at = now(), lease_epoch = excluded.lease_epoch
            returning s.delivery""";

    private static final String PROGRESSED =
            """
            update ledger.delivery set deaths = 0
            where id = $1 and lease_epoch = $2 and lease_owner is not null
            returning id""";

    private static final String HAS_TURN =
            """
            select ledger.has_turn(partner, feed, lane_no) as turn from ledger.delivery
            where id = $1 and lease_epoch = $2 and lease_owner is not null""";

    private static final String GIVE_BACK = "select ledger.give_back($1, $2) as mine";

    private static final String RETRY_LATER =
            """
            update ledger.delivery d set
                lease_owner = null, lease_until = null, last_fault = $3,
                due_at = case
                    when d.settled_at is not null or d.attempts < $4 then now() + interval '1 ms'
                        * (0.8 + 0.4 * random()) * ($5::bigint[])[least(greatest(d.attempts, 1), cardinality($5))]
                    end,
                state = case when d.settled_at is not null or d.attempts < $4 then d.state else 'held' end,
                held = case when d.settled_at is not null or d.attempts < $4 then d.held
                    else d.held + d.in_flight end,
                in_flight = case when d.settled_at is not null or d.attempts < $4 then d.in_flight else 0 end
            where d.id = $1 and d.lease_epoch = $2 and d.lease_owner is not null
            returning d.id""";

    private final Calls calls;
    private volatile String scannedTo = "";

    WorkQueue(Calls calls) {
        this.calls = calls;
    }

    Future<Optional<Ledger.Work>> claim(String owner, Duration lease, int attemptsMax) {
        return claim(new Claimant(owner, lease, attemptsMax), scannedTo, scannedTo.isEmpty());
    }

    private record Claimant(String owner, Duration lease, int attemptsMax) {}

    /** @param secondHalf the scan has been at the first partner: it ends at the last one */
    private Future<Optional<Ledger.Work>> claim(Claimant who, String after, boolean secondHalf) {
        Tuple values = Tuple.of(who.owner(), who.lease().toMillis(), who.attemptsMax(), after, PARTNERS_LOOKED_AT_MAX);
        return calls.once(CLAIM, values).compose(rows -> {
            Row row = rows.iterator().next();
            String to = row.getString("scanned_to");
            scannedTo = to == null ? "" : to;
            for (UUID dying : row.getArrayOfUUIDs("given_up")) {
                LOG.atWarn()
                        .addKeyValue("deliveryId", dying)
                        .log("the gateway died again and again while this delivery was at work");
            }
            UUID delivery = row.getUUID("delivery");
            if (delivery != null) {
                return calls.repeatable(CLAIMED, Tuple.of(delivery)).map(read -> Optional.of(work(read, row)));
            }
            if (to == null && secondHalf) {
                return Future.succeededFuture(Optional.empty());
            }
            return claim(who, scannedTo, secondHalf || to == null);
        });
    }

    private static Ledger.Work work(RowSet<Row> rows, Row claim) {
        List<Ledger.StageResult> done = new ArrayList<>();
        Delivery head = null;
        String original = "";
        int run = 1;
        for (Row row : rows) {
            head = DeliveryRow.head(row);
            original = row.getString("original");
            run = row.getInteger("run");
            String stage = row.getString("stage");
            if (stage != null) {
                done.add(new Ledger.StageResult(stage, row.getJsonObject("result"), row.getBuffer("blob")));
            }
        }
        if (head == null) {
            throw new LeaseLost();
        }
        return new Ledger.Work(
                head,
                original,
                claim.getLong("epoch"),
                claim.getInteger("attempt"),
                claim.getInteger("deaths"),
                run,
                List.copyOf(done));
    }

    Future<Void> renew(Ledger.Work work, Duration lease) {
        return guarded(RENEW, key(work).addLong(lease.toMillis()));
    }

    Future<Void> stageDone(Ledger.Work work, Ledger.StageResult done, Ledger.@Nullable Progress progress) {
        Counts counts = progress == null ? null : progress.counts();
        if (counts != null && !counts.balanced()) {
            return Future.failedFuture(
                    new UnbalancedSettlement("the counts of stage " + done.stage() + " do not balance"));
        }
        Buffer blob = done.blob();
        Tuple values = key(work)
                .addString(done.stage())
                .addJsonObject(done.result())
                .addValue(blob)
                .addString(next(done))
                .addValue(counts == null ? null : DeliveryRow.array(counts))
                .addValue(progress == null ? null : progress.rules());
        return guarded(STAGE_DONE, values);
    }

    Future<Void> progressed(Ledger.Work work) {
        return guarded(PROGRESSED, key(work));
    }

    private static @Nullable String next(Ledger.StageResult done) {
        boolean refused = done.result().getValue("refusal") != null;
        return switch (done.stage()) {
            case "verify" -> refused ? "refuse" : "check";
            case "check" -> refused ? "refuse" : "store";
            case "store", "refuse" -> "settle";
            case "settle" -> "report";
            case "report" -> null;
            default -> throw new IllegalArgumentException("no stage of a delivery: " + done.stage());
        };
    }

    Future<Boolean> hasTurn(Ledger.Work work) {
        return calls.repeatable(HAS_TURN, key(work)).compose(Calls::guarded).map(row -> row.getBoolean("turn"));
    }

    Future<Void> giveBack(Ledger.Work work) {
        return calls.repeatable(GIVE_BACK, key(work))
                .compose(Calls::guarded)
                .compose(row ->
                        row.getBoolean("mine") ? Future.succeededFuture() : Future.failedFuture(new LeaseLost()));
    }

    Future<Void> retryLater(Ledger.Work work, String reason, int attemptsMax) {
        String kept = reason.length() <= REASON_CHARS_MAX ? reason : reason.substring(0, REASON_CHARS_MAX);
        return guarded(
                RETRY_LATER, key(work).addString(kept).addInteger(attemptsMax).addValue(BACK_OFF_MS));
    }

    private Future<Void> guarded(String sql, Tuple values) {
        return calls.repeatable(sql, values).compose(Calls::guarded).mapEmpty();
    }

    static Tuple key(Ledger.Work work) {
        return Tuple.of(work.head().id(), work.leaseEpoch());
    }
}
