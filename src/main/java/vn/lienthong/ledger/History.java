package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.RefusalCode;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.Role;

/** What a feed's last deliveries came to, for who looks back. Reads only; brings no schema up to date. */
public final class History {
    /** Deliveries that can be asked for at a time. */
    public static final int DELIVERIES_MAX = 10_000;

    private static final String LAST = "select " + DeliveryRow.STATUS
            + """
            , d.original
            from ledger.delivery d
            where d.feed = $1 and d.settled_at is not null
            and (d.state in ('stored', 'partly-stored') or d.state = 'refused' and d.received > 0 and d.refusal_code <> all($3))
            order by d.id desc limit $2""";

    private final Calls reader;

    /**
     * A delivery whose records were checked.
     *
     * @param original name of its sealed original
     * @param rules violations by rule code
     */
    public record Checked(Delivery head, String original, Counts counts, JsonObject rules) {}

    public History(Database database) {
        reader = new Calls(database.pool(Role.READER));
    }

    /**
     * The last deliveries of a feed whose records were checked, oldest first.
     *
     * @param except those refused for one of these are left out
     */
    public Future<List<Checked>> last(String feed, int deliveries, Set<RefusalCode> except) {
        int limit = Math.max(1, Math.min(deliveries, DELIVERIES_MAX));
        String[] codes = except.stream().map(RefusalCode::name).toArray(String[]::new);
        return reader.repeatable(LAST, Tuple.of(feed, limit, codes)).map(rows -> {
            List<Checked> checked = new ArrayList<>();
            for (Row row : rows) {
                Ledger.Status status = DeliveryRow.status(row);
                checked.add(new Checked(status.head(), row.getString("original"), status.counts(), status.rules()));
            }
            Collections.reverse(checked);
            return checked;
        });
    }
}
