package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads the {@code quality} entries of the record's table, {@code type: custom, engine: cel}, into {@link Rule}s. */
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

    private final Table table;
    private final Set<String> codes = new HashSet<>();

    RuleReader(Table table) {
        this.table = table;
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
        String expression = bounded(how, "expression", EXPRESSION_CHARS_MAX);
        Set<String> read = reads(how, expression);
        Rule rule = new Rule(
                code,
                severity,
                source(how),
                expression,
                uses(how, read),
                bounded(how, "messageVi", TEXT_CHARS_MAX),
                bounded(how, "messageEn", TEXT_CHARS_MAX),
                how.textOrNull("hint"),
                how.dateOrNull("validFrom"),
                how.dateOrNull("validTo"));
        if (rule.validFrom() != null
                && rule.validTo() != null
                && rule.validFrom().isAfter(rule.validTo())) {
            how.error("validFrom", "'validFrom' is after 'validTo'", null);
        }
        how.refuseOthers();
        entry.know("id", "description", "dimension", "businessImpact", "method", "tags", "unit");
        entry.know("authoritativeDefinitions", "customProperties");
        entry.refuseOthers();
        return rule;
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
        if (name == null) {
            return null;
        }
        Field field = table.field(name);
        if (field == null) {
            how.error("field", "there is no field '" + name + "'", Nearest.hint(name, names()));
            return null;
        }
        return field.source();
    }

    /** The fields that the expression reads by value; a name that is no field's is a finding. */
    private Set<String> reads(YamlMap how, String expression) {
        Set<String> fields = new LinkedHashSet<>();
        RuleNames named = RuleNames.of(expression);
        named.problem().ifPresent(problem -> how.error("expression", problem, null));
        for (String name : named.functions()) {
            if (!RuleNames.FUNCTIONS.contains(name)) {
                how.error("expression", "unknown function '" + name + "'", Nearest.hint(name, RuleNames.FUNCTIONS));
            }
        }
        for (String name : named.variables()) {
            String field = fieldOf(name);
            if (field == null) {
                how.error("expression", "there is no field '" + name + "'", Nearest.hint(name, names()));
            } else if (!name.startsWith(RuleNames.HAS) || table.field(name) != null) {
                fields.add(field);
            }
        }
        if (!expression.isEmpty() && named.variables().isEmpty()) {
            how.error("expression", "the expression reads no field", null);
        }
        return fields;
    }

    /** The field of {@code contract_to}, {@code contract_to_last} (dates only) and {@code has_contract_to}. */
    private @Nullable String fieldOf(String variable) {
        if (table.field(variable) != null) {
            return variable;
        }
        if (variable.startsWith(RuleNames.HAS)) {
            String name = variable.substring(RuleNames.HAS.length());
            return table.field(name) == null ? null : name;
        }
        if (variable.endsWith(RuleNames.LAST)) {
            String name = variable.substring(0, variable.length() - RuleNames.LAST.length());
            Field field = table.field(name);
            return field != null && RuleNames.DATES.contains(field.type()) ? name : null;
        }
        return null;
    }

    /** By default every field that the expression reads by value: without it the rule cannot be asked. */
    private List<String> uses(YamlMap how, Set<String> read) {
        if (!how.has("uses")) {
            return List.copyOf(read);
        }
        List<String> uses = how.texts("uses");
        for (String name : uses) {
            if (table.field(name) == null) {
                how.error("uses", "there is no field '" + name + "'", Nearest.hint(name, names()));
            }
        }
        return uses;
    }

    private List<String> names() {
        return table.fields().stream().map(Field::name).toList();
    }
}
