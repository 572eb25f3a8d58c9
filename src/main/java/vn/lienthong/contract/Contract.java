package vn.lienthong.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import vn.lienthong.delivery.Severity;

/**
 * What a feed promises: an ODCS v3.1 file, checked and immutable.
 *
 * @param feed for example {@code tax.payroll}
 * @param version of the contract, for example {@code 1.0.0}; a new major version is a new table and epoch
 * @param description one sentence for {@code GET /v1/feeds}
 * @param tables table 0 is the record, further ones its children
 * @param yaml the file as read, for {@code GET /v1/feeds/F/contract}
 */
public record Contract(
        String feed,
        String version,
        String description,
        Exchange exchange,
        List<Table> tables,
        Rulebook rulebook,
        String yaml) {

    public Contract {
        tables = List.copyOf(tables);
    }

    /** A contract whose rules read fields only. */
    public Contract(
            String feed,
            String version,
            String description,
            Exchange exchange,
            List<Table> tables,
            List<Rule> rules,
            String yaml) {
        this(feed, version, description, exchange, tables, Rulebook.of(rules), yaml);
    }

    /** The rules of all tables. */
    public List<Rule> rules() {
        return rulebook.rules();
    }

    /** The table of the record itself. */
    public Table table() {
        return tables.get(0);
    }

    /** The key fields of table 0 in key order. */
    public List<Field> key() {
        List<Field> key = new ArrayList<>();
        for (Field f : table().fields()) {
            if (f.keyPosition() > 0) {
                key.add(f);
            }
        }
        key.sort(Comparator.comparingInt(Field::keyPosition));
        return key;
    }

    /** Fields of table 0 that name, in each record, the health facilities whose record it is: who sends, who treats. */
    public List<Field> facilities() {
        return table().fields().stream()
                .filter(f -> f.required()
                        && f.identifier() != null
                        && f.identifier().kind() == Identifier.FACILITY
                        && f.identifier().severity() == Severity.ERROR)
                .toList();
    }

    /** Names of the lists that its fields look into, in codes and in what codes became. */
    Set<String> lists() {
        Set<String> lists = new TreeSet<>();
        for (Table table : tables) {
            for (Field field : table.fields()) {
                if (field.codeList() != null) {
                    lists.add(field.codeList().list());
                }
                if (field.derivation() != null && field.derivation().list() != null) {
                    lists.add(field.derivation().list());
                }
            }
        }
        return lists;
    }

    /** First number of {@link #version()}. */
    public int major() {
        return Integer.parseInt(version.substring(0, version.indexOf('.')));
    }

    /** CloudEvents type of its events, for example {@code vn.lienthong.tax.payroll.v1}. */
    public String eventType() {
        return "vn.lienthong." + feed + ".v" + major();
    }
}
