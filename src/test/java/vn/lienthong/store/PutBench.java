package vn.lienthong.store;

import io.vertx.core.Vertx;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Lane;
import vn.lienthong.delivery.Uuid7;
import vn.lienthong.postgres.Database;
import vn.lienthong.postgres.EmbeddedServer;

/**
 * Measures {@code put} beside {@code psql \copy} of the same rows into a table with the same natural key, in the same
 * run. Not a test: {@code java ... vn.lienthong.store.PutBench FOLDER ROWS BATCH_ROWS RUNS}.
 */
public final class PutBench {
    private static final int WORKERS = Integer.getInteger("workers", 2);

    private PutBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int rows = Integer.parseInt(args[1]);
        int batchRows = Integer.parseInt(args[2]);
        int runs = Integer.parseInt(args[3]);
        Files.createDirectories(folder);
        Vertx vertx = Vertx.vertx();
        try (EmbeddedServer server =
                EmbeddedServer.start(new EmbeddedServer.Settings(folder.resolve("pg"), folder.resolve("bin"), 0))) {
            Database db = Database.open(vertx, server.address(), server.secrets());
            PgStore store = PgStore.open(vertx, db, folder.resolve("witness"));
            Path csv = csv(folder, rows);
            for (int run = 0; run < runs; run++) {
                Contract contract = Samples.payroll("bench.r" + Long.toString(System.currentTimeMillis(), 36));
                store.adopt(contract);
                if (!Boolean.getBoolean("noPsql")) {
                    psql(server, csv, rows);
                }
                report("new", server, () -> deliver(store, contract, rows, batchRows, 1, 0), rows);
                report("again", server, () -> deliver(store, contract, rows, batchRows, 2, 0), rows);
                report("2% changed", server, () -> deliver(store, contract, rows, batchRows, 3, 50), rows);
                report("all changed", server, () -> deliver(store, contract, rows, batchRows, 4, 1), rows);
                System.out.println();
            }
            db.close().toCompletionStage().toCompletableFuture().get();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
        System.exit(0);
    }

    private static long wal(EmbeddedServer server) throws SQLException {
        try (Connection c = admin(server);
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery("select pg_current_wal_lsn() - '0/0'")) {
            r.next();
            return r.getLong(1);
        }
    }

    private static Connection admin(EmbeddedServer server) throws SQLException {
        return vn.lienthong.postgres.TestLogins.admin(server);
    }

    private static void report(String what, EmbeddedServer server, Callable<String> work, int rows) throws Exception {
        long wal = wal(server);
        double cpu = serverCpuS(server);
        long t = System.nanoTime();
        String counts = work.call();
        double s = (System.nanoTime() - t) / 1e9;
        System.out.printf(
                "%-12s %6.2f s %,9.0f rows/s  server CPU %5.2f s  WAL %,6d kB  %s%n",
                what, s, rows / s, serverCpuS(server) - cpu, (wal(server) - wal) / 1024, counts);
    }

    /** Of the postmaster, its ended children, and its living ones: says more than time on a busy machine. */
    private static double serverCpuS(EmbeddedServer server) throws IOException {
        ProcessHandle postmaster = ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
        long ticks = ticks(postmaster, true);
        for (ProcessHandle child : postmaster.children().toList()) {
            ticks += ticks(child, false);
        }
        return ticks / 100.0;
    }

    private static long ticks(ProcessHandle process, boolean withEnded) throws IOException {
        Path stat = Path.of("/proc/" + process.pid() + "/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String[] words = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
        long own = Long.parseLong(words[11]) + Long.parseLong(words[12]);
        return withEnded ? own + Long.parseLong(words[13]) + Long.parseLong(words[14]) : own;
    }

    private static String deliver(PgStore store, Contract contract, int rows, int batchRows, int laneNo, int everyNth)
            throws Exception {
        var delivery = Uuid7.next();
        Lane lane = new Lane("tax-01", contract.feed());
        var unused = store.fence(new Store.Claim(delivery, lane, laneNo, 1, 1));
        AtomicInteger next = new AtomicInteger();
        int batches = (rows + batchRows - 1) / batchRows;
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        List<Future<long[]>> done = new ArrayList<>();
        for (int w = 0; w < WORKERS; w++) {
            done.add(workers.submit(() -> {
                Store.Batch batch = store.newBatch(contract);
                long[] sums = new long[4];
                for (int b = next.getAndIncrement(); b < batches; b = next.getAndIncrement()) {
                    long t0 = System.nanoTime();
                    batch.clear();
                    int first = b * batchRows + 1;
                    int last = Math.min(rows, first + batchRows - 1);
                    for (int n = first; n <= last; n++) {
                        boolean changed = everyNth > 0 && n % everyNth == 0;
                        Samples.payroll(batch, n, 10_000_000 + n % 1000 + (changed ? laneNo : 0), 0);
                    }
                    sums[3] += System.nanoTime() - t0;
                    var counts = store.put(new Store.BatchKey(delivery, lane, laneNo, 1, b + 1, first, last), batch);
                    sums[0] += counts.stored();
                    sums[1] += counts.unchanged();
                    sums[2] += counts.stale();
                }
                return sums;
            }));
        }
        long[] all = new long[4];
        for (Future<long[]> f : done) {
            for (int i = 0; i < 4; i++) {
                all[i] += f.get()[i];
            }
        }
        workers.shutdown();
        return "stored " + all[0] + " unchanged " + all[1] + " stale " + all[2] + " encode cpu ms "
                + all[3] / 1_000_000;
    }

    private static Path csv(Path folder, int rows) throws IOException {
        Path file = folder.resolve("rows-" + rows + ".csv");
        if (!Files.exists(file)) {
            try (BufferedWriter w = Files.newBufferedWriter(file)) {
                for (long n = 1; n <= rows; n++) {
                    long salary = 10_000_000 + n % 1000;
                    w.write(String.format(
                            "2026-10,0100000000,Công ty TNHH Sao Mai %d,%012d,%s,NGUYỄN THỊ HỒNG %d,1985-03-12,%s,01,"
                                    + "00123,2024-01-01,,%d,%d,%d%n",
                            n % 1000,
                            n,
                            n % 7 == 0 ? "" : String.format("%010d", n),
                            n % 5000,
                            n % 2 == 0 ? "F" : "M",
                            salary,
                            salary - 1,
                            salary / 10));
                }
            }
        }
        return file;
    }

    private static void psql(EmbeddedServer server, Path csv, int rows) throws Exception {
        try (Connection c = admin(server);
                Statement s = c.createStatement()) {
            s.execute("drop table if exists public.peer");
            s.execute(
                    "create table public.peer (period text, employer_tax_code text, employer_name text, person_id text,"
                            + " si_number text, full_name text, birth_date text, sex text, province_code text,"
                            + " commune_code text, contract_from date, contract_to date, salary_vnd bigint,"
                            + " taxable_income_vnd bigint, insurance_deducted_vnd bigint,"
                            + " primary key (period, employer_tax_code, person_id))");
        }
        ProcessBuilder psql = new ProcessBuilder(
                "psql",
                "-qX",
                "-h",
                "127.0.0.1",
                "-p",
                "" + server.address().port(),
                "-U",
                "lienthong_admin",
                "-d",
                EmbeddedServer.DATABASE,
                "-c",
                "\\copy public.peer from '" + csv + "' csv");
        psql.environment().put("PGPASSWORD", vn.lienthong.postgres.TestLogins.adminPassword(server));
        report("psql \\copy", server, () -> "exit " + psql.inheritIO().start().waitFor(), rows);
    }
}
