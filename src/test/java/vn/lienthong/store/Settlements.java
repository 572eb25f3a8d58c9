package vn.lienthong.store;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Table;
import vn.lienthong.store.Store.Removal;

/** A feed whose deliveries say everything about an employer's year, and statements about it. */
final class Settlements {
    static final String PARTNER = "tax-01";
    static final Line AN = line("E1", "An", 100);
    static final Line BINH = line("E1", "Bình", 200);
    static final Line CHI = line("E2", "Chi", 300);

    private final StoreFixture fixture;
    private final Path scratch;
    final Contract contract;

    Settlements(StoreFixture fixture, Path scratch, String feed) {
        this.fixture = fixture;
        this.scratch = scratch;
        this.contract = contract(feed, "1.0.0", List.of("number"), List.of("employer", "year"));
        fixture.store.adopt(contract);
    }

    /** How many rows of the feed's table meet the condition. */
    String rows(String where) {
        return fixture.ask("select count(*) from store." + Samples.tableName(contract.feed()) + " where " + where);
    }

    static Contract contract(String feed, String version, List<String> ordering, List<String> replaces) {
        Table head = Samples.table(
                0,
                Samples.tableName(feed),
                null,
                List.of("employer:TEXT:1", "year:INTEGER:2", "person:TEXT:3", "income:MONEY", "number:INTEGER"));
        List<Field> fields = new ArrayList<>();
        for (Field f : head.fields()) {
            boolean open = f.name().equals("employer") || f.name().equals("year");
            fields.add(classified(f, open ? Field.Classification.OPEN : Field.Classification.PERSONAL));
        }
        Table months = Samples.table(1, Samples.tableName(feed) + "_month", "months", List.of("month:INTEGER"));
        Exchange exchange = new Exchange(
                Exchange.Format.XML,
                Exchange.EnvelopePolicy.SEALED,
                List.of("A", "B"),
                ',',
                1L << 40,
                1 << 20,
                16,
                1.0,
                ordering,
                replaces,
                null);
        List<Table> tables = List.of(new Table(0, Samples.tableName(feed), null, fields), months);
        return new Contract(feed, version, "settlements", exchange, tables, List.of(), "");
    }

    private static Field classified(Field f, Field.Classification classification) {
        return new Field(
                f.index(),
                f.source(),
                f.name(),
                f.label(),
                f.type(),
                f.required(),
                f.keyPosition(),
                f.formats(),
                f.lengthMin(),
                f.lengthMax(),
                f.pattern(),
                f.min(),
                f.max(),
                f.scale(),
                f.identifier(),
                f.codeList(),
                f.normalizers(),
                classification,
                f.map());
    }

    /** A person of an employer's settlement. */
    record Line(String employer, String person, long income) {
        UUID subject() {
            return UUID.nameUUIDFromBytes((employer + "/" + person).getBytes(StandardCharsets.UTF_8));
        }
    }

    static Line line(String employer, String person, long income) {
        return new Line(employer, person, income);
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static byte[] group(String employer) {
        return bytes(UUID.nameUUIDFromBytes(employer.getBytes(StandardCharsets.UTF_8)));
    }

    StoreFixture.Sender sender(String partner, long laneNo) {
        return fixture.sender(contract, partner, laneNo);
    }

    /** Puts these lines as one batch of the sender. */
    Store.BatchCounts put(StoreFixture.Sender sender, long version, Collection<Line> lines) {
        return sender.put(b -> {
            long number = 0;
            for (Line line : lines) {
                write(b, ++number, version, line);
            }
        });
    }

    private static void write(Store.Batch b, long number, long version, Line line) {
        b.beginRecord(number, bytes(line.subject()), version);
        b.place(10 * number, group(line.employer));
        b.beginRow(0);
        Samples.text(b, line.employer);
        b.integer(2026);
        Samples.text(b, line.person);
        b.integer(line.income);
        // The version orders, and is no content here: so that the same content comes again.
        b.integer(1);
        b.endRow();
        b.beginRow(1);
        b.integer(12);
        b.endRow();
        b.endRecord();
    }

    /** Removes what these lines' groups no longer have. */
    Removal remove(StoreFixture.Sender sender, long version, Collection<Line> lines) {
        return remove(sender, version, lines, Map.of());
    }

    Removal remove(StoreFixture.Sender sender, long version, Collection<Line> lines, Map<String, List<String>> scope) {
        NamedRecords.Piece piece = new NamedRecords.Piece();
        lines.forEach(l -> piece.stated(group(l.employer), bytes(l.subject()), version));
        return remove(sender, piece, scope);
    }

    Removal remove(StoreFixture.Sender sender, NamedRecords.Piece piece, Map<String, List<String>> scope) {
        try (NamedRecords named = new NamedRecords(scratch)) {
            named.add(piece);
            return fixture.store.remove(sender.claim(), contract, named, scope);
        }
    }

    /** A whole delivery: fence, one batch, removal. */
    @CanIgnoreReturnValue
    StoreFixture.Sender state(String partner, long laneNo, long version, Line... lines) {
        StoreFixture.Sender sender = sender(partner, laneNo);
        var unused = put(sender, version, List.of(lines));
        var unusedRemoval = remove(sender, version, List.of(lines));
        return sender;
    }

    /** What a reader holds who applied the feed's events in order: subject to income. */
    Map<String, Long> held(List<JsonObject> events) {
        Map<String, Long> state = new TreeMap<>();
        for (JsonObject e : events) {
            JsonObject data = e.getJsonObject("data");
            if (e.getString("method").equals("DELETE")) {
                state.remove(e.getString("subject"));
            } else {
                state.put(e.getString("subject"), data.getLong("income"));
            }
        }
        return state;
    }

    List<JsonObject> events(@Nullable Cursor after) {
        return fixture.events(contract, after, 3);
    }

    Map<String, Long> held() {
        return held(events(null));
    }
}
