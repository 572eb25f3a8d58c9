package vn.lienthong.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads {@code scope} of a partner's line for a feed: canonical field to the values, in the form of events. */
final class ScopeReader {
    private static final int SCOPE_VALUES_MAX = 100_000;

    private ScopeReader() {}

    /** What a partner may send. */
    static Map<String, List<String>> sends(YamlMap map, Contract contract) {
        Map<String, List<String>> scope = receives(map, contract);
        scope.forEach(
                (field, values) -> bounds(map.map("scope"), contract.table().field(field), values));
        return scope;
    }

    /** What a reader sees. */
    static Map<String, List<String>> receives(YamlMap map, Contract contract) {
        Map<String, List<String>> scope = new LinkedHashMap<>();
        YamlMap fields = map.map("scope");
        for (String field : fields.keys()) {
            known(fields, field, field, contract);
            List<String> values = fields.texts(field);
            if (values.isEmpty() || values.size() > SCOPE_VALUES_MAX) {
                fields.error(field, "a scope needs 1 to " + SCOPE_VALUES_MAX + " values", "or remove the line");
            }
            canonical(fields, contract.table().field(field), values);
            scope.put(field, List.copyOf(values));
        }
        return scope;
    }

    /** A value is compared with what the store has: written otherwise, it would match nothing in silence. */
    private static void canonical(YamlMap fields, @Nullable Field field, List<String> values) {
        if (field == null || field.type() != FieldType.TEXT || field.derived()) {
            return;
        }
        TextNormalizer form = new TextNormalizer(field);
        for (String value : values) {
            String canonical = form.normalized(value);
            if (!canonical.equals(value)) {
                fields.error(
                        field.name(),
                        "'" + value + "' is not how the store writes it",
                        "write it as in events: '" + canonical + "'");
            }
        }
    }

    /** What is checked as records come in must have a value there, in one form. */
    private static void bounds(YamlMap fields, @Nullable Field field, List<String> values) {
        if (field == null) {
            return;
        }
        if (!ScopeForm.canBound(field)) {
            String hint = "text, a whole number, a day or a month that the sender gives";
            fields.error(field.name(), "'" + field.name() + "' cannot tell what a partner may send", hint);
        } else if (field.type() != FieldType.TEXT) {
            values.stream()
                    .filter(value -> ScopeForm.number(field, value).isEmpty())
                    .forEach(value -> fields.error(
                            field.name(),
                            "'" + value + "' is no " + DateForms.word(field.type()),
                            "write it as in events"));
        }
    }

    /** Says so when the feed has no such field. */
    static void known(YamlMap map, String key, String field, Contract contract) {
        if (contract.table().field(field) == null) {
            List<String> names =
                    contract.table().fields().stream().map(Field::name).toList();
            map.error(key, "feed '" + contract.feed() + "' has no field '" + field + "'", Nearest.hint(field, names));
        }
    }
}
