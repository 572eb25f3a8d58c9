package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;
import vn.lienthong.delivery.Violation;

/** The violations of deliveries: written in pieces under the lease, read in pages. */
final class Violations {
    /** Violations in one statement. */
    static final int PIECE_MAX = 5_000;
    /** Violations in one page. */
    static final int PAGE_MAX = 10_000;

    private static final String CLEAR =
            """
            with mine as (
                select id from ledger.delivery
                where id = $1 and lease_epoch = $2 and lease_owner is not null for update),
            gone as (
                delete from ledger.violation v using mine
                where v.delivery = mine.id and ($3::text[] is null or v.rule = any($3)))
            select id from mine""";

    /** The row counts, so that pieces that come at the same time get numbers of their own. */
    private static final String ADD =
            """
            with mine as (
                update ledger.delivery set violation_seq = violation_seq + cardinality($3::bigint[])
                where id = $1 and lease_epoch = $2 and lease_owner is not null
                returning id, violation_seq - cardinality($3::bigint[]) as before),
            added as (
                insert into ledger.violation
                    (delivery, seq, record, line, field, rule, severity, message_vi, message_en, hint)
                select mine.id, mine.before + v.ord, v.record, v.line, v.field, v.rule, v.severity,
                    v.message_vi, v.message_en, v.hint
                from mine cross join unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::text[]) with ordinality
                    as v(record, line, field, rule, severity, message_vi, message_en, hint, ord))
            select id from mine""";

    private static final String PAGE =
            """
            select seq, record, line, field, rule, severity, message_vi, message_en, hint
            from ledger.violation where delivery = $1 and seq > $2 order by seq limit $3""";

    private final Calls writer;
    private final Calls reader;

    Violations(Calls writer, Calls reader) {
        this.writer = writer;
        this.reader = reader;
    }

    Future<Void> clear(Ledger.Work work) {
        return clear(WorkQueue.key(work).addValue(null));
    }

    Future<Void> clear(Ledger.Work work, List<String> rules) {
        return clear(WorkQueue.key(work).addArrayOfString(rules.toArray(String[]::new)));
    }

    private Future<Void> clear(Tuple values) {
        return writer.repeatable(CLEAR, values).compose(Calls::guarded).mapEmpty();
    }

    Future<Void> add(Ledger.Work work, List<Violation> all) {
        if (all.size() > PIECE_MAX) {
            return Future.failedFuture(new IllegalArgumentException("at most " + PIECE_MAX + " violations a call"));
        }
        Tuple values = WorkQueue.key(work)
                .addValue(column(all, Violation::record, new Long[0]))
                .addValue(column(all, Violation::line, new Long[0]))
                .addValue(column(all, Violation::field, new String[0]))
                .addValue(column(all, Violation::rule, new String[0]))
                .addValue(column(all, v -> v.severity().wire(), new String[0]))
                .addValue(column(all, Violation::messageVi, new String[0]))
                .addValue(column(all, Violation::messageEn, new String[0]))
                .addValue(column(all, Violation::hint, new String[0]));
        return writer.once(ADD, values).compose(Calls::guarded).mapEmpty();
    }

    private static <T> T[] column(List<Violation> all, Function<Violation, @Nullable T> value, T[] type) {
        return all.stream().map(value).toList().toArray(type);
    }

    Future<List<Ledger.SequencedViolation>> page(UUID delivery, long afterSeq, int limit) {
        int rowsMax = Math.max(1, Math.min(limit, PAGE_MAX));
        return reader.repeatable(PAGE, Tuple.of(delivery, afterSeq, rowsMax)).map(rows -> {
            List<Ledger.SequencedViolation> page = new ArrayList<>(rows.size());
            for (Row row : rows) {
                page.add(new Ledger.SequencedViolation(row.getLong("seq"), violation(row)));
            }
            return page;
        });
    }

    private static Violation violation(Row row) {
        return new Violation(
                row.getLong("record"),
                row.getLong("line"),
                row.getString("field"),
                row.getString("rule"),
                Severity.ofWire(row.getString("severity")),
                row.getString("message_vi"),
                row.getString("message_en"),
                row.getString("hint"));
    }
}
