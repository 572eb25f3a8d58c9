package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does with a delivery. Each action and its row in {@code ledger.intervention}, which says who did it,
 * are one transaction.
 *
 * <pre>
 * held --release----> processing, at its first stage without a result
 * held --set-aside--> held, and its lane goes on without it; a release makes it processing again
 * held --replay-----> processing, at verify, as another run
 * settled --replay--> settled as before; the caller stores it again beside the queue, as another run
 * </pre>
 */
public final class Interventions {
    /** Characters of an operator's name. */
    public static final int WHO_CHARS_MAX = 100;
    /** Held deliveries told at a time. */
    public static final int HELD_MAX = 1_000;

    private static final String INTERVENE = "select answer, run, epoch from ledger.intervene($1, $2, $3, $4)";
    private static final String SETTLED = "select " + DeliveryRow.HEAD + ", d.original, d.state from ledger.delivery d"
            + " where d.id = $1 and d.settled_at is not null and d.run = $2";
    private static final String END = "update ledger.intervention set ended_at = now(), result = $2 where id = $1"
            + " and ended_at is null returning id";
    private static final String BROKEN_OFF = "update ledger.intervention set ended_at = now(), result ="
            + " '{\"state\":\"broken-off\"}' where ended_at is null";
    private static final String ASK =
            "select id, delivery, action, who, at, ended_at, result from ledger.intervention where id = $1";
    private static final String HELD =
            "select d.id, d.partner, d.feed, d.received_at, d.stage, d.attempts, d.last_fault,"
                    + " d.set_aside_at from ledger.delivery d where d.state = 'held' order by d.id limit " + HELD_MAX;

    private final Calls writer;
    private final Calls reader;

    Interventions(Calls writer, Calls reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** What can be done. */
    public enum Action {
        RELEASE,
        SET_ASIDE,
        REPLAY;

        /** The word in SQL and in calls, for example {@code set-aside}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What became of an action. */
    public enum Answer {
        DONE,
        /** No delivery has this id. */
        UNKNOWN,
        /** It is settled, so there is nothing to release or to set aside. */
        NOT_HELD,
        SET_ASIDE_ALREADY,
        /** It is being worked on, or waits for its turn. */
        UNDER_WAY;

        /** The word in SQL and in calls, for example {@code not-held}. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param run the delivery's run after the action
     * @param leaseEpoch its lease epoch after the action
     */
    public record Done(Answer answer, int run, long leaseEpoch) {}

    /**
     * A settled delivery that is to be stored again.
     *
     * @param stored false when it was refused or a duplicate: nothing of it is in the store
     */
    public record Replay(Ledger.Work work, boolean stored) {}

    /** A noted action; a replay of a settled delivery has not ended as long as {@code endedAt} is null. */
    public record Noted(
            UUID id,
            UUID delivery,
            String action,
            String who,
            Instant at,
            @Nullable Instant endedAt,
            @Nullable JsonObject result) {}

    /** A delivery that waits for an operator. */
    public record Held(
            UUID delivery,
            String partner,
            String feed,
            Instant receivedAt,
            @Nullable String stage,
            int attempts,
            @Nullable String fault,
            @Nullable Instant setAsideAt) {}

    /**
     * Does it. The same id again is answered as before and does nothing.
     *
     * @param who 1 to {@value #WHO_CHARS_MAX} characters
     */
    public Future<Done> intervene(UUID id, UUID delivery, Action action, String who) {
        return writer.repeatable(INTERVENE, Tuple.of(id, delivery, action.wire(), who))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    String answer =
                            row.getString("answer").toUpperCase(Locale.ROOT).replace('-', '_');
                    Integer run = row.getInteger("run");
                    Long epoch = row.getLong("epoch");
                    return new Done(Answer.valueOf(answer), run == null ? 0 : run, epoch == null ? 0 : epoch);
                });
    }

    /** The delivery of a replay that was just noted; empty when it is not settled and goes through the queue. */
    public Future<Optional<Replay>> settled(UUID delivery, Done done) {
        return writer.repeatable(SETTLED, Tuple.of(delivery, done.run())).map(rows -> {
            for (Row row : rows) {
                String state = row.getString("state");
                Ledger.Work work = new Ledger.Work(
                        DeliveryRow.head(row),
                        row.getString("original"),
                        done.leaseEpoch(),
                        1,
                        0,
                        done.run(),
                        List.of());
                return Optional.of(new Replay(work, state.equals("stored") || state.equals("partly-stored")));
            }
            return Optional.empty();
        });
    }

    /** Notes how a replay beside the queue ended. */
    public Future<Void> end(UUID id, JsonObject result) {
        return writer.repeatable(END, Tuple.of(id, result)).mapEmpty();
    }

    /** At start: whatever had not ended was broken off with the process before. */
    public Future<Void> endBrokenOff() {
        return writer.repeatable(BROKEN_OFF, Tuple.tuple()).mapEmpty();
    }

    public Future<Optional<Noted>> find(UUID id) {
        return reader.repeatable(ASK, Tuple.of(id)).map(rows -> {
            for (Row row : rows) {
                return Optional.of(new Noted(
                        row.getUUID("id"),
                        row.getUUID("delivery"),
                        row.getString("action"),
                        row.getString("who"),
                        row.getOffsetDateTime("at").toInstant(),
                        instant(row.getOffsetDateTime("ended_at")),
                        row.getJsonObject("result")));
            }
            return Optional.empty();
        });
    }

    /** The deliveries that are held, the eldest first, at most {@value #HELD_MAX}. */
    public Future<List<Held>> held() {
        return reader.repeatable(HELD, Tuple.tuple()).map(rows -> {
            List<Held> held = new ArrayList<>();
            for (Row row : rows) {
                held.add(new Held(
                        row.getUUID("id"),
                        row.getString("partner"),
                        row.getString("feed"),
                        row.getOffsetDateTime("received_at").toInstant(),
                        row.getString("stage"),
                        row.getInteger("attempts"),
                        row.getString("last_fault"),
                        instant(row.getOffsetDateTime("set_aside_at"))));
            }
            return held;
        });
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
