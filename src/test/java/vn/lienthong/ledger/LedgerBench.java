package vn.lienthong.ledger;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Counts;
import vn.lienthong.delivery.Delivery;
import vn.lienthong.delivery.Door;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Receipt;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.State;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.Role;
import vn.lienthong.postgres.TestServer;

/** An empty ledger on a real server, and deliveries to put into it. */
public final class LedgerBench implements AutoCloseable {
    public static final Lane LANE = new Lane("tax-01", "tax.payroll");
    public static final Duration LEASE = Duration.ofSeconds(30);
    public static final int ATTEMPTS_MAX = 5;
    private static final long ANSWER_WAIT_S = 60;

    private static final long LOOK_EVERY_MS = 20;
    private static final int LOOKS_MAX = 3_000;

    private final Vertx vertx = Vertx.vertx();
    private final Database database;
    private final PgLedger ledger;

    /** On the server that all tests share. */
    public LedgerBench() {
        this(TestServer.server());
    }

    public LedgerBench(EmbeddedServer server) {
        database = Database.open(vertx, server.address(), server.secrets());
        ledger = PgLedger.open(vertx, database);
        sql("truncate ledger.lane, ledger.delivery, ledger.stage, ledger.receipt, ledger.violation,"
                + " ledger.idempotency_key, ledger.route, ledger.intervention");
    }

    public Vertx vertx() {
        return vertx;
    }

    public Database database() {
        return database;
    }

    public PgLedger ledger() {
        return ledger;
    }

    /** The answer, or the fault itself. */
    @CanIgnoreReturnValue
    public static <T> T answer(Future<T> asked) {
        try {
            return asked.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(ANSWER_WAIT_S, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw e;
        }
    }

    /** Looks until it holds; the bound is only there so that a broken test ends. */
    public void eventually(BooleanSupplier fact) {
        for (int looks = 0; !fact.getAsBoolean(); looks++) {
            if (looks >= LOOKS_MAX) {
                throw new AssertionError("did not come true");
            }
            answer(vertx.timer(LOOK_EVERY_MS));
        }
    }

    /** As the owner of the tables, past every rule of the ledger. */
    public void sql(String statement) {
        boolean unused = database.sessions(Role.OWNER).run(session -> {
            try (Statement s = session.createStatement()) {
                return s.execute(statement);
            }
        });
    }

    public long count(String query) {
        return database.sessions(Role.OWNER).run(session -> {
            try (PreparedStatement s = session.prepareStatement(query);
                    var rows = s.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** As if the lease of everything that is claimed, and every back-off, had come to its end. */
    public void letTimePass() {
        sql("update ledger.delivery set due_at = now() - interval '1 s' where due_at is not null");
        sql("update ledger.delivery set lease_until = now() - interval '1 s' where lease_until is not null");
    }

    public static String digest(String content) {
        return "sha-256=:" + content + ":";
    }

    public static Ledger.NewDelivery delivery(Lane lane, String content) {
        return delivery(lane, content, Delivery.SealedBy.SENDER, null);
    }

    public static Ledger.NewDelivery delivery(
            Lane lane, String content, Delivery.SealedBy sealedBy, @Nullable String key) {
        UUID id = Uuid7.next();
        Delivery head = new Delivery(
                id,
                lane,
                0,
                Door.HTTPS,
                "file.csv.p7m",
                content.length(),
                digest(content),
                sealedBy,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return new Ledger.NewDelivery(head, "original-" + id, receipt(id, Receipt.Type.CUSTODY), key);
    }

    public static Receipt receipt(UUID delivery, Receipt.Type type) {
        byte[] body = ("{\"type\":\"" + type.wire() + "\"}").getBytes(StandardCharsets.UTF_8);
        return new Receipt(Uuid7.next(), delivery, type, body, new byte[] {0x30, (byte) 0x80, 0});
    }

    /** Puts a delivery with this content into the lane. */
    @CanIgnoreReturnValue
    public UUID put(Lane lane, String content) {
        return answer(ledger.takeCustody(delivery(lane, content))).delivery();
    }

    @CanIgnoreReturnValue
    public Ledger.Work claim(String owner) {
        return answer(ledger.claim(owner, LEASE, ATTEMPTS_MAX))
                .orElseThrow(() -> new AssertionError("nothing to claim"));
    }

    public boolean nothingToClaim() {
        return answer(ledger.claim("nobody", LEASE, ATTEMPTS_MAX)).isEmpty();
    }

    public void done(Ledger.Work work, String stage) {
        answer(ledger.stageDone(work, new Ledger.StageResult(stage, new JsonObject(), null)));
    }

    /** Verifies and checks: the next stage is {@code store}. */
    public void runToStore(Ledger.Work work) {
        done(work, "verify");
        done(work, "check");
    }

    public void settle(Ledger.Work work, State state, Counts counts) {
        answer(ledger.settle(work, settlement(work, state, counts, null, null)));
    }

    /** Everything up to the end, with one record stored. */
    public void finish(Ledger.Work work) {
        settle(work, State.STORED, stored(1));
        done(work, "report");
    }

    public static Counts stored(long records) {
        return new Counts(records, records, 0, 0, 0, 0, 0, 0);
    }

    public static Ledger.Settlement settlement(
            Ledger.Work work, State state, Counts counts, @Nullable Refusal refusal, @Nullable UUID duplicateOf) {
        return new Ledger.Settlement(
                state,
                counts,
                0,
                refusal,
                new JsonObject(),
                null,
                duplicateOf,
                receipt(work.head().id(), Receipt.Type.OUTCOME),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public void close() {
        answer(ledger.close());
        answer(database.close());
        answer(vertx.close());
    }
}
