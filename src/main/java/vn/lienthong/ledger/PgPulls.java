package vn.lienthong.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Route;

/** The memory of routes in {@code ledger.route} and {@code ledger.pulled_file}. */
final class PgPulls implements Pulls {
    private static final String REGISTER =
            """
            insert into ledger.route (door, partner, feed)
            select * from unnest($1::text[], $2::text[], $3::text[])
            on conflict (door, partner, feed) do nothing""";

    private static final String MEMORIES =
            "select door, partner, feed, paused, failures, code, cursor from ledger.route";

    /**
     * The oldest memories go when a route has too many, which is only looked at when the visit has brought something.
     * A file that lies at the partner for so long is fetched again.
     */
    private static final String VISITED =
            """
            with gone as (
                delete from ledger.pulled_file f
                where $5::boolean and f.door = $1 and f.partner = $2 and f.feed = $3 and f.taken_at < (
                    select o.taken_at from ledger.pulled_file o
                    where o.door = $1 and o.partner = $2 and o.feed = $3
                    order by o.taken_at desc offset $7 - 1 limit 1))
            insert into ledger.route as r (door, partner, feed, last_attempt, last_success, failures, code)
            values ($1, $2, $3, $4::timestamptz, case when $5::boolean then $4::timestamptz end,
                case when $6::text is null then 0 else 1 end, $6)
            on conflict (door, partner, feed) do update set
                last_attempt = greatest(r.last_attempt, excluded.last_attempt),
                last_success = greatest(r.last_success, excluded.last_success),
                failures = case when excluded.code is null then 0 else r.failures + 1 end,
                code = excluded.code""";

    private static final String CURSOR =
            """
            insert into ledger.route as r (door, partner, feed, cursor) values ($1, $2, $3, $4)
            on conflict (door, partner, feed) do update set cursor = excluded.cursor""";

    private static final String FILE =
            """
            insert into ledger.pulled_file as f (door, partner, feed, name, bytes, modified_s, settled, digest)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (door, partner, feed, name) do update set
                bytes = excluded.bytes, modified_s = excluded.modified_s, settled = excluded.settled,
                digest = excluded.digest, taken_at = now()""";

    private static final String FILES =
            """
            select name, bytes, modified_s, settled, digest from ledger.pulled_file
            where door = $1 and partner = $2 and feed = $3 and name = any($4)""";

    private static final String PAUSE =
            """
            insert into ledger.route as r (door, partner, feed, paused) values ($1, $2, $3, $4)
            on conflict (door, partner, feed) do update set paused = excluded.paused""";

    private final Calls writer;
    private final Calls reader;

    PgPulls(Calls writer, Calls reader) {
        this.writer = writer;
        this.reader = reader;
    }

    @Override
    public Future<Void> register(List<Route> routes) {
        Tuple values = Tuple.of(
                column(routes, r -> r.door().wire()), column(routes, Route::partner), column(routes, Route::feed));
        return writer.repeatable(REGISTER, values).mapEmpty();
    }

    private static String[] column(List<Route> routes, Function<Route, String> value) {
        return routes.stream().map(value).toArray(String[]::new);
    }

    @Override
    public Future<Map<String, Memory>> memories() {
        return reader.repeatable(MEMORIES, Tuple.tuple()).map(rows -> {
            Map<String, Memory> memories = new HashMap<>();
            for (Row row : rows) {
                memories.put(
                        row.getString("door") + "." + row.getString("partner") + "." + row.getString("feed"),
                        new Memory(
                                row.getBoolean("paused"),
                                row.getInteger("failures"),
                                row.getString("code"),
                                row.getString("cursor")));
            }
            return memories;
        });
    }

    @Override
    public Future<Void> visited(Route route, Visited visited) {
        Tuple values = of(route)
                .addOffsetDateTime(DeliveryRow.time(visited.at()))
                .addBoolean(visited.heard())
                .addString(visited.code())
                .addInteger(FILES_MAX);
        return writer.once(VISITED, values).mapEmpty();
    }

    @Override
    public Future<Void> took(Route route, @Nullable String cursor, @Nullable File file) {
        Future<Void> done = Future.succeededFuture();
        if (file != null) {
            Tuple values = of(route)
                    .addString(file.name())
                    .addLong(file.bytes())
                    .addLong(file.modifiedS())
                    .addBoolean(file.settled())
                    .addString(file.digest());
            done = writer.repeatable(FILE, values).mapEmpty();
        }
        return cursor == null
                ? done
                : done.compose(v ->
                        writer.repeatable(CURSOR, of(route).addString(cursor)).mapEmpty());
    }

    @Override
    public Future<Map<String, File>> files(Route route, Collection<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        Tuple values = of(route).addArrayOfString(names.toArray(String[]::new));
        return reader.repeatable(FILES, values).map(rows -> {
            Map<String, File> files = new HashMap<>();
            for (Row row : rows) {
                String name = row.getString("name");
                files.put(
                        name,
                        new File(
                                name,
                                row.getLong("bytes"),
                                row.getLong("modified_s"),
                                row.getBoolean("settled"),
                                row.getString("digest")));
            }
            return files;
        });
    }

    @Override
    public Future<Void> pause(Route route, boolean paused) {
        return writer.repeatable(PAUSE, of(route).addBoolean(paused)).mapEmpty();
    }

    private static Tuple of(Route route) {
        return Tuple.tuple()
                .addString(route.door().wire())
                .addString(route.partner())
                .addString(route.feed());
    }
}
