package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names that a rule of a table may read: fields of its row by their canonical names, fields of the record's own row
 * and aggregates as {@code record.NAME}; a rule of table 0 writes the aggregates without {@code record.}.
 */
record RuleScope(Table table, Table record, List<Aggregate> aggregates) {
    /** Before a name of the record, in a rule of a child table. */
    static final String RECORD = "record.";

    RuleScope {
        aggregates = List.copyOf(aggregates);
    }

    /** Whether the name stands for a value that may be read and used: a field, or an aggregate. */
    boolean knows(String name) {
        if (name.startsWith(RECORD)) {
            return table.index() > 0 && ofRecord(name.substring(RECORD.length()));
        }
        return table.field(name) != null || (table.index() == 0 && aggregate(name));
    }

    private boolean ofRecord(String name) {
        return record.field(name) != null || aggregate(name);
    }

    private boolean aggregate(String name) {
        return aggregates.stream().anyMatch(a -> a.name().equals(name));
    }

    /** The name behind {@code contract_to}, {@code contract_to_last} (dates only) and {@code has_contract_to}. */
    Optional<String> named(String variable) {
        if (knows(variable)) {
            return Optional.of(variable);
        }
        String prefix = variable.startsWith(RECORD) ? RECORD : "";
        String rest = variable.substring(prefix.length());
        if (rest.startsWith(RuleNames.HAS)) {
            String name = prefix + rest.substring(RuleNames.HAS.length());
            return knows(name) ? Optional.of(name) : Optional.empty();
        }
        if (rest.endsWith(RuleNames.LAST)) {
            String name = rest.substring(0, rest.length() - RuleNames.LAST.length());
            Field field = prefix.isEmpty() ? table.field(name) : record.field(name);
            boolean dated = field != null && RuleNames.DATES.contains(field.type()) && knows(prefix + name);
            return dated ? Optional.of(prefix + name) : Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether the variable says if its field is there, instead of its value. */
    boolean presence(String variable) {
        String prefix = variable.startsWith(RECORD) ? RECORD : "";
        return variable.startsWith(prefix + RuleNames.HAS) && !knows(variable);
    }

    /** For the hint at a mistyped name. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        table.fields().forEach(f -> names.add(f.name()));
        String prefix = table.index() == 0 ? "" : RECORD;
        if (table.index() > 0) {
            record.fields().forEach(f -> names.add(RECORD + f.name()));
        }
        aggregates.forEach(a -> names.add(prefix + a.name()));
        return names;
    }
}
