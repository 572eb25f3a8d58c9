package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.contract.FieldPath.Origin;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/**
 * Looks whether the places that a contract names go together: what is read at one place cannot be read at another one
 * inside it, and kinds are named where there are kinds.
 */
final class PathCheck {
    private final YamlMap exchangeMap;
    private final List<YamlMap> schemas;
    private final Exchange exchange;
    private final List<Table> tables;
    private final List<String> kinds;
    /** Records of several kinds share most places: each mistake is told once. */
    private final Set<String> told = new HashSet<>();

    /**
     * @param exchangeMap where mistakes in paths of records and totals are told
     * @param schemas where those in paths of rows are told, by table
     */
    PathCheck(YamlMap exchangeMap, List<YamlMap> schemas, Exchange exchange, List<Table> tables) {
        this.exchangeMap = exchangeMap;
        this.schemas = schemas;
        this.exchange = exchange;
        this.tables = tables;
        this.kinds = exchange.kinds();
    }

    void check(List<List<FieldReader.Place>> places) {
        boolean flat = exchange.format() == Format.CSV;
        if (flat && tables.size() > 1) {
            exchangeMap.error("format", "a csv contract has exactly one table", "json and xml can have child tables");
        }
        for (int t = 0; t < places.size(); t++) {
            for (FieldReader.Place place : places.get(t)) {
                field(place, t, flat);
            }
        }
        recordPaths();
        totals();
        if (kinds.isEmpty()) {
            inside(null, places);
        } else {
            kinds.forEach(kind -> inside(kind, places));
        }
    }

    private void field(FieldReader.Place place, int table, boolean flat) {
        Field field = place.field();
        FieldPath path = field.path();
        YamlMap x = place.x();
        if (flat && x.has("path")) {
            x.error("path", "'path' is for xml and json", "remove it: csv columns are known by their name");
        }
        if (table > 0 && (path.origin() == Origin.HEAD || path.origin() == Origin.KIND)) {
            x.error("path", "a child table has no head data and no kind", "move the field to the first table");
        }
        if (path.origin() == Origin.KIND && kinds.isEmpty()) {
            x.error("path", "'@kind' needs kinds of records", "recordPath: {kind: A/B/C, ...}");
        }
        if (path.origin() == Origin.KIND && field.type() != FieldType.TEXT) {
            x.error("path", "'@kind' is text", "use logicalType string");
        }
        for (String kind : path.byKind().keySet()) {
            knownKind(x, "path", kind);
        }
        if (field.required()
                && !path.byKind().isEmpty()
                && !path.byKind().keySet().containsAll(kinds)) {
            x.error("path", "a required field needs a path for every kind", "or let it not be required");
        }
    }

    private void knownKind(YamlMap map, String key, String kind) {
        if (!kinds.contains(kind)) {
            map.error(key, "there is no kind '" + kind + "' in 'recordPath'", Nearest.hint(kind, kinds));
        }
    }

    /** The places outside of records: records, head data, totals. */
    private void recordPaths() {
        List<RecordPath> paths = exchange.recordPaths();
        for (int i = 0; i < paths.size(); i++) {
            for (int k = 0; k < paths.size(); k++) {
                List<String> outer = paths.get(i).steps();
                List<String> inner = paths.get(k).steps();
                // The top value itself may be the record, or what wraps it: its members tell.
                if (i != k && !outer.isEmpty() && startsWith(inner, outer)) {
                    exchangeMap.error("recordPath", "one path of 'recordPath' is inside another", null);
                    return;
                }
            }
        }
        List<List<String>> heads = new ArrayList<>();
        for (Table table : tables) {
            table.fields().stream()
                    .filter(f -> f.path().origin() == Origin.HEAD)
                    .forEach(f -> heads.add(f.path().steps()));
        }
        exchange.controlTotals().forEach(total -> heads.add(total.path()));
        for (List<String> head : heads) {
            boolean clash = paths.stream()
                    .anyMatch(
                            p -> startsWith(p.steps(), head) || (!p.steps().isEmpty() && startsWith(head, p.steps())));
            clash |= heads.stream().anyMatch(other -> !other.equals(head) && startsWith(other, head));
            if (clash && !head.isEmpty()) {
                String message = "path /" + String.join("/", head) + " meets another path of the file's head";
                exchangeMap.error("recordPath", message, "head data and totals stand beside the records");
            }
        }
    }

    private void totals() {
        if (exchange.format() == Format.CSV && !exchange.controlTotals().isEmpty()) {
            exchangeMap.error("controlTotals", "'controlTotals' is for xml and json", null);
        }
        for (ControlTotal total : exchange.controlTotals()) {
            String kind = total.kind();
            if (kind != null) {
                knownKind(exchangeMap, "controlTotals", kind);
            }
            String name = total.field();
            if (name == null) {
                continue;
            }
            Field field = tables.get(0).field(name);
            if (field == null) {
                List<String> names =
                        tables.get(0).fields().stream().map(Field::name).toList();
                exchangeMap.error("controlTotals", "there is no field '" + name + "'", Nearest.hint(name, names));
            } else if (!isNumber(field.type())) {
                exchangeMap.error("controlTotals", "'" + name + "' is no number", "only numbers have a sum");
            }
        }
    }

    private static boolean isNumber(FieldType type) {
        return type == FieldType.INTEGER || type == FieldType.MONEY || type == FieldType.DECIMAL;
    }

    /** The places inside a record of one kind. */
    private void inside(@Nullable String kind, List<List<FieldReader.Place>> places) {
        Map<String, String> owners = new TreeMap<>();
        for (Table table : tables) {
            List<String> base = table.rowPath();
            if (table.index() > 0) {
                claim(owners, schemas.get(table.index()), "physicalName", base, "the rows of '" + table.name() + "'");
            }
            for (FieldReader.Place place : places.get(table.index())) {
                FieldPath path = place.field().path();
                List<String> steps = path.origin() == Origin.RECORD ? path.steps(kind) : null;
                if (steps != null && exchange.format() != Format.CSV) {
                    List<String> whole = new ArrayList<>(base);
                    whole.addAll(steps);
                    YamlMap map = place.x().has("path") ? place.x() : place.property();
                    String key = place.x().has("path") ? "path" : "physicalName";
                    claim(owners, map, key, whole, "'" + place.field().name() + "'");
                }
            }
        }
        for (List<String> path : exchange.ignore()) {
            claim(owners, exchangeMap, "ignore", path, "'ignore'");
        }
        inner(owners);
    }

    private void claim(Map<String, String> owners, YamlMap map, String key, List<String> path, String owner) {
        String other = owners.putIfAbsent(String.join("/", path) + "/", owner);
        if (other != null) {
            tell(map, key, "path " + String.join("/", path) + " is read by " + other + " already", null);
        }
    }

    /** What has a value cannot have parts; rows can, but not rows of another table. */
    private void inner(Map<String, String> owners) {
        owners.forEach((path, owner) -> {
            for (int end = path.indexOf('/'); end < path.length() - 1; end = path.indexOf('/', end + 1)) {
                String outer = owners.get(path.substring(0, end + 1));
                boolean rows = outer != null && outer.startsWith("the rows");
                if (outer != null && (!rows || owner.startsWith("the rows"))) {
                    String message =
                            "path " + path.substring(0, path.length() - 1) + " of " + owner + " is inside " + outer;
                    tell(exchangeMap, "recordPath", message, "a value has no parts");
                    return;
                }
            }
        });
    }

    private void tell(YamlMap map, String key, String message, @Nullable String hint) {
        if (told.add(message)) {
            map.error(key, message, hint);
        }
    }

    private static boolean startsWith(List<String> path, List<String> start) {
        return path.size() >= start.size() && path.subList(0, start.size()).equals(start);
    }
}
