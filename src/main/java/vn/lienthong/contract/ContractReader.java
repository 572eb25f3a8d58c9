package vn.lienthong.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field.CodeListCheck;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlFile;
import vn.lienthong.yaml.YamlMap;

/**
 * Reads an ODCS v3.1.0 file into a {@link Contract}.
 *
 * <p>Stricter than the standard where that would let a promise be silently without effect: an unknown key, or an option
 * that the gateway does not check, is an error.
 */
public final class ContractReader {
    static final int TABLES_MAX = 30;
    static final int FIELDS_MAX = 500;

    /** Names of feeds: two words or more, as they stand in addresses and folders. */
    static final Pattern FEED = Pattern.compile("[a-z][a-z0-9]{0,29}(?:\\.[a-z][a-z0-9-]{0,29}){1,3}");

    private static final Pattern VERSION = Pattern.compile("(?:0|[1-9][0-9]{0,3})(?:\\.(?:0|[1-9][0-9]{0,3})){2}");
    private static final Pattern TABLE = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Pattern CHILD =
            Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]{0,99}(?:/[\\p{L}_][\\p{L}\\p{N}_.-]{0,99}){0,9}");
    private static final Set<FieldType> DATED = Set.of(FieldType.DATE, FieldType.DATE_TIME, FieldType.MONTH);
    private static final Set<FieldType> ORDERED =
            Set.of(FieldType.DATE, FieldType.DATE_TIME, FieldType.MONTH, FieldType.INTEGER);

    private final YamlFile file;
    private final YamlMap root;
    private final CodeLists lists;
    private final List<List<FieldReader.Place>> places = new ArrayList<>();
    private @Nullable Attachments attachments;
    private final List<YamlMap> schemas = new ArrayList<>();

    private ContractReader(YamlFile file, CodeLists lists) {
        this.file = file;
        this.root = file.root();
        this.lists = lists;
    }

    /**
     * The contract, or empty when the file has an error.
     *
     * @param label how findings name the file
     * @param lists to tell which checks of codes are off
     */
    public static Optional<Contract> read(Path file, String label, CodeLists lists, Findings findings) {
        int before = findings.errors();
        return of(YamlFile.read(file, label, findings), lists, findings, before);
    }

    /** The same for bytes that are already here. */
    public static Optional<Contract> parse(byte[] bytes, String label, CodeLists lists, Findings findings) {
        int before = findings.errors();
        return of(YamlFile.parse(bytes, label, findings), lists, findings, before);
    }

    private static Optional<Contract> of(YamlFile yaml, CodeLists lists, Findings findings, int errorsBefore) {
        if (!yaml.readable()) {
            return Optional.empty();
        }
        Contract contract = new ContractReader(yaml, lists).read(findings);
        return findings.errors() == errorsBefore ? Optional.of(contract) : Optional.empty();
    }

    private Contract read(Findings findings) {
        String feed = head();
        String version = root.matching("version", VERSION, "three numbers like 1.0.0");
        YamlMap description = root.map("description");
        String purpose = description.text("purpose");
        description.know("usage", "limitations", "authoritativeDefinitions", "customProperties");
        description.refuseOthers();

        Optional<YamlMap> ours = CustomProperties.find(root, "exchange");
        if (ours.isEmpty()) {
            String hint = "customProperties: [{property: exchange, value: {format: csv, envelope: sealed}}]";
            root.error("customProperties", "the customProperties entry 'exchange' is missing", hint);
        }
        Exchange exchange = ours.map(ExchangeReader::read).orElseGet(ContractReader::noExchange);
        attachments = exchange.attachments();
        List<Table> tables = tables();
        Rulebook rulebook = RulebookReader.read(root, ours.orElseGet(root::none), tables);
        if (tables.isEmpty()) {
            findings.accept(
                    Finding.error(root.label(), root.line("schema"), "'schema' needs at least one table", null));
        } else {
            ours.ifPresent(map -> {
                crossCheck(map, exchange, tables.get(0));
                new PathCheck(map, schemas, exchange, tables).check(places);
            });
        }
        root.refuseOthers();
        return new Contract(feed, version, purpose, exchange, tables, rulebook, file.text());
    }

    private String head() {
        if (!root.text("apiVersion").equals("v3.1.0")) {
            root.error(
                    "apiVersion",
                    "'apiVersion' must be v3.1.0",
                    "the Open Data Contract Standard that the gateway reads");
        }
        if (!root.text("kind").equals("DataContract")) {
            root.error("kind", "'kind' must be DataContract", null);
        }
        var unused =
                root.choice("status", Map.of("draft", 1, "proposed", 1, "active", 1, "deprecated", 1, "retired", 1), 1);
        if (!root.has("status")) {
            root.error("status", "'status' is missing", "draft, proposed, active, deprecated or retired");
        }
        root.know("name", "tenant", "tags", "servers", "dataProduct", "domain", "support", "price", "team", "roles");
        root.know("slaDefaultElement", "slaProperties", "authoritativeDefinitions", "contractCreatedTs");
        return root.matching("id", FEED, "the name of the feed: words of a-z and 0-9 with a point between");
    }

    private List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlMap schema : root.maps("schema")) {
            Table table = table(tables.size(), schema);
            schemas.add(schema);
            if (!names.add(table.name())) {
                schema.error("name", "table '" + table.name() + "' is here twice", null);
            }
            schema.know(
                    "quality",
                    "id",
                    "businessName",
                    "description",
                    "physicalType",
                    "dataGranularityDescription",
                    "tags");
            schema.know("authoritativeDefinitions", "customProperties");
            schema.refuseOthers();
            tables.add(table);
        }
        if (tables.size() > TABLES_MAX) {
            root.error("schema", "more than " + TABLES_MAX + " tables", null);
        }
        return tables;
    }

    private Table table(int index, YamlMap schema) {
        var unused = schema.choice("logicalType", Map.of("object", true), true);
        String name = schema.matching("name", TABLE, "lower-case words with _ between, at most 40 characters");
        String source = null;
        Attachments parts = attachments;
        List<String> rowPath = parts == null ? List.of() : parts.inContent(parts.recordPath());
        if (index > 0) {
            source = schema.matching("physicalName", CHILD, "the sender's name of the child table, like XML3");
            List<String> rows = PathReader.rows(schema, source);
            rowPath = parts == null ? rows : parts.inContent(rows);
        } else if (schema.has("physicalName")) {
            schema.error("physicalName", "the first table is the record itself and has no 'physicalName'", null);
        }
        List<FieldReader.Place> ofTable = new ArrayList<>();
        for (YamlMap property : schema.maps("properties")) {
            ofTable.add(FieldReader.read(ofTable.size(), property));
        }
        if (ofTable.isEmpty() || ofTable.size() > FIELDS_MAX) {
            schema.error("properties", "a table needs 1 to " + FIELDS_MAX + " fields", null);
        }
        Table table = new Table(
                index,
                name,
                source,
                rowPath,
                ofTable.stream().map(FieldReader.Place::field).toList());
        unique(ofTable);
        ofTable.forEach(place -> codeList(place, table));
        ofTable.forEach(place -> DerivationReader.check(place, table, lists));
        places.add(ofTable);
        return table;
    }

    private static void unique(List<FieldReader.Place> places) {
        Set<String> names = new HashSet<>();
        Set<String> sources = new HashSet<>();
        Set<Integer> positions = new HashSet<>();
        for (FieldReader.Place place : places) {
            Field field = place.field();
            YamlMap property = place.property();
            if (!field.name().isEmpty() && !names.add(field.name())) {
                property.error("name", "field '" + field.name() + "' is here twice", null);
            }
            if (!field.source().isEmpty() && !sources.add(field.source())) {
                property.error("physicalName", "source '" + field.source() + "' is here twice", null);
            }
            if (field.keyPosition() > 0 && !positions.add(field.keyPosition())) {
                String message = "key position " + field.keyPosition() + " is here twice";
                property.error("primaryKeyPosition", message, "number the key fields 1, 2, 3");
            }
        }
        for (FieldReader.Place place : places) {
            if (place.field().keyPosition() > positions.size()) {
                String message = "key positions must be 1 to " + positions.size() + " without a gap";
                place.property().error("primaryKeyPosition", message, null);
            }
        }
    }

    private void codeList(FieldReader.Place place, Table table) {
        CodeListCheck check = place.field().codeList();
        if (check == null) {
            return;
        }
        String at = check.at();
        if (at != null) {
            Field date = table.field(at);
            if (date == null) {
                place.x().error("codes", "there is no field '" + at + "'", Nearest.hint(at, names(table)));
            } else if (!DATED.contains(date.type())) {
                String hint = "name a field that says when the code was used";
                place.x().error("codes", "'" + at + "' is no date, month or time", hint);
            }
        }
        if (!check.list().isEmpty() && lists.list(check.list()) == null) {
            String field = place.field().name();
            String message = "code list '" + check.list() + "' is not loaded: its check of '" + field + "' is off";
            String hint = "gateway/run reference import FILE --list " + check.list() + " --from DATE";
            place.x().warning("codes", message, hint);
        }
    }

    private void crossCheck(YamlMap exchange, Exchange read, Table table) {
        if (table.fields().stream().noneMatch(f -> f.keyPosition() > 0)) {
            root.error(
                    "schema", "the record has no key", "give key fields 'primaryKey: true' and 'primaryKeyPosition'");
        }
        for (String name : read.version()) {
            Field field = table.field(name);
            if (field == null) {
                exchange.error("version", "there is no field '" + name + "'", Nearest.hint(name, names(table)));
            } else if (!ORDERED.contains(field.type()) || !field.required()) {
                String hint = "it orders two statements about one key";
                exchange.error("version", "'" + name + "' must be a required whole number, date, month or time", hint);
            }
        }
        crossCheckVersion(exchange, read, table);
        for (String name : read.replaces()) {
            Field field = table.field(name);
            if (field == null) {
                exchange.error("replaces", "there is no field '" + name + "'", Nearest.hint(name, names(table)));
            } else if (!field.required()) {
                exchange.error("replaces", "'" + name + "' must be a required field", "a group needs a name");
            }
        }
    }

    private static void crossCheckVersion(YamlMap exchange, Exchange read, Table table) {
        List<Field> fields = new ArrayList<>();
        for (String name : read.version()) {
            Field field = table.field(name);
            if (field != null && read.version().size() > 1 && !VersionForm.bounded(field)) {
                String hint = "give it 'minimum: 0' and 'maximum', at most " + VersionForm.NUMBER_MAX;
                exchange.error("version", "'" + name + "' has no bounds, and is one of several version fields", hint);
            }
            if (field != null) {
                fields.add(field);
            }
        }
        if (!VersionForm.fits(fields)) {
            exchange.error(
                    "version", "these fields do not fit into one number", "two numbers or days, or a time and one");
        }
    }

    private static List<String> names(Table table) {
        return table.fields().stream().map(Field::name).toList();
    }

    private static Exchange noExchange() {
        return new Exchange(
                Exchange.Format.CSV,
                Exchange.EnvelopePolicy.SEALED,
                List.of(),
                ',',
                ExchangeReader.FILE_BYTES_DEFAULT,
                ExchangeReader.RECORD_BYTES_DEFAULT,
                ExchangeReader.DEPTH_DEFAULT,
                1.0,
                List.of(),
                List.of(),
                null);
    }
}
