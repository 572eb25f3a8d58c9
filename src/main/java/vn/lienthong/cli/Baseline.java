package vn.lienthong.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a careful engineer would script by hand: {@code openssl cms -decrypt | openssl cms -verify | psql \copy} into a
 * table with the same key and columns, without any check. The peer of {@code bench payroll}.
 */
final class Baseline {
    private static final int TIMEOUT_S = 1_800;
    private static final String TABLE = "create table if not exists bench.payroll (period text, employer_tax_code text,"
            + " employer_name text, person_id text, si_number text, full_name text, birth_date text, sex text,"
            + " province_code text, commune_code text, contract_from date, contract_to date, salary_vnd bigint,"
            + " taxable_income_vnd bigint, insurance_deducted_vnd bigint,"
            + " primary key (period, employer_tax_code, person_id))";

    private final Path home;
    private final Path log;
    private final List<String> psql;
    private final Map<String, String> environment;

    /** @param password of {@code user}, handed to psql by its environment */
    record Account(int port, String user, String database, String password) {}

    Baseline(Path home, Account account) {
        this.home = home;
        this.log = home.resolve("baseline.log");
        this.psql = List.of(
                "psql",
                "-h",
                "127.0.0.1",
                "-p",
                "" + account.port(),
                "-U",
                account.user(),
                "-d",
                account.database(),
                "-v",
                "ON_ERROR_STOP=1",
                "-qAt");
        this.environment = Map.of("PGPASSWORD", account.password());
    }

    /** The first tool of the pipeline that this machine lacks. */
    static Optional<String> missingTool() {
        for (String tool : List.of("openssl", "psql")) {
            boolean found = false;
            for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
                found |= !folder.isEmpty() && Files.isExecutable(Path.of(folder, tool));
            }
            if (!found) {
                return Optional.of(tool);
            }
        }
        return Optional.empty();
    }

    /** Makes the empty table; outside the time that is measured. */
    void prepare() throws IOException, InterruptedException {
        sql("create schema if not exists bench");
        sql("drop table if exists bench.payroll");
        sql(TABLE);
        sql("checkpoint");
    }

    /** Runs the pipeline once over a sealed file and returns its nanoseconds. */
    long run(Path sealed, long rowsExpected) throws IOException, InterruptedException {
        Path dev = home.resolve("certs/dev");
        List<String> decrypt = List.of(
                "openssl",
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                sealed.toString(),
                "-recip",
                dev.resolve("gateway/envelope-rsa.crt").toString(),
                "-inkey",
                dev.resolve("gateway/envelope-rsa.key").toString());
        List<String> verify = List.of(
                "openssl",
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-CAfile",
                dev.resolve("ca.crt").toString(),
                "-purpose",
                "any");
        List<String> load = new ArrayList<>(psql);
        load.addAll(List.of("-c", "set datestyle = 'SQL, DMY'", "-c", "\\copy bench.payroll from stdin csv header"));
        long started = System.nanoTime();
        List<Process> pipeline = ProcessBuilder.startPipeline(
                List.of(builder(decrypt), builder(verify), builder(load).redirectOutput(log.toFile())));
        for (Process part : pipeline) {
            if (!part.waitFor(TIMEOUT_S, TimeUnit.SECONDS) || part.exitValue() != 0) {
                pipeline.forEach(Process::destroyForcibly);
                throw new CommandFailed(
                        CommandFailed.FINDINGS, "the baseline's pipeline failed", "its output is in " + log);
            }
        }
        long took = System.nanoTime() - started;
        long rows = Long.parseLong(sql("select count(*) from bench.payroll").strip());
        if (rows != rowsExpected) {
            throw new CommandFailed(
                    CommandFailed.FINDINGS, "the baseline loaded " + rows + " rows of " + rowsExpected, "see " + log);
        }
        return took;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return builder;
    }

    @CanIgnoreReturnValue
    private String sql(String statement) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(psql);
        command.addAll(List.of("-c", statement));
        Process process = builder(command).start();
        try (var out = process.getInputStream()) {
            String answer = new String(out.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CommandFailed(CommandFailed.FINDINGS, "psql failed", "its output is in " + log);
            }
            return answer;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
