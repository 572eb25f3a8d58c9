package vn.lienthong.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ordered SQL in the jar, {@code db/<schema>/NNNN_name.sql}: each applied once, in one transaction, noted with its
 * checksum in {@code <schema>.migration}. One program at a time by an advisory lock. A file that changed after it was
 * applied, or a note without a file (a newer program was here), is refused.
 */
final class Migrations {
    private static final Pattern NAME = Pattern.compile("(\\d{4})_[a-z0-9_]+\\.sql");
    private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,30}");
    /** Any number that nobody else uses: "LIEN". */
    private static final long LOCK = 0x4C49454EL;

    private final String schema;
    private final List<Step> steps;

    /** @param checksum SHA-256 of the file in hexadecimal digits */
    record Step(int number, String name, String sql, String checksum) {
        static Step of(String name, byte[] content) {
            Matcher m = NAME.matcher(name);
            if (!m.matches()) {
                throw new CannotStart("migration " + name + " is misnamed", "name it NNNN_what_it_does.sql");
            }
            String sql = new String(content, StandardCharsets.UTF_8);
            return new Step(Integer.parseInt(m.group(1)), name, sql, sha256(content));
        }
    }

    Migrations(String schema, List<Step> steps) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException("not the name of a schema");
        }
        this.schema = schema;
        this.steps = steps;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).number() != i + 1) {
                throw new CannotStart(
                        "migration " + steps.get(i).name() + " of " + schema + " is out of order",
                        "numbers are 0001, 0002, ... without a gap or a double");
            }
        }
    }

    /** The migrations of a schema that the program brings along. */
    static Migrations ofProgram(String schema) {
        TreeMap<String, Step> steps = new TreeMap<>();
        try {
            for (String name : names("db/" + schema + "/")) {
                try (InputStream in = Migrations.class.getResourceAsStream("/db/" + schema + "/" + name)) {
                    if (in == null) {
                        throw new IOException(name + " vanished");
                    }
                    steps.put(name, Step.of(name, in.readAllBytes()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the program's migrations cannot be read", e);
        }
        if (steps.isEmpty()) {
            throw new CannotStart("the program brings no migration for schema " + schema, "build it again");
        }
        return new Migrations(schema, new ArrayList<>(steps.values()));
    }

    /** Names of the files in a folder of the classes folder or jar that this class came from. */
    private static List<String> names(String folder) throws IOException {
        Path source;
        try {
            source = Path.of(Migrations.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isDirectory(source)) {
            if (!Files.isDirectory(source.resolve(folder))) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(source.resolve(folder))) {
                return files.map(f -> String.valueOf(f.getFileName())).toList();
            }
        }
        try (JarFile jar = new JarFile(source.toFile())) {
            return jar.stream()
                    .filter(e -> !e.isDirectory() && e.getName().startsWith(folder))
                    .map(e -> e.getName().substring(folder.length()))
                    .toList();
        }
    }

    /** Brings the schema up to date. The session is in auto-commit mode before and after. */
    void apply(Connection session) throws SQLException {
        lock(session, "select pg_advisory_lock(?)");
        try {
            try (Statement s = session.createStatement()) {
                s.execute("create schema if not exists " + schema);
                s.execute("create table if not exists " + schema + ".migration (number int primary key, name text"
                        + " not null, checksum text not null, applied_at timestamptz not null default now())");
            }
            int applied = verifyApplied(session);
            for (Step step : steps.subList(applied, steps.size())) {
                applyOne(session, step);
            }
        } finally {
            lock(session, "select pg_advisory_unlock(?)");
        }
    }

    private static void lock(Connection session, String sql) throws SQLException {
        try (PreparedStatement s = session.prepareStatement(sql)) {
            s.setLong(1, LOCK);
            s.execute();
        }
    }

    private int verifyApplied(Connection session) throws SQLException {
        int applied = 0;
        try (Statement s = session.createStatement();
                ResultSet r =
                        s.executeQuery("select number, name, checksum from " + schema + ".migration order by number")) {
            while (r.next()) {
                if (applied == steps.size()) {
                    throw new CannotStart(
                            "schema " + schema + " is newer than the program: it knows no " + r.getString(2),
                            "start the newer program, or restore the database from before it");
                }
                Step step = steps.get(applied++);
                if (r.getInt(1) != step.number() || !r.getString(3).equals(step.checksum())) {
                    throw new CannotStart(
                            "migration " + step.name() + " of " + schema + " changed after it was applied",
                            "restore the file, and put the change into a new migration");
                }
            }
        }
        return applied;
    }

    private void applyOne(Connection session, Step step) throws SQLException {
        session.setAutoCommit(false);
        try (Statement s = session.createStatement();
                PreparedStatement note = session.prepareStatement(
                        "insert into " + schema + ".migration (number, name, checksum) values (?, ?, ?)")) {
            s.execute(step.sql());
            note.setInt(1, step.number());
            note.setString(2, step.name());
            note.setString(3, step.checksum());
            note.executeUpdate();
            session.commit();
        } catch (SQLException e) {
            session.rollback();
            throw new CannotStart(
                    "migration " + step.name() + " of " + schema + " failed: " + e.getMessage(),
                    "nothing of it was applied",
                    e);
        } finally {
            session.setAutoCommit(true);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
