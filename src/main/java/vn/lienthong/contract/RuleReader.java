package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Rule.Apart;
import vn.lienthong.contract.Rule.Demand;
import vn.lienthong.contract.Rule.Holds;
import vn.lienthong.contract.Rule.Unique;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads the {@code quality} entries of one table, {@code type: custom, engine: cel}, into {@link Rule}s. */
final class RuleReader {
    static final int EXPRESSION_CHARS_MAX = 2_000;
    static final int TEXT_CHARS_MAX = 500;

    /** Codes that the gateway gives itself. */
    static final Set<String> NATIVE = Set.of(
            "RULE_REQUIRED",
            "RULE_TYPE",
            "RULE_LENGTH",
            "RULE_PATTERN",
            "RULE_RANGE",
            "RULE_CODE",
            "RULE_CHECK_DIGIT",
            "RULE_LEADING_ZERO",
            "RULE_RAGGED",
            "RULE_CHARACTER",
            "RULE_TEXT_CONVERTED",
            "RULE_UNKNOWN_ELEMENT");

    private static final Pattern CODE = Pattern.compile("RULE_[A-Z][A-Z0-9_]{0,59}");
    private static final Map<String, Severity> SEVERITIES =
            Map.of("error", Severity.ERROR, "warning", Severity.WARNING, "notice", Severity.NOTICE);

    private final RuleScope scope;
    private final Set<String> codes;

    /** @param codes those of the contract's tables that were read before */
    RuleReader(RuleScope scope, Set<String> codes) {
        this.scope = scope;
        this.codes = codes;
    }

    List<Rule> read(List<YamlMap> quality) {
        List<Rule> rules = new ArrayList<>();
        for (YamlMap entry : quality) {
            if ("custom".equals(entry.textOrNull("type")) && "cel".equals(entry.textOrNull("engine"))) {
                rules.add(rule(entry));
            } else {
                String hint = "write it as 'type: custom, engine: cel' or move it out of the contract";
                entry.error("type", "the gateway checks only quality entries of engine cel", hint);
            }
        }
        return rules;
    }

    private Rule rule(YamlMap entry) {
        String code = entry.matching("name", CODE, "RULE_ and capital letters, digits or _");
        if (NATIVE.contains(code)) {
            entry.error("name", "'" + code + "' is a code of the gateway itself", "choose another");
        } else if (!code.isEmpty() && !codes.add(code)) {
            entry.error("name", "rule '" + code + "' is here twice", "give each rule a code of its own");
        }
        if (!entry.has("severity")) {
            entry.error("name", "'severity' is missing", "error rejects the record, warning or notice flags it");
        }
        Severity severity = entry.choice("severity", SEVERITIES, Severity.ERROR);
        YamlMap how = entry.map("implementation");
        Set<String> read = new LinkedHashSet<>();
        Demand demand = demand(how, read);
        Period valid = new Period(how.dateOrNull("validFrom"), how.dateOrNull("validTo"));
        Rule rule = new Rule(
                scope.table().index(),
                code,
                severity,
                source(how),
                demand,
                uses(how, read),
                bounded(how, "messageVi", TEXT_CHARS_MAX),
                bounded(how, "messageEn", TEXT_CHARS_MAX),
                how.textOrNull("hint"),
                how.textOrNull("legalBasis"),
                valid.from(),
                valid.to());
        if (valid.from() != null && valid.to() != null && valid.from().isAfter(valid.to())) {
            how.error("validFrom", "'validFrom' is after 'validTo'", null);
        }
        how.refuseOthers();
        entry.know("id", "description", "dimension", "businessImpact", "method", "tags", "unit");
        entry.know("authoritativeDefinitions", "customProperties");
        entry.refuseOthers();
        return rule;
    }

    /** @param read takes the names that are read by value */
    private Demand demand(YamlMap how, Set<String> read) {
        boolean unique = how.has("unique");
        boolean overlap = how.has("overlap");
        if (!unique && !overlap) {
            String expression = bounded(how, "expression", EXPRESSION_CHARS_MAX);
            read.addAll(reads(how, "expression", expression, scope));
            return new Holds(expression);
        }
        if ((unique && overlap) || how.has("expression")) {
            how.error("expression", "a rule is one of expression, unique, overlap", "make two rules of it");
        }
        if (scope.table().index() == 0) {
            how.error("expression", "the record itself has one row", "unique and overlap stand with a child table");
        }
        // The rows are chosen as they are read, when no aggregate is known yet.
        String where = where(how, new RuleScope(scope.table(), scope.record(), List.of()));
        how.know("expression");
        return unique ? unique(how, where) : apart(how.map("overlap"), where);
    }

    private Unique unique(YamlMap how, @Nullable String where) {
        List<String> fields = how.texts("unique");
        if (fields.isEmpty()) {
            how.error("unique", "'unique' needs a field", "like unique: [stt]");
        }
        requireFields(how, "unique", fields);
        how.know("overlap");
        return new Unique(fields, where);
    }

    private Apart apart(YamlMap overlap, @Nullable String where) {
        List<String> by = overlap.texts("by");
        requireFields(overlap, "by", by);
        Apart apart = new Apart(by, time(overlap, "from"), time(overlap, "to"), where);
        overlap.refuseOthers();
        return apart;
    }

    private String time(YamlMap overlap, String key) {
        String name = overlap.text(key);
        Field field = name.isEmpty() ? null : field(overlap, key, name);
        if (field != null && field.type() != FieldType.DATE && field.type() != FieldType.DATE_TIME) {
            overlap.error(key, "'" + name + "' is no day or time", null);
        }
        return name;
    }

    private void requireFields(YamlMap how, String key, List<String> names) {
        for (String name : names) {
            var unused = field(how, key, name);
        }
    }

    private @Nullable Field field(YamlMap how, String key, String name) {
        Field field = scope.table().field(name);
        if (field == null) {
            how.error(key, "there is no field '" + name + "'", Nearest.hint(name, names()));
        }
        return field;
    }

    /** The expression that chooses rows, or null. */
    static @Nullable String where(YamlMap map, RuleScope scope) {
        if (!map.has("where")) {
            return null;
        }
        String where = bounded(map, "where", EXPRESSION_CHARS_MAX);
        var unused = reads(map, "where", where, scope);
        return where;
    }

    private static String bounded(YamlMap map, String key, int charsMax) {
        String text = map.text(key).strip();
        if (text.length() > charsMax) {
            map.error(key, "'" + key + "' is longer than " + charsMax + " characters", null);
        }
        return text;
    }

    private @Nullable String source(YamlMap how) {
        String name = how.textOrNull("field");
        Field field = name == null ? null : field(how, "field", name);
        return field == null ? null : field.source();
    }

    /** The names that the expression reads by value; one that stands for nothing is a finding. */
    private static Set<String> reads(YamlMap how, String key, String expression, RuleScope scope) {
        Set<String> fields = new LinkedHashSet<>();
        RuleNames named = RuleNames.of(expression);
        named.problem().ifPresent(problem -> how.error(key, problem, null));
        for (String name : named.functions()) {
            if (!RuleNames.FUNCTIONS.contains(name)) {
                how.error(key, "unknown function '" + name + "'", Nearest.hint(name, RuleNames.FUNCTIONS));
            }
        }
        for (String name : named.variables()) {
            Optional<String> value = scope.named(name);
            if (value.isEmpty()) {
                how.error(key, "there is no field '" + name + "'", Nearest.hint(name, scope.names()));
            } else if (!scope.presence(name)) {
                fields.add(value.get());
            }
        }
        if (!expression.isEmpty() && named.variables().isEmpty()) {
            how.error(key, "the expression reads no field", null);
        }
        return fields;
    }

    /** By default every field that the expression reads by value: without it the rule cannot be asked. */
    private List<String> uses(YamlMap how, Set<String> read) {
        if (!how.has("uses")) {
            return List.copyOf(read);
        }
        List<String> uses = how.texts("uses");
        for (String name : uses) {
            if (!scope.knows(name)) {
                how.error("uses", "there is no field '" + name + "'", Nearest.hint(name, scope.names()));
            }
        }
        return uses;
    }

    private List<String> names() {
        return scope.table().fields().stream().map(Field::name).toList();
    }
}
