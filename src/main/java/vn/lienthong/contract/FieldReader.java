package vn.lienthong.contract;

import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Field.Classification;
import vn.lienthong.contract.Field.CodeListCheck;
import vn.lienthong.contract.Field.IdentifierCheck;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads one ODCS property with our {@code customProperties: x} into a {@link Field}. */
final class FieldReader {
    /** A longer text belongs into a document, not into a field. */
    static final int LENGTH_MAX = 1_000_000;

    static final int SCALE_MAX = 9;
    static final int CODES_MAPPED_MAX = 1_000;
    static final Pattern LIST_NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");

    /** Columns that the store adds to each table, and words that mean something else in a rule. */
    private static final Set<String> RESERVED = Set.of(
            ("record_id deleted batch_id ordinal content_hash version delivery_no partner parent_id true false null in as"
                            + " break const continue else for function if import let loop package namespace return var"
                            + " void while has all exists size record")
                    .split(" "));

    private static final Pattern SOURCE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]{0,99}");
    private static final Map<String, List<FieldType>> TYPES = types();
    private static final Map<String, Severity> SEVERITIES =
            Map.of("error", Severity.ERROR, "warning", Severity.WARNING, "notice", Severity.NOTICE);

    private final int index;
    private final YamlMap property;
    private final YamlMap options;
    private final YamlMap x;

    private FieldReader(int index, YamlMap property, YamlMap x) {
        this.index = index;
        this.property = property;
        this.options = property.map("logicalTypeOptions");
        this.x = x;
    }

    /**
     * A field and where it stands in the file.
     *
     * @param property the ODCS property
     * @param x our part of it
     */
    record Place(Field field, YamlMap property, YamlMap x) {}

    static Place read(int index, YamlMap property) {
        YamlMap x = CustomProperties.find(property, "x").orElseGet(property::none);
        return new Place(new FieldReader(index, property, x).read(), property, x);
    }

    private Field read() {
        FieldType type = type();
        String name = name();
        String source = source(name);
        String label = property.text("businessName");
        boolean required = property.flag("required", false);
        int keyPosition = keyPosition(required);
        int scale = scale(type);
        Field field = new Field(
                index,
                source,
                name,
                label,
                type,
                required,
                keyPosition,
                formats(type),
                length("minLength", type, 0),
                length("maxLength", type, Integer.MAX_VALUE),
                pattern(type),
                bound("minimum", type, scale),
                bound("maximum", type, scale),
                scale,
                identifier(type),
                codes(),
                normalizers(type),
                classification(),
                map(type),
                PathReader.field(x, source),
                DerivationReader.read(x, type, required),
                valid());
        checkBounds(field);
        property.know("id", "description", "physicalType", "examples", "tags", "authoritativeDefinitions");
        property.know(
                "criticalDataElement", "transformSourceObjects", "transformLogic", "transformDescription", "unique");
        property.refuseOthers();
        options.refuseOthers();
        x.refuseOthers();
        return field;
    }

    private Period valid() {
        Period valid = new Period(x.dateOrNull("validFrom"), x.dateOrNull("validTo"));
        if (valid.from() != null && valid.to() != null && valid.from().isAfter(valid.to())) {
            x.error("validFrom", "'validFrom' is after 'validTo'", null);
        }
        return valid;
    }

    private String name() {
        String name = property.matching("name", Field.NAME, Field.NAME_FORM);
        if (RESERVED.contains(name)) {
            property.error("name", "'" + name + "' is a word of the gateway itself", "name the field more exactly");
        } else if (name.endsWith(RuleNames.LAST)
                || name.startsWith(RuleNames.HAS)
                || RuleNames.RESERVED.contains(name)) {
            property.error(
                    "name", "'" + name + "' would hide a variable or function of the rules", "choose another name");
        }
        return name;
    }

    /** A derived field has no name at the sender; what is said of it goes by its own. */
    private String source(String name) {
        if (x.has("derive") && !property.has("physicalName")) {
            return name;
        }
        return property.matching("physicalName", SOURCE, "a column or element name (letters, digits, _ . -)");
    }

    private FieldType type() {
        if (!property.has("logicalType")) {
            property.error("name", "'logicalType' is missing", "known: " + String.join(", ", TYPES.keySet()));
        }
        List<FieldType> possible = property.choice("logicalType", TYPES, List.of(FieldType.TEXT));
        Map<String, FieldType> words = new LinkedHashMap<>();
        possible.forEach(t -> words.put(DateForms.word(t), t));
        return x.choice("type", words, possible.get(0));
    }

    private int keyPosition(boolean required) {
        boolean key = property.flag("primaryKey", false);
        int position = (int) property.whole("primaryKeyPosition", 1, 16, 0);
        if (key && position == 0) {
            property.error("primaryKey", "a key field needs 'primaryKeyPosition' (1 for the first)", null);
        } else if (!key && position > 0) {
            property.error("primaryKeyPosition", "'primaryKeyPosition' without 'primaryKey: true'", null);
        } else if (key && !required) {
            property.error("primaryKey", "a key field must be 'required: true'", null);
        }
        return key ? position : 0;
    }

    private Classification classification() {
        if (!property.has("classification")) {
            String hint = "open, personal or sensitive: who may see the field must be said";
            property.error("name", "'classification' is missing", hint);
        }
        Map<String, Classification> words = YamlMap.words(Classification.class, '-');
        return property.choice("classification", words, Classification.SENSITIVE);
    }

    private int scale(FieldType type) {
        if (type == FieldType.DECIMAL) {
            if (!x.has("scale")) {
                property.error("logicalType", "a number needs 'x: {scale: ...}', its digits after the point", null);
            }
            return (int) x.whole("scale", 0, SCALE_MAX, 0);
        }
        if (x.has("scale")) {
            x.error("scale", "'scale' is for logicalType number", "whole numbers have no scale");
        }
        return 0;
    }

    private List<String> formats(FieldType type) {
        List<String> formats = x.texts("formats");
        boolean date =
                switch (type) {
                    case DATE, PARTIAL_DATE, MONTH, DATE_TIME -> true;
                    default -> false;
                };
        if (!date) {
            if (x.has("formats")) {
                x.error("formats", "'formats' is for dates, not for " + DateForms.word(type), null);
            }
            return List.of();
        }
        if (options.has("format")) {
            if (x.has("formats")) {
                options.error("format", "give 'format' or 'x: {formats: [...]}', not both", null);
            }
            formats = List.of(options.text("format"));
        }
        if (formats.isEmpty()) {
            property.error("logicalType", "a " + DateForms.word(type) + " needs 'x: {formats: [...]}'", null);
        }
        String key = x.has("formats") ? "formats" : "type";
        YamlMap where = options.has("format") ? options : x;
        for (String format : formats) {
            DateForms.problem(type, format)
                    .ifPresent(why -> where.error(
                            options.has("format") ? "format" : key, "date form '" + format + "' " + why, null));
        }
        return formats;
    }

    private int length(String key, FieldType type, int otherwise) {
        if (options.has(key) && type != FieldType.TEXT) {
            options.error(key, "'" + key + "' is for text, not for " + DateForms.word(type), null);
            return otherwise;
        }
        return (int) options.whole(key, 0, LENGTH_MAX, otherwise);
    }

    private @Nullable String pattern(FieldType type) {
        String pattern = options.textOrNull("pattern");
        if (pattern == null) {
            return null;
        }
        if (type != FieldType.TEXT) {
            options.error("pattern", "'pattern' is for text, not for " + DateForms.word(type), null);
            return null;
        }
        try {
            var unused = com.google.re2j.Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            String hint = "RE2 syntax: no look-around, no back-references";
            options.error("pattern", "pattern does not compile: " + e.getDescription(), hint);
        }
        return pattern;
    }

    private @Nullable Long bound(String key, FieldType type, int scale) {
        if (!options.has(key)) {
            return null;
        }
        if (type == FieldType.DECIMAL) {
            BigDecimal value = options.decimalOrNull(key);
            try {
                return value == null ? null : value.movePointRight(scale).longValueExact();
            } catch (ArithmeticException e) {
                options.error(
                        key, "'" + key + "' has more than the field's " + scale + " digits after the point", null);
                return null;
            }
        }
        if (type != FieldType.INTEGER && type != FieldType.MONEY) {
            options.error(key, "'" + key + "' is for numbers, not for " + DateForms.word(type), null);
            return null;
        }
        return options.wholeOrNull(key);
    }

    private @Nullable IdentifierCheck identifier(FieldType type) {
        if (!x.has("identifier")) {
            return null;
        }
        if (type != FieldType.TEXT) {
            x.error("identifier", "'identifier' is for text, so that leading zeros stay", "use logicalType string");
        }
        YamlMap check = x.isScalar("identifier") ? x : x.map("identifier");
        String key = check == x ? "identifier" : "kind";
        if (!check.has(key)) {
            check.error(key, "'kind' is missing", null);
        }
        Identifier kind = check.choice(key, YamlMap.words(Identifier.class, '_'), Identifier.TAX_CODE);
        Severity severity = Severity.ERROR;
        if (check != x) {
            severity = check.choice("severity", SEVERITIES, Severity.ERROR);
            check.refuseOthers();
        }
        return new IdentifierCheck(kind, severity);
    }

    private @Nullable CodeListCheck codes() {
        if (!x.has("codes")) {
            return null;
        }
        if (x.isScalar("codes")) {
            return new CodeListCheck(x.matching("codes", LIST_NAME, "the name of a code list"), null, Severity.ERROR);
        }
        YamlMap check = x.map("codes");
        String list = check.matching("list", LIST_NAME, "the name of a code list");
        String at = check.textOrNull("at");
        Severity severity = check.choice("severity", SEVERITIES, Severity.ERROR);
        check.refuseOthers();
        return new CodeListCheck(list, at, severity);
    }

    private List<String> normalizers(FieldType type) {
        List<String> names = x.texts("normalize");
        if (!names.isEmpty() && type != FieldType.TEXT) {
            x.error(
                    "normalize",
                    "'normalize' is for text: a " + DateForms.word(type) + " has one canonical form",
                    null);
        }
        for (String name : names) {
            if (!TextNormalizer.WORDS.contains(name)) {
                x.error("normalize", "unknown normalizer '" + name + "'", Nearest.hint(name, TextNormalizer.WORDS));
            }
        }
        return names;
    }

    private Map<String, String> map(FieldType type) {
        Map<String, String> map = x.textMap("map");
        if (!map.isEmpty() && type != FieldType.TEXT) {
            x.error("map", "'map' is for text, not for " + DateForms.word(type), null);
        }
        if (map.size() > CODES_MAPPED_MAX) {
            x.error("map", "'map' has more than " + CODES_MAPPED_MAX + " codes", "use a code list");
        }
        return map;
    }

    private void checkBounds(Field field) {
        if (field.lengthMin() > field.lengthMax()) {
            options.error("minLength", "'minLength' is above 'maxLength'", null);
        }
        Long min = field.min();
        Long max = field.max();
        if (min != null && max != null && min > max) {
            options.error("minimum", "'minimum' is above 'maximum'", null);
        }
    }

    private static Map<String, List<FieldType>> types() {
        Map<String, List<FieldType>> types = new LinkedHashMap<>();
        types.put("string", List.of(FieldType.TEXT, FieldType.PARTIAL_DATE, FieldType.MONTH));
        types.put("integer", List.of(FieldType.INTEGER, FieldType.MONEY));
        types.put("number", List.of(FieldType.DECIMAL));
        types.put("date", List.of(FieldType.DATE));
        types.put("timestamp", List.of(FieldType.DATE_TIME));
        return types;
    }
}
