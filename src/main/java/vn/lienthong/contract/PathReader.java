package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Exchange.Format;
import vn.lienthong.yaml.YamlMap;

/** Reads the places in nested files: of records, of fields, of rows, of totals, and of what is passed over. */
final class PathReader {
    static final int RECORD_PATHS_MAX = 20;
    static final int IGNORED_MAX = 500;
    static final int TOTALS_MAX = 100;

    private static final String STEP = "[\\p{L}_][\\p{L}\\p{N}_.-]{0,99}";
    private static final String STEPS = STEP + "(?:/" + STEP + ")*";
    private static final Pattern BELOW = Pattern.compile(STEPS);
    private static final Pattern NAME = Pattern.compile(STEP);
    private static final Pattern KIND_AND_PATH = Pattern.compile(STEP + "/" + STEPS);
    private static final Pattern FROM_ROOT = Pattern.compile("/" + STEPS);
    private static final Pattern KIND = Pattern.compile("[\\p{L}\\p{N}_.-]{1,40}");
    private static final String TOP = ".";
    private static final String KIND_WORD = "@kind";

    private PathReader() {}

    // ---- of records

    static List<RecordPath> recordPaths(YamlMap exchange, List<Format> formats) {
        boolean json = formats.contains(Format.JSON);
        boolean nested = json || formats.contains(Format.XML);
        if (!exchange.has("recordPath")) {
            if (nested) {
                exchange.error(
                        "format", "'recordPath' is missing: the elements from the root to one record", "like A/B/C");
            }
            return List.of();
        }
        if (!nested) {
            exchange.error("recordPath", "'recordPath' is for xml and json", "remove it: each line is a record");
        }
        List<RecordPath> paths = new ArrayList<>();
        if (exchange.isScalar("recordPath")) {
            paths.add(recordPath(exchange, null, exchange.text("recordPath"), json));
        } else if (exchange.isList("recordPath")) {
            exchange.texts("recordPath").forEach(path -> paths.add(recordPath(exchange, null, path, json)));
        } else {
            exchange.textMap("recordPath").forEach((kind, path) -> {
                if (!KIND.matcher(kind).matches()) {
                    exchange.error("recordPath", "a kind of record is a word of letters, digits, _ . -", null);
                }
                paths.add(recordPath(exchange, kind, path, json));
            });
        }
        if (paths.isEmpty() || paths.size() > RECORD_PATHS_MAX) {
            exchange.error("recordPath", "'recordPath' must be 1 to " + RECORD_PATHS_MAX + " paths", null);
        }
        return paths;
    }

    private static RecordPath recordPath(YamlMap exchange, @Nullable String kind, String path, boolean json) {
        if (json && path.equals(TOP)) {
            return new RecordPath(kind, List.of());
        }
        if (!BELOW.matcher(path).matches()) {
            exchange.error(
                    "recordPath",
                    "'recordPath' must be element names with / between",
                    json ? "like A/B/C, or . for the top value itself" : "like A/B/C");
        } else if (!json && path.indexOf('/') < 0) {
            exchange.error("recordPath", "'recordPath' must name the root and the record below it", "like A/B/C");
        }
        return new RecordPath(kind, steps(path));
    }

    /** Elements or members of a record that are known and not read. */
    static List<List<String>> ignored(YamlMap exchange) {
        List<List<String>> ignored = new ArrayList<>();
        for (String path : exchange.texts("ignore")) {
            if (BELOW.matcher(path).matches()) {
                ignored.add(steps(path));
            } else {
                exchange.error("ignore", "'ignore' must be paths below a record, names with / between", "like A/B");
            }
        }
        if (ignored.size() > IGNORED_MAX) {
            exchange.error("ignore", "'ignore' has more than " + IGNORED_MAX + " paths", null);
        }
        return ignored;
    }

    /** Where tables are documents of their own, or null. */
    static @Nullable Attachments attachments(YamlMap exchange, List<Format> formats) {
        if (!exchange.has("attachments")) {
            return null;
        }
        if (!formats.contains(Format.XML)) {
            exchange.error("attachments", "'attachments' is for xml", null);
        }
        YamlMap map = exchange.map("attachments");
        String path = map.matching("path", BELOW, "names with / between, from the record to one attachment");
        String kind = map.matching("kind", NAME, "one element name");
        String content = map.matching("content", NAME, "one element name");
        String record = map.matching("record", KIND_AND_PATH, "the kind and the elements in it, like XML1/TONG_HOP");
        map.refuseOthers();
        List<String> steps = steps(record);
        return new Attachments(steps(path), kind, content, steps.get(0), steps.subList(1, steps.size()));
    }

    // ---- of totals

    static List<ControlTotal> controlTotals(YamlMap exchange) {
        List<ControlTotal> totals = new ArrayList<>();
        for (YamlMap total : exchange.maps("controlTotals")) {
            String field = total.textOrNull("field");
            String count = total.textOrNull("count");
            if ((field == null) == (count == null)) {
                total.error("field", "a control total has either 'field' or 'count: records'", null);
            } else if (count != null && !count.equals("records")) {
                total.error("count", "'count' must be records", "fields are summed up with 'field'");
            }
            String path = total.matching("path", FROM_ROOT, "a path from the root with a leading /, like /A/B");
            totals.add(new ControlTotal(field, total.textOrNull("kind"), fromRoot(path)));
            total.refuseOthers();
        }
        if (totals.size() > TOTALS_MAX) {
            exchange.error("controlTotals", "'controlTotals' has more than " + TOTALS_MAX + " totals", null);
        }
        return totals;
    }

    // ---- of fields and rows

    /** Where a field stands; by default below its record, by the name of its source. */
    static FieldPath field(YamlMap x, String source) {
        if (x.has("derive")) {
            if (x.has("path")) {
                x.error("path", "a derived field has no 'path': it is made from another field", null);
            }
            return FieldPath.none(FieldPath.Origin.DERIVED);
        }
        if (!x.has("path")) {
            return FieldPath.named(source);
        }
        if (!x.isScalar("path")) {
            return byKind(x);
        }
        String path = x.text("path");
        if (path.equals(KIND_WORD)) {
            return FieldPath.none(FieldPath.Origin.KIND);
        }
        if (FROM_ROOT.matcher(path).matches()) {
            return new FieldPath(FieldPath.Origin.HEAD, fromRoot(path), Map.of());
        }
        if (!BELOW.matcher(path).matches()) {
            String hint = "A/B below the record, /A/B from the root, or @kind";
            x.error("path", "'path' must be names with / between", hint);
        }
        return FieldPath.below(steps(path));
    }

    private static FieldPath byKind(YamlMap x) {
        Map<String, List<String>> byKind = new LinkedHashMap<>();
        x.textMap("path").forEach((kind, path) -> {
            if (BELOW.matcher(path).matches()) {
                byKind.put(kind, steps(path));
            } else {
                x.error("path", "the path of kind '" + kind + "' must be names with / between", "like A/B");
            }
        });
        if (byKind.isEmpty()) {
            x.error("path", "'path' has no kinds", null);
        }
        return new FieldPath(FieldPath.Origin.RECORD, List.of(), byKind);
    }

    /** Where the rows of a child table stand below their record; by default its source is the path. */
    static List<String> rows(YamlMap schema, String source) {
        YamlMap x = CustomProperties.find(schema, "x").orElseGet(schema::none);
        List<String> rows = steps(source);
        if (x.has("path")) {
            rows = steps(x.matching("path", BELOW, "names with / between, from the record to one row"));
        }
        x.refuseOthers();
        return rows;
    }

    private static List<String> fromRoot(String path) {
        return path.isEmpty() ? List.of() : steps(path.substring(1));
    }

    private static List<String> steps(String path) {
        return List.of(path.split("/", -1));
    }
}
