package vn.lienthong.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.DatabaseFault;
import vn.lienthong.postgres.Role;
import vn.lienthong.postgres.SessionPool;

/** The {@link Store} in PostgreSQL. */
public final class PgStore implements Store {
    /** Times that a batch is tried when others touch the same keys. */
    static final int COLLISIONS_MAX = 10;
    /** Times that a batch is tried when the connection is lost, a restart of the server for example. */
    static final int LOSSES_MAX = 5;

    private static final long COLLISION_PAUSE_NS = 5_000_000L;
    private static final long LOSS_PAUSE_NS = 400_000_000L;

    private static final String SUM = "select coalesce(sum(b.stored) filter (where b.run = d.run), 0) as stored,"
            + " coalesce(sum(b.unchanged) filter (where b.run = d.run), 0) as unchanged,"
            + " coalesce(sum(b.stale) filter (where b.run = d.run), 0) as stale,"
            + " coalesce(sum(b.stored) filter (where b.run <> d.run), 0) as stored_before,"
            + " coalesce(sum(b.taken_over), 0) as taken_over, coalesce(sum(b.removed), 0) as removed, f.epoch,"
            + " coalesce(min(b.position), 0) as first, coalesce(max(b.position), 0) as last, f.feed"
            + " from store.delivery d join store.feed f on f.feed = d.feed"
            + " left join store.batch b on b.delivery = d.delivery and (b.run = d.run or ?)"
            + " where d.delivery = ? group by f.epoch, f.feed";

    private final Database database;
    private final Witness witness;
    private final PageReader pages;
    private final Arrivals arrivals;
    private final Sweep sweep = new Sweep();
    private final Novelty novelty = new Novelty();
    private volatile byte @Nullable [] identityKey;

    private PgStore(Vertx vertx, Database database, Witness witness) {
        this.database = database;
        this.witness = witness;
        this.pages = new PageReader(vertx, database.pool(Role.READER), witness);
        this.arrivals = new Arrivals(vertx, database.pool(Role.READER));
    }

    /**
     * Brings the schema {@code store} up to date and settles the epochs of its feeds. Blocking.
     *
     * @param witnessFile remembers outside of the database how far its feeds were seen; keep it with the data
     */
    public static PgStore open(Vertx vertx, Database database, Path witnessFile) {
        database.migrate("store");
        Witness witness = Witness.open(witnessFile);
        Boolean unused = database.sessions(Role.WRITER).run(session -> {
            Epochs.settle(session, witness);
            return true;
        });
        return new PgStore(vertx, database, witness);
    }

    @Override
    public void adopt(Contract contract) {
        Boolean unused = database.sessions(Role.OWNER).run(session -> {
            new Adoption(session, contract).run();
            return true;
        });
    }

    @Override
    public byte[] identityKey() {
        byte[] known = identityKey;
        if (known == null) {
            known = readIdentityKey();
            identityKey = known;
        }
        return known.clone();
    }

    private byte[] readIdentityKey() {
        return writer().run(session -> {
            try (Statement s = session.createStatement();
                    ResultSet r = s.executeQuery("select identity_key from store.identity")) {
                if (!r.next()) {
                    throw new SQLException("the identity row is missing", "P0002");
                }
                return r.getBytes(1);
            }
        });
    }

    @Override
    public BitSet fence(Claim claim) {
        return writer().run(session -> new Fence(session, claim).raise());
    }

    @Override
    public Batch newBatch(Contract contract) {
        return new BatchBuffer(contract);
    }

    @Override
    public BatchCounts put(BatchKey key, Batch batch) {
        if (!(batch instanceof BatchBuffer buffer)) {
            throw new IllegalArgumentException("a batch of another store");
        }
        BatchCounts counts = retried((session, attempt) -> {
            session.setAutoCommit(false);
            // Expected once: whatever went wrong, the next try looks first.
            BatchPut put = new BatchPut(key, buffer, attempt == 1 && novelty.isExpected(key.delivery()));
            BatchCounts done = put.run(session);
            novelty.seen(key.delivery(), put.metKnownKeys());
            return done;
        });
        if (counts.position() > 0) {
            arrivals.arrived(key.lane().feed(), counts.position());
        }
        return counts;
    }

    @Override
    public Removal remove(Claim claim, Contract contract, NamedRecords named, Map<String, List<String>> scope) {
        Removal removal = retried((session, attempt) -> {
            session.setAutoCommit(false);
            return new RemovalPut(claim, contract, named, scope).run(session);
        });
        if (removal.position() > 0) {
            arrivals.arrived(contract.feed(), removal.position());
        }
        return removal;
    }

    @Override
    public List<Notice> notices(UUID delivery, Notice.Kind kind, int limit) {
        return writer().run(session -> NoticeLog.read(session, delivery, kind, limit));
    }

    @Override
    public void forgetNotices(UUID delivery) {
        Boolean unused = writer().run(session -> {
            NoticeLog.forget(session, delivery);
            return true;
        });
    }

    private interface Attempt<T> {
        T run(Connection session, int attempt) throws SQLException;
    }

    /**
     * Runs one transaction again after a collision with another, or on another connection when its own was lost. It
     * must find by itself that it took place before: the answer to a commit may be what was lost.
     */
    private <T> T retried(Attempt<T> transaction) {
        int collisions = 0;
        int losses = 0;
        while (true) {
            try {
                int attempt = 1 + collisions + losses;
                return writer().run(session -> transaction.run(session, attempt));
            } catch (DatabaseFault e) {
                if (isCollision(e.state()) && ++collisions < COLLISIONS_MAX) {
                    pause(COLLISION_PAUSE_NS * collisions);
                } else if (isLoss(e.state()) && ++losses < LOSSES_MAX) {
                    pause(LOSS_PAUSE_NS * losses);
                } else {
                    throw e;
                }
            }
        }
    }

    private static boolean isCollision(String state) {
        // Deadlock, serialization, and a key that another batch inserted meanwhile.
        return state.equals("40P01") || state.equals("40001") || state.equals("23505");
    }

    private static boolean isLoss(String state) {
        return state.startsWith("08") || state.startsWith("57P");
    }

    private static void pause(long ns) {
        LockSupport.parkNanos(ns / 2 + ThreadLocalRandom.current().nextLong(ns));
    }

    @Override
    public DeliverySum sum(UUID delivery) {
        return sum(delivery, false);
    }

    @Override
    public DeliverySum sumOfRuns(UUID delivery) {
        return sum(delivery, true);
    }

    private DeliverySum sum(UUID delivery, boolean allRuns) {
        return writer().run(session -> {
            try (PreparedStatement s = session.prepareStatement(SUM)) {
                s.setBoolean(1, allRuns);
                s.setObject(2, delivery);
                try (ResultSet r = s.executeQuery()) {
                    if (!r.next()) {
                        throw new IllegalArgumentException("the delivery was never fenced");
                    }
                    long unchanged = r.getLong("unchanged");
                    long putBefore = Math.min(unchanged, r.getLong("stored_before"));
                    DeliverySum sum = new DeliverySum(
                            r.getLong("stored") + putBefore,
                            unchanged - putBefore,
                            r.getLong("stale"),
                            r.getLong("taken_over"),
                            r.getLong("removed"),
                            r.getString("epoch"),
                            r.getLong("first"),
                            r.getLong("last"));
                    // A receipt will carry the positions.
                    witness.note(r.getString("feed"), sum.epoch(), sum.lastPosition());
                    return sum;
                }
            }
        });
    }

    @Override
    public Future<Page> page(PageRequest request) {
        return pages.page(request);
    }

    @Override
    public Future<FeedHead> head(String feed) {
        return pages.head(feed);
    }

    @Override
    public Future<Void> awaitBeyond(String feed, long position, long timeoutMs) {
        return arrivals.beyond(feed, position, timeoutMs);
    }

    /**
     * Takes batches that own no row any more out of the way of readers, a bounded number at a time. Call it now and
     * then. Blocking.
     *
     * @return batches taken out
     */
    @CanIgnoreReturnValue
    public int sweep() {
        return writer().run(sweep::run);
    }

    /**
     * Deletes tombstones that are older than this, a bounded number at a time: cursors that have not seen them get
     * {@link Page.Problem#FEED_COMPACTED} from now on. Deletes notices of deliveries as old that nobody forgot, too.
     * Call it now and then. Blocking.
     *
     * @return tombstones deleted
     */
    @CanIgnoreReturnValue
    public int purge(Duration kept) {
        return writer().run(session -> new Purge(session, kept).run());
    }

    /**
     * The last change of every record of a feed: record_id to position, read from the table itself and not from pages.
     * For proofs on data that fit into memory. Blocking.
     */
    public Map<String, Long> positionsOfRecords(Contract contract) {
        String sql = "select r.record_id::text, b.position from "
                + RecordTable.of(contract, contract.table()).sqlName()
                + " r join store.batch b on b.id = r.batch_id where not r.deleted";
        return database.sessions(Role.READER).run(session -> {
            Map<String, Long> positions = new HashMap<>();
            try (Statement s = session.createStatement();
                    ResultSet r = s.executeQuery(sql)) {
                while (r.next()) {
                    positions.put(r.getString(1), r.getLong(2));
                }
            }
            return positions;
        });
    }

    private SessionPool writer() {
        return database.sessions(Role.WRITER);
    }

    /** Frees those who wait; the database belongs to who opened it. */
    @Override
    public Future<Void> close() {
        arrivals.close();
        return Future.succeededFuture();
    }
}
