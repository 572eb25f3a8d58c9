package vn.lienthong.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.Table;

/**
 * The statement of a page (DESIGN 5.7): batches by position, and of each batch its rows by ordinal. The limit inside of
 * the lateral part is what makes it one short index scan a batch, and the offset as an index condition (ordinals begin
 * with 1) spares the rows of a batch that earlier pages gave.
 */
final class PageQuery {
    static final int POSITION = 0;
    static final int ORDINAL = 1;
    static final int DELIVERY = 2;
    static final int COMMITTED_AT = 3;
    static final int RECORD_ID = 4;
    static final int DELETED = 5;
    /** The contract's columns begin here, one array of rows for each child table after them. */
    static final int FIELDS = 6;

    private final Contract contract;
    private final List<Field> fields;
    private final List<Table> children;
    private final Map<String, List<String>> scope;
    private final String sql;

    PageQuery(PageRequest request) {
        this.contract = request.contract();
        List<String> seen = request.fields();
        this.fields = contract.table().fields().stream()
                .filter(f -> seen.isEmpty() || seen.contains(f.name()))
                .toList();
        this.children = contract.tables().stream()
                .skip(1)
                .filter(t -> seen.isEmpty() || seen.contains(arrayName(t)))
                .toList();
        this.scope = new TreeMap<>(request.scope());
        this.sql = sql();
    }

    private String sql() {
        RecordTable table = RecordTable.of(contract, contract.table());
        StringBuilder columns = new StringBuilder();
        fields.forEach(f -> columns.append(", t.").append(RecordTable.column(f)));
        children.forEach(c -> columns.append(", ").append(childSql(RecordTable.of(contract, c))));
        StringBuilder inScope = new StringBuilder();
        int parameter = 5;
        for (String name : scope.keySet()) {
            String column = "t." + scopeColumn(name);
            // What a tombstone no longer says cannot hide it: its opaque id is shown, and may be passed over.
            inScope.append(" and (")
                    .append(column)
                    .append("::text = any($")
                    .append(++parameter)
                    .append(") or t.deleted and ")
                    .append(column)
                    .append(" is null)");
        }
        return "select b.position, r.* from (select id, position, delivery, committed_at from store.batch where feed ="
                + " $1 and live and position >= $2 and position <= $5) b cross join lateral (select t.ordinal,"
                + " b.delivery, b.committed_at, t.record_id, t.deleted" + columns + " from " + table.sqlName()
                + " t where t.batch_id ="
                + " b.id and t.ordinal > case when b.position > $2 then 0 else $3 end" + inScope
                + " order by t.ordinal limit $4) r"
                + " order by b.position, r.ordinal limit $4";
    }

    private String scopeColumn(String name) {
        Field field = contract.table().field(name);
        if (field == null) {
            throw new IllegalArgumentException("the scope names no field of " + contract.feed());
        }
        return RecordTable.column(field);
    }

    /** The rows of a child table as compact JSON; the server's own aggregate would put line ends between them. */
    private static String childSql(RecordTable child) {
        String columns = child.table().fields().stream()
                .map(f -> "c." + RecordTable.column(f))
                .collect(Collectors.joining(", "));
        return "(select coalesce('[' || string_agg(row_to_json(j)::text, ',' order by c.row_no) || ']', '[]') from "
                + child.sqlName() + " c cross join lateral (select " + columns + ") j where c.record_id = t.record_id)";
    }

    /** A child table's name in an event: the sender's where it has one. */
    static String arrayName(Table child) {
        return child.source() == null ? child.name() : child.source();
    }

    String text() {
        return sql;
    }

    Tuple parameters(Cursor after, int limit, long lastPosition) {
        List<Object> values = new ArrayList<>(List.of(contract.feed(), after.position(), after.ordinal(), limit));
        values.add(lastPosition);
        scope.forEach((name, allowed) -> values.add(allowed.toArray(String[]::new)));
        return Tuple.from(values);
    }

    boolean filters() {
        return !scope.isEmpty();
    }

    boolean nests() {
        return !children.isEmpty();
    }

    EventWriter writer(PageReader.Head head) {
        return new EventWriter(
                contract,
                head,
                fields,
                children.stream().map(PageQuery::arrayName).toList());
    }

    static Cursor cursor(PageReader.Head head, Row row) {
        return Cursor.of(head.epoch(), row.getLong(POSITION), head.purges(), row.getInteger(ORDINAL));
    }
}
