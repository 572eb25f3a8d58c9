package vn.lienthong.records;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Attachments;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.ControlTotal;
import vn.lienthong.contract.Exchange;
import vn.lienthong.contract.Field;
import vn.lienthong.contract.FieldPath.Origin;
import vn.lienthong.contract.RecordPath;
import vn.lienthong.contract.Table;

/**
 * Every place that a contract names in XML or JSON, as a tree: a reader walks it down and up with the file, one look-up
 * a name. Not changed once made.
 *
 * <pre>
 *   root - HSoThueDTu - ... - NNT - mst              slot: head data
 *                           - PLuc - ... - BKe       record of kind 05-1 => ct07 field, ct12 field, ...
 *                                        - ct28      slot: total
 * </pre>
 */
final class PathTree {
    private static final int NONE = -1;

    private final Contract contract;
    private final List<String> kinds;
    private final List<List<String>> slots = new ArrayList<>();
    private final PathNode root;
    private final int[] headSlot;
    private final int[] totalSlot;
    private @Nullable PathNode attachedContent;
    private int nodes;

    /** @throws IllegalArgumentException when two places cannot be told apart */
    PathTree(Contract contract) {
        this.contract = contract;
        Exchange exchange = contract.exchange();
        kinds = exchange.kinds();
        root = node("");
        List<Field> fields = contract.table().fields();
        headSlot = new int[fields.size()];
        for (Field f : fields) {
            boolean head = f.path().origin() == Origin.HEAD;
            headSlot[f.index()] = head ? slot(f.path().steps()) : NONE;
        }
        totalSlot = exchange.controlTotals().stream()
                .map(ControlTotal::path)
                .mapToInt(this::slot)
                .toArray();
        records(exchange);
    }

    private void records(Exchange exchange) {
        List<RecordPath> paths =
                exchange.recordPaths().isEmpty() ? List.of(new RecordPath(null, List.of())) : exchange.recordPaths();
        List<@Nullable PathNode> byKind = new ArrayList<>();
        for (int k = 0; k < Math.max(1, kinds.size()); k++) {
            byKind.add(inside(kinds.isEmpty() ? null : kinds.get(k)));
        }
        for (RecordPath path : paths) {
            PathNode at = root;
            at.leads = true;
            for (String step : path.steps()) {
                at = below(at, step);
                at.leads = true;
            }
            at.kind = path.kind() == null ? 0 : kinds.indexOf(path.kind());
            at.record = byKind.get(at.kind);
            if (kinds.isEmpty() && !path.steps().isEmpty()) {
                at(path.steps().subList(0, path.steps().size() - 1)).list = true;
            }
        }
        if (!kinds.isEmpty()) {
            at(shared(paths)).list = true;
        }
    }

    /** The steps that the paths of all kinds begin with: a kind without a record may be left out with all around it. */
    private static List<String> shared(List<RecordPath> paths) {
        List<String> first = paths.get(0).steps();
        int length = Math.max(0, first.size() - 1);
        for (RecordPath path : paths) {
            int same = 0;
            while (same < length
                    && same < path.steps().size()
                    && path.steps().get(same).equals(first.get(same))) {
                same++;
            }
            length = same;
        }
        return first.subList(0, length);
    }

    private PathNode inside(@Nullable String kind) {
        PathNode record = node("");
        for (Table table : contract.tables()) {
            PathNode rows = record;
            for (String step : table.rowPath()) {
                rows = below(rows, step);
            }
            if (table.index() > 0) {
                give(rows, PathNode.Role.ROW, table.index());
            }
            for (Field field : table.fields()) {
                List<String> steps =
                        field.path().origin() == Origin.RECORD ? field.path().steps(kind) : null;
                if (steps != null) {
                    PathNode at = rows;
                    for (String step : steps) {
                        at = below(at, step);
                    }
                    give(at, PathNode.Role.FIELD, field.index());
                }
            }
        }
        attachments(record);
        for (List<String> path : contract.exchange().ignore()) {
            PathNode at = record;
            for (String step : path) {
                at = below(at, step);
            }
            give(at, PathNode.Role.IGNORED, 0);
        }
        return record;
    }

    private void attachments(PathNode record) {
        Attachments attachments = contract.exchange().attachments();
        if (attachments == null) {
            return;
        }
        PathNode at = record;
        for (String step : attachments.path()) {
            at = below(at, step);
        }
        give(at, PathNode.Role.ATTACHMENT, 0);
        give(below(at, attachments.kind()), PathNode.Role.ATTACHED_KIND, 0);
        PathNode content = below(at, attachments.content());
        give(content, PathNode.Role.ATTACHED_CONTENT, 0);
        attachedContent = content;
    }

    private int slot(List<String> path) {
        int known = slots.indexOf(path);
        if (known >= 0) {
            return known;
        }
        slots.add(path);
        give(at(path), PathNode.Role.SLOT, slots.size() - 1);
        return slots.size() - 1;
    }

    private PathNode at(List<String> path) {
        PathNode at = root;
        for (String step : path) {
            at = below(at, step);
        }
        return at;
    }

    private void give(PathNode node, PathNode.Role role, int index) {
        if (node.role != PathNode.Role.PART) {
            throw new IllegalArgumentException(contract.feed() + ": two things stand at one place of the file");
        }
        node.role = role;
        node.index = index;
    }

    private PathNode below(PathNode from, String name) {
        PathNode known = from.inner(name);
        if (known == null) {
            known = node(name);
            from.add(name, known);
        }
        return known;
    }

    private PathNode node(String name) {
        return new PathNode(nodes++, name);
    }

    /** What is above the root element of XML; the top value of JSON. */
    PathNode root() {
        return root;
    }

    /** Where attached documents stand; null when the contract has none. */
    @Nullable
    PathNode attachedContent() {
        return attachedContent;
    }

    /** Number of nodes. */
    int size() {
        return nodes;
    }

    /** Number of values beside the records. */
    int slots() {
        return slots.size();
    }

    /** The slot of a field of table 0 that is head data, or -1. */
    int headSlot(int field) {
        return headSlot[field];
    }

    boolean isHead(int slot) {
        for (int s : headSlot) {
            if (s == slot) {
                return true;
            }
        }
        return false;
    }

    /** The slot of a control total of the contract. */
    int totalSlot(int total) {
        return totalSlot[total];
    }

    List<String> kinds() {
        return kinds;
    }
}
