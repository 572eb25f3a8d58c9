package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Derivation.Take;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads {@code x: derive} of a field, and holds it against the table. */
final class DerivationReader {
    static final int FIELDS_MAX = 20;

    private static final Set<FieldType> DATED = Set.of(FieldType.DATE, FieldType.DATE_TIME, FieldType.MONTH);

    private DerivationReader() {}

    /** The derivation, or null for a field with a source. */
    static @Nullable Derivation read(YamlMap x, FieldType type, boolean required) {
        if (!x.has("derive")) {
            return null;
        }
        YamlMap derive = x.map("derive");
        if (type != FieldType.TEXT || required) {
            x.error("derive", "a derived field is text and not required", null);
        }
        Derivation derivation;
        if (derive.has("join")) {
            derivation = ofTexts(Take.JOIN, derive, "join");
        } else if (derive.has("first")) {
            derivation = ofTexts(Take.FIRST, derive, "first");
        } else {
            derivation = ofCode(derive);
        }
        derive.refuseOthers();
        return derivation;
    }

    private static Derivation ofTexts(Take take, YamlMap derive, String key) {
        List<String> from = derive.texts(key);
        if (from.size() < 2 || from.size() > FIELDS_MAX) {
            derive.error(key, "'" + key + "' names 2 to " + FIELDS_MAX + " fields", null);
        }
        return new Derivation(take, from, null, null, null);
    }

    private static Derivation ofCode(YamlMap derive) {
        if (!derive.has("take")) {
            derive.error("take", "'take' is missing", "code, or split; or 'join: [...]', 'first: [...]' of texts");
        }
        return new Derivation(
                derive.choice("take", Map.of("code", Take.CODE, "split", Take.SPLIT), Take.CODE),
                List.of(derive.text("from")),
                derive.matching("list", FieldReader.LIST_NAME, "the name of a list"),
                derive.textOrNull("at"),
                derive.textOrNull("districts"));
    }

    /** Tells what does not go together, and which lists are not loaded. */
    static void check(FieldReader.Place place, Table table, CodeLists lists) {
        Field field = place.field();
        Derivation derivation = field.derivation();
        if (derivation == null) {
            return;
        }
        YamlMap x = place.x();
        if (field.index() < table.sourceFields()) {
            x.error("derive", "derived fields stand behind those with a source", "move it to the end of the table");
        }
        List<String> used = new ArrayList<>(derivation.from());
        if (derivation.districts() != null) {
            used.add(derivation.districts());
        }
        used.forEach(name -> source(x, name, field, table));
        String at = derivation.at();
        Field date = at == null ? null : table.field(at);
        if (at != null && (date == null || !DATED.contains(date.type()))) {
            x.error("derive", "'at' must be a date, month or time of the table", Nearest.hint(at, names(table)));
        }
        String list = derivation.list();
        if (list == null || list.isEmpty()) {
            return;
        }
        Field from = table.field(derivation.from().get(0));
        if (from != null && from.type() != FieldType.TEXT) {
            x.error("derive", "'from' must be a text field", "codes are text, so that leading zeros stay");
        }
        if (lists.changes(list) == null) {
            String message = "list of changes '" + list + "' is not loaded: '" + field.name() + "' stays empty";
            x.warning("derive", message, "gateway/run reference import FILE --list " + list + " --from DATE");
        }
    }

    private static void source(YamlMap x, String name, Field field, Table table) {
        Field from = table.field(name);
        if (from == null || from.derived()) {
            String hint = Nearest.hint(name, names(table));
            x.error("derive", "there is no field '" + name + "' with a source in the table", hint);
        } else if (from.classification().compareTo(field.classification()) > 0) {
            String message = "'" + field.name() + "' is less protected than '" + name + "' that it is made from";
            x.error(
                    "derive",
                    message,
                    "classification: " + from.classification().name().toLowerCase(Locale.ROOT));
        }
    }

    private static List<String> names(Table table) {
        return table.fields().stream().map(Field::name).toList();
    }
}
