package vn.lienthong.records;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in a nested file, named by elements or members from the root or from the record: see {@link PathTree}. */
final class PathNode {

    /** What stands at a place. */
    enum Role {
        /** Only further places. */
        PART,
        /** One value of the record or row around it. */
        FIELD,
        /** One row of a child table. */
        ROW,
        /** One value beside the records: head data or a total. */
        SLOT,
        /** Known, and not read. */
        IGNORED,
        /** A part of the record that is a document of its own. */
        ATTACHMENT,
        /** Says which table an attachment has. */
        ATTACHED_KIND,
        /** Holds the document of an attachment: nested, or as text. */
        ATTACHED_CONTENT
    }

    private final Map<String, PathNode> inner = new HashMap<>();
    /** Its name in the place around it. */
    final Word name;
    /** Number of this node in its tree, from 0. */
    final int id;

    Role role = Role.PART;
    /** Field of its table, table or slot, by the role. */
    int index;
    /** The places inside of the record that begins here, or null. */
    @Nullable
    PathNode record;

    int kind;
    /** Records may stand below. */
    boolean leads;
    /** A file that has this place has a list of records, be it empty. */
    boolean list;

    PathNode(int id, String name) {
        this.id = id;
        this.name = new Word(name);
    }

    /** The place of that name inside, or null. */
    @Nullable
    PathNode inner(String name) {
        return inner.get(name);
    }

    boolean hasInner() {
        return !inner.isEmpty();
    }

    void add(String name, PathNode node) {
        inner.put(name, node);
    }
}
