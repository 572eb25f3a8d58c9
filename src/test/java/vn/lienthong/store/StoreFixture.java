package vn.lienthong.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;
import vn.lienthong.postgres.Role;
import vn.lienthong.postgres.ServerAddress;
import vn.lienthong.postgres.TestServer;
import vn.lienthong.store.Store.BatchCounts;
import vn.lienthong.store.Store.BatchKey;

/** A store in a database of its own, and short words for what the tests do with it. */
final class StoreFixture implements AutoCloseable {
    static final int TIMEOUT_S = 60;

    final Vertx vertx = Vertx.vertx();
    final Path witness;
    final Database database;
    final PgStore store;

    StoreFixture(Path folder) {
        this(folder, TestServer.freshDatabase(), TestServer.server());
    }

    StoreFixture(Path folder, ServerAddress address, EmbeddedServer server) {
        witness = folder.resolve("witness");
        database = Database.open(vertx, address, server.secrets());
        store = PgStore.open(vertx, database, witness);
    }

    /** One delivery of a partner, fenced. */
    final class Sender {
        final UUID delivery = Uuid7.next();
        final Contract contract;
        final Lane lane;
        final long laneNo;
        long epoch = 1;
        int run = 1;
        int batchNo;
        BitSet present;

        Sender(Contract contract, String partner, long laneNo) {
            this.contract = contract;
            this.lane = new Lane(partner, contract.feed());
            this.laneNo = laneNo;
            this.present = store.fence(claim());
        }

        Store.Claim claim() {
            return new Store.Claim(delivery, lane, laneNo, epoch, run);
        }

        @CanIgnoreReturnValue
        BatchCounts put(Consumer<Store.Batch> records) {
            return put(++batchNo, records);
        }

        @CanIgnoreReturnValue
        BatchCounts put(int number, Consumer<Store.Batch> records) {
            Store.Batch batch = store.newBatch(contract);
            records.accept(batch);
            return store.put(new BatchKey(delivery, lane, laneNo, epoch, number, 1, batch.records()), batch);
        }

        /** Payroll lines first..last with this salary. */
        @CanIgnoreReturnValue
        BatchCounts payroll(long first, long last, long salary) {
            return put(b -> lines(b, first, last, salary, 0));
        }
    }

    static void lines(Store.Batch b, long first, long last, long salary, long version) {
        for (long n = first; n <= last; n++) {
            Samples.payroll(b, n, salary, version);
        }
    }

    Sender sender(Contract contract, String partner, long laneNo) {
        return new Sender(contract, partner, laneNo);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static PageRequest request(Contract contract, @Nullable Cursor after, int limit) {
        return new PageRequest(contract, after, limit, 8 << 20, List.of(), Map.of());
    }

    /** All events from a cursor to the head, by pages of this size. */
    List<JsonObject> events(Contract contract, @Nullable Cursor after, int limit) {
        List<JsonObject> events = new ArrayList<>();
        Cursor at = after;
        while (true) {
            Page page = get(store.page(request(contract, at, limit)));
            if (page.problem() != null) {
                throw new AssertionError(page.problem());
            }
            if (page.events().isEmpty()) {
                return events;
            }
            page.events().forEach(e -> events.add(new JsonObject(e)));
            if (at != null
                    && page.next() != null
                    && at.toString().equals(page.next().toString())) {
                throw new AssertionError("the cursor stands still");
            }
            at = page.next();
        }
    }

    /** What a reader holds who applied these events in order: subject to salary. */
    static Map<String, Long> salaries(List<JsonObject> events) {
        Map<String, Long> state = new TreeMap<>();
        for (JsonObject e : events) {
            if (e.getString("method").equals("DELETE")) {
                state.remove(e.getString("subject"));
            } else {
                state.put(e.getString("subject"), e.getJsonObject("data").getLong("salary_vnd"));
            }
        }
        return state;
    }

    /** One value, as text, by the owner. */
    String ask(String sql) {
        return String.valueOf(database.sessions(Role.OWNER).<String>run(c -> {
            try (Statement s = c.createStatement();
                    ResultSet r = s.executeQuery(sql)) {
                return r.next() ? String.valueOf(r.getString(1)) : "none";
            }
        }));
    }

    void tell(String sql) {
        database.sessions(Role.OWNER).run(c -> {
            try (Statement s = c.createStatement()) {
                return s.execute(sql);
            }
        });
    }

    @Override
    public void close() {
        get(store.close());
        get(database.close());
        get(vertx.close());
    }
}
