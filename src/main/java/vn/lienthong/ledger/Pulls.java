package vn.lienthong.ledger;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Route;

/** What routes remember, above all those that fetch. Every call is one transaction and may be repeated. */
public interface Pulls {
    /** Names asked for in one call of {@link #files}, and files remembered a route. */
    int FILES_MAX = 20_000;

    /** Notes routes that are new, so that each has a day of birth: before that it was never late. */
    Future<Void> register(List<Route> routes);

    /** What is remembered of every route, by {@link Route#id()}. */
    Future<Map<String, Memory>> memories();

    /** How a visit ended. */
    Future<Void> visited(Route route, Visited visited);

    /**
     * The bytes of a find are in custody, or were before.
     *
     * @param cursor where to go on, or null to leave it as it is
     * @param file what was taken, or null
     */
    Future<Void> took(Route route, @Nullable String cursor, @Nullable File file);

    /** What was taken under these names. */
    Future<Map<String, File>> files(Route route, Collection<String> names);

    Future<Void> pause(Route route, boolean paused);

    /** @param failures visits in a row that failed */
    record Memory(boolean paused, int failures, @Nullable String code, @Nullable String cursor) {}

    /**
     * @param heard the partner has spoken: something was taken, or it said that there is nothing new
     * @param code what was wrong, or null
     */
    record Visited(Instant at, boolean heard, @Nullable String code) {}

    /**
     * A file at the partner; or an answer, under a name for its question.
     *
     * @param settled its size and time are proof enough that it is the same
     * @param digest of the bytes that were taken; null when that was not noted
     */
    record File(String name, long bytes, long modifiedS, boolean settled, @Nullable String digest) {}
}
