package vn.lienthong.store;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldType;
import vn.lienthong.contract.Table;
import vn.lienthong.postgres.CannotStart;

/**
 * A contract's table in the store: its name, columns and statements. Table 0 holds the record with what the store knows
 * of it; a child table holds rows of a record, replaced whole when the record changes.
 */
record RecordTable(Table table, String name, boolean grouped) {
    /** Columns before the contract's own, in the order of COPY. */
    static final List<String> OF_RECORD =
            List.of("record_id", "content_hash", "version", "delivery_no", "batch_id", "ordinal", "deleted", "partner");

    /** The same where deliveries replace groups. */
    static final List<String> OF_GROUPED = List.of(
            "record_id",
            "content_hash",
            "version",
            "delivery_no",
            "batch_id",
            "ordinal",
            "deleted",
            "partner",
            "group_id");

    static final List<String> OF_CHILD = List.of("record_id", "row_no");
    /** PostgreSQL cuts names above 63 silently; room is left for the suffixes of version and index. */
    private static final int NAME_CHARS_MAX = 50;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    static RecordTable of(Contract contract, Table table) {
        String suffix = contract.major() > 1 ? "_v" + contract.major() : "";
        demandName(table.name(), "table", NAME_CHARS_MAX);
        boolean grouped = table.index() == 0 && !contract.exchange().replaces().isEmpty();
        return new RecordTable(table, table.name() + suffix, grouped);
    }

    static List<RecordTable> of(Contract contract) {
        return contract.tables().stream().map(t -> of(contract, t)).toList();
    }

    static void demandName(String name, String what, int charsMax) {
        if (name.length() > charsMax || !NAME.matcher(name).matches()) {
            throw new CannotStart(
                    "the contract's " + what + " name '" + name + "' cannot be a name in the store",
                    "use at most " + charsMax + " lower-case letters, digits and underscores, a letter first");
        }
    }

    boolean isChild() {
        return table.index() > 0;
    }

    /** A tombstone keeps what is open, so that readers of a scope still see it; everything personal goes. */
    boolean staysInTombstone(Field field) {
        return field.classification() == Field.Classification.OPEN;
    }

    /** {@code store."tax_payroll"}. */
    String sqlName() {
        return "store.\"" + name + "\"";
    }

    List<String> systemColumns() {
        if (isChild()) {
            return OF_CHILD;
        }
        return grouped ? OF_GROUPED : OF_RECORD;
    }

    static String column(Field field) {
        return "\"" + field.name() + "\"";
    }

    private static String sqlType(Field field) {
        return sqlType(field.type());
    }

    static String sqlType(FieldType type) {
        return switch (type) {
            case TEXT, PARTIAL_DATE, MONTH -> "text";
            case INTEGER, MONEY -> "bigint";
            case DECIMAL -> "numeric";
            case DATE -> "date";
            case DATE_TIME -> "timestamp";
        };
    }

    /** Fixed-width columns of ours come first, so that rows have no holes. */
    String createSql() {
        String own = isChild()
                ? "record_id uuid not null, row_no int not null"
                : "record_id uuid primary key, content_hash uuid not null, version bigint not null, delivery_no bigint"
                        + " not null, batch_id bigint not null, ordinal int not null, deleted boolean not null, partner"
                        + " text not null" + (grouped ? ", group_id uuid not null" : "");
        String fields = table.fields().stream()
                .map(f -> ", " + column(f) + " " + sqlType(f))
                .collect(Collectors.joining());
        return "create table " + sqlName() + " (" + own + fields
                + (isChild() ? ", primary key (record_id, row_no)" : "") + ")";
    }

    List<String> indexSql() {
        String feed = "create index \"" + name + "_feed\" on " + sqlName() + " (batch_id, ordinal)";
        if (!grouped) {
            return List.of(feed);
        }
        String group = "create index \"" + name + "_group\" on " + sqlName() + " (group_id) where not deleted";
        String gone = "create index \"" + name + "_gone\" on " + sqlName() + " (batch_id) where deleted";
        return List.of(feed, group, gone);
    }

    String addColumnSql(Field field) {
        return "alter table " + sqlName() + " add column " + column(field) + " " + sqlType(field);
    }

    String copySql() {
        String columns = String.join(", ", systemColumns())
                + table.fields().stream().map(f -> ", " + column(f)).collect(Collectors.joining());
        return "copy " + sqlName() + " (" + columns + ") from stdin (format binary)";
    }

    /** What is known of these records; sorted ids visit the index from left to right. */
    String knownSql() {
        return "select record_id, content_hash, version, delivery_no, deleted, partner from " + sqlName()
                + " where record_id = any(?)";
    }

    /** The same, locked in the order of ids. */
    String lockSql() {
        return knownSql() + " order by record_id for update";
    }

    String deleteSql() {
        return "delete from " + sqlName() + " where record_id = any(?)";
    }
}
