package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Aggregate.Kind;
import vn.lienthong.yaml.Nearest;
import vn.lienthong.yaml.YamlMap;

/** Reads {@code exchange.rulesAt}, {@code exchange.aggregates} and the {@code quality} of all tables. */
final class RulebookReader {
    static final String RULES_AT = "rulesAt";
    static final String AGGREGATES = "aggregates";
    static final int RULES_MAX = 500;
    static final int AGGREGATES_MAX = 200;

    private static final Set<FieldType> SUMMED = Set.of(FieldType.INTEGER, FieldType.MONEY, FieldType.DECIMAL);
    private static final Set<FieldType> DAYS = Set.of(FieldType.DATE, FieldType.DATE_TIME);

    private final YamlMap exchange;
    private final List<Table> tables;

    private RulebookReader(YamlMap exchange, List<Table> tables) {
        this.exchange = exchange;
        this.tables = tables;
    }

    /** @param tables as read from the entries of {@code schema}, in their order */
    static Rulebook read(YamlMap root, YamlMap exchange, List<Table> tables) {
        if (tables.isEmpty()) {
            return Rulebook.EMPTY;
        }
        RulebookReader reader = new RulebookReader(exchange, tables);
        String at = reader.rulesAt();
        List<Aggregate> aggregates = reader.aggregates();
        List<Rule> rules = new ArrayList<>();
        Set<String> codes = new HashSet<>();
        int index = 0;
        for (YamlMap schema : root.maps("schema")) {
            List<YamlMap> quality = schema.maps("quality");
            if (quality.size() > RULES_MAX) {
                schema.error("quality", "more than " + RULES_MAX + " rules", null);
            } else {
                RuleScope scope = new RuleScope(tables.get(index), tables.get(0), aggregates);
                rules.addAll(new RuleReader(scope, codes).read(quality));
            }
            index++;
        }
        return new Rulebook(rules, aggregates, at);
    }

    private @Nullable String rulesAt() {
        String at = exchange.textOrNull(RULES_AT);
        if (at == null) {
            return null;
        }
        Field field = tables.get(0).field(at);
        if (field == null) {
            exchange.error(RULES_AT, "there is no field '" + at + "'", Nearest.hint(at, names(tables.get(0))));
        } else if (!DAYS.contains(field.type())) {
            exchange.error(RULES_AT, "'" + at + "' is no day or time", "it chooses the rules that hold");
        }
        return at;
    }

    private List<Aggregate> aggregates() {
        List<Aggregate> aggregates = new ArrayList<>();
        Set<String> names = new HashSet<>(names(tables.get(0)));
        List<YamlMap> entries = exchange.maps(AGGREGATES);
        if (entries.size() > AGGREGATES_MAX) {
            exchange.error(AGGREGATES, "more than " + AGGREGATES_MAX + " aggregates", null);
            return List.of();
        }
        for (YamlMap entry : entries) {
            Aggregate aggregate = aggregate(entry);
            String name = aggregate.name();
            if (name.startsWith(RuleNames.HAS) || name.endsWith(RuleNames.LAST) || RuleNames.isWord(name)) {
                entry.error("name", "'" + name + "' would hide a variable or function of the rules", "rename it");
            } else if (!name.isEmpty() && !names.add(name)) {
                entry.error("name", "'" + name + "' is a field or an aggregate already", "choose another name");
            }
            aggregates.add(aggregate);
        }
        return aggregates;
    }

    private Aggregate aggregate(YamlMap entry) {
        String name = entry.matching("name", Field.NAME, Field.NAME_FORM);
        Table table = table(entry);
        Kind kind = Kind.COUNT;
        String field = null;
        int kinds = entry.flag("count", false) ? 1 : 0;
        for (Kind k : List.of(Kind.SUM, Kind.MIN, Kind.MAX, Kind.DISTINCT)) {
            String of = entry.textOrNull(word(k));
            if (of != null) {
                kinds++;
                kind = k;
                field = of;
                fits(entry, k, of, table);
            }
        }
        if (kinds != 1) {
            entry.error("name", "an aggregate is one of sum, count, min, max, distinct", "like 'sum: thanh_tien_bv'");
        }
        String where = RuleReader.where(entry, new RuleScope(table, tables.get(0), List.of()));
        entry.refuseOthers();
        return new Aggregate(name, table.index(), kind, field, where);
    }

    private Table table(YamlMap entry) {
        String word = entry.text("table");
        List<String> known = new ArrayList<>();
        for (Table table : tables) {
            if (word.equals(table.name()) || (table.source() != null && word.equalsIgnoreCase(table.source()))) {
                return table;
            }
            known.add(table.name());
        }
        if (!word.isEmpty()) {
            entry.error("table", "there is no table '" + word + "'", Nearest.hint(word, known));
        }
        return tables.get(0);
    }

    private static void fits(YamlMap entry, Kind kind, String name, Table table) {
        Field field = table.field(name);
        if (field == null) {
            String message = "table '" + table.name() + "' has no field '" + name + "'";
            entry.error(word(kind), message, Nearest.hint(name, names(table)));
        } else if (kind == Kind.SUM && !SUMMED.contains(field.type())) {
            entry.error("sum", "'" + name + "' is no number", null);
        } else if (kind != Kind.DISTINCT && field.type() == FieldType.TEXT) {
            entry.error(word(kind), "'" + name + "' is a text", "numbers and dates have a least and a greatest");
        }
    }

    private static String word(Kind kind) {
        return Map.of(Kind.SUM, "sum", Kind.MIN, "min", Kind.MAX, "max", Kind.DISTINCT, "distinct")
                .getOrDefault(kind, "count");
    }

    private static List<String> names(Table table) {
        return table.fields().stream().map(Field::name).toList();
    }
}
