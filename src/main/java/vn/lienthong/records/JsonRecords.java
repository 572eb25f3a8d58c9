package vn.lienthong.records;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.RefusalCode;

/**
 * Walks one JSON value and writes the records in it, one a call. Arrays on the way to a record, and around child rows,
 * are gone through; {@code null} and the empty text are absent; numbers keep their text, nothing is computed.
 *
 * <p>In a record, a value where parts belong, parts where a value belongs, or a known member twice make the row ragged,
 * and a member that the contract does not know is flagged. Beside the records a known member twice is {@code
 * JSON_INVALID}; a value that should lead to records and does not, head data behind a record, and more depth, members,
 * rows, bytes or names than allowed are {@code SHAPE_INVALID}. For one thread.
 */
final class JsonRecords {
    /** Of a record without its child rows, and of each of these. */
    static final int MEMBERS_PER_ROW_MAX = 10_000;
    /** Names that the contract does not know: the parser keeps each for the length of the file. */
    static final int DISTINCT_NAMES_MAX = 1_000;

    /** What an open brace or bracket is. */
    private enum Frame {
        OBJECT,
        /** The object of a record. */
        RECORD,
        /** The object of a record, or what is around records: its first known member tells. */
        UNDECIDED,
        ARRAY
    }

    private final PathTree tree;
    private final HeadValues head;
    private final RecordWriter writer;
    private final int depthMax;
    private final boolean lines;
    private final Set<String> names = new HashSet<>();
    private final @Nullable PathNode[] nodes;
    private final Frame[] frames;
    private final long[] objects;
    /** By node: the object that had it last. */
    private final long[] seenIn;

    private long objectsBegun;
    private int depth;
    /** The top value has begun, and with depth 0 also ended. */
    private boolean begun;

    private @Nullable PathNode member;
    private boolean inRecord;
    private boolean unknownBefore;
    private long undecidedLine;
    private int rowMembers;
    private int recordMembers;
    private long records;
    private long lineOffset;
    private boolean found;
    private @Nullable RefusalCode trouble;
    private Chunk chunk = new Chunk();

    /** @param lines each value is one record of many: values beside it are not those of the file, and not read */
    JsonRecords(Contract contract, boolean lines) {
        this.lines = lines;
        tree = new PathTree(contract);
        head = new HeadValues(tree);
        writer = new RecordWriter(contract, tree, head);
        depthMax = contract.exchange().depthMax();
        nodes = new PathNode[depthMax + 2];
        frames = new Frame[depthMax + 2];
        objects = new long[depthMax + 2];
        seenIn = new long[tree.size()];
    }

    /** Begins another value. */
    void reset(long offsetOfLines) {
        depth = 0;
        begun = false;
        inRecord = false;
        found = false;
        trouble = null;
        lineOffset = offsetOfLines;
        names.clear();
    }

    /** What is wrong with the value, beyond what a parser finds. */
    Optional<RefusalCode> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** There was a place for records. */
    boolean found() {
        return found;
    }

    /** A record is open: what is wrong now is wrong in it. */
    boolean inRecord() {
        return inRecord;
    }

    /** The value has begun and not ended. */
    boolean open() {
        return depth > 0;
    }

    @Nullable
    String total(int total) {
        return head.total(total);
    }

    /** A record of which nothing is known but that it was there. */
    void addRagged(Chunk into, long line) {
        writer.begin(into, 0, line);
        writer.ragged();
        writer.end();
    }

    /** Adds the next record; false when the value has ended, or there is trouble. */
    boolean next(JsonParser in, WatchedContent content, Chunk into) throws IOException {
        chunk = into;
        while (trouble == null) {
            content.beginEvent();
            JsonToken token = in.nextToken();
            if (token == null) {
                return false;
            }
            if (depth == 0 && begun) {
                return refuse(RefusalCode.JSON_INVALID);
            }
            begun = true;
            boolean added =
                    switch (token) {
                        case FIELD_NAME -> {
                            name(in);
                            yield false;
                        }
                        case START_OBJECT -> beginObject(in);
                        case START_ARRAY -> beginArray();
                        case END_OBJECT -> endObject();
                        case END_ARRAY -> {
                            depth--;
                            yield false;
                        }
                        default -> value(in, token);
                    };
            if (added && trouble == null) {
                records++;
                return true;
            }
            if (depth == 0) {
                return false;
            }
        }
        return false;
    }

    private boolean refuse(RefusalCode code) {
        if (trouble == null) {
            trouble = code;
        }
        return false;
    }

    private long line(JsonParser in) {
        return in.currentTokenLocation().getLineNr() + lineOffset;
    }

    /** The place of the value that comes now, or null when it is not read. */
    private @Nullable PathNode place() {
        if (depth == 0) {
            return tree.root();
        }
        return frames[depth] == Frame.ARRAY ? nodes[depth] : member;
    }

    private void push(@Nullable PathNode node, Frame frame) {
        depth++;
        if (depth > depthMax) {
            depth = depthMax;
            var unused = refuse(RefusalCode.SHAPE_INVALID);
            return;
        }
        nodes[depth] = node;
        frames[depth] = frame;
        objects[depth] = ++objectsBegun;
    }

    // ---- names

    private void name(JsonParser in) throws IOException {
        String name = in.currentName();
        PathNode around = nodes[depth];
        member = null;
        if (inRecord && (writer.inRow() ? ++rowMembers : ++recordMembers) > MEMBERS_PER_ROW_MAX) {
            var unused = refuse(RefusalCode.SHAPE_INVALID);
        }
        if (around == null) {
            count(name);
            return;
        }
        PathNode known = frames[depth] == Frame.UNDECIDED ? decide(around, name) : around.inner(name);
        if (known == null) {
            if (inRecord) {
                writer.unknown();
            }
            count(name);
        } else if (seenIn[known.id] == objects[depth]) {
            if (inRecord) {
                writer.ragged();
            } else {
                var unused = refuse(RefusalCode.JSON_INVALID);
            }
        } else {
            seenIn[known.id] = objects[depth];
            member = known.role == PathNode.Role.IGNORED ? null : known;
        }
    }

    private void count(String name) {
        names.add(name);
        if (names.size() > DISTINCT_NAMES_MAX) {
            var unused = refuse(RefusalCode.SHAPE_INVALID);
        }
    }

    /** The top value may be the record, or what is around records. */
    private @Nullable PathNode decide(PathNode around, String name) {
        PathNode outer = around.inner(name);
        PathNode record = around.record;
        PathNode inner = record == null ? null : record.inner(name);
        if (outer != null) {
            frames[depth] = Frame.OBJECT;
            return outer;
        }
        if (inner == null) {
            unknownBefore = true;
            return null;
        }
        beginUndecided(around);
        return inner;
    }

    private void beginUndecided(PathNode node) {
        frames[depth] = Frame.RECORD;
        nodes[depth] = node.record;
        beginRecord(node, undecidedLine);
        if (unknownBefore) {
            writer.unknown();
        }
    }

    // ---- braces and brackets

    private void beginRecord(PathNode node, long line) {
        inRecord = true;
        found = true;
        recordMembers = 0;
        writer.begin(chunk, node.kind, line);
    }

    private boolean beginObject(JsonParser in) {
        PathNode node = place();
        if (node == null) {
            push(null, Frame.OBJECT);
        } else if (inRecord) {
            beginInside(in, node);
        } else if (node.record == null) {
            push(node, Frame.OBJECT);
            return node.role == PathNode.Role.SLOT ? refuse(RefusalCode.SHAPE_INVALID) : false;
        } else if (node.hasInner()) {
            push(node, Frame.UNDECIDED);
            undecidedLine = line(in);
            unknownBefore = false;
        } else {
            push(node.record, Frame.RECORD);
            beginRecord(node, line(in));
        }
        return false;
    }

    private void beginInside(JsonParser in, PathNode node) {
        if (node.role == PathNode.Role.FIELD) {
            writer.ragged();
            push(null, Frame.OBJECT);
            return;
        }
        push(node, Frame.OBJECT);
        if (node.role == PathNode.Role.ROW) {
            rowMembers = 0;
            if (!writer.beginRow(node.index, line(in))) {
                var unused = refuse(RefusalCode.SHAPE_INVALID);
            }
        }
    }

    private boolean beginArray() {
        PathNode node = place();
        if (node != null && inRecord && node.role == PathNode.Role.FIELD) {
            writer.ragged();
            node = null;
        } else if (node != null && node.role == PathNode.Role.SLOT) {
            return refuse(RefusalCode.SHAPE_INVALID);
        }
        found |= node != null && node.record != null;
        push(node, Frame.ARRAY);
        return false;
    }

    private boolean endObject() {
        PathNode node = nodes[depth];
        if (frames[depth] == Frame.UNDECIDED && node != null) {
            beginUndecided(node);
        }
        if (frames[depth] == Frame.RECORD) {
            writer.end();
            inRecord = false;
            depth--;
            return true;
        }
        if (inRecord && node != null && node.role == PathNode.Role.ROW) {
            writer.endRow();
        }
        depth--;
        return false;
    }

    // ---- values

    private boolean value(JsonParser in, JsonToken token) throws IOException {
        PathNode node = place();
        if (node == null) {
            return false;
        }
        boolean absent = token == JsonToken.VALUE_NULL || (token == JsonToken.VALUE_STRING && in.getTextLength() == 0);
        if (inRecord) {
            valueInside(in, node, absent);
            return false;
        }
        if (node.role == PathNode.Role.SLOT) {
            slot(in, node, absent);
            return false;
        }
        if (depth > 0 && frames[depth] == Frame.ARRAY && node.record != null) {
            beginRecord(node, line(in));
            writer.ragged();
            writer.end();
            inRecord = false;
            return true;
        }
        if (depth == 0 || (node.leads && !absent)) {
            return refuse(RefusalCode.SHAPE_INVALID);
        }
        // Nothing stands where records would.
        found |= node.leads;
        return false;
    }

    private void valueInside(JsonParser in, PathNode node, boolean absent) throws IOException {
        if (absent) {
            return;
        }
        if (node.role != PathNode.Role.FIELD) {
            writer.ragged();
        } else if (!writer.value(node.index, in.getTextCharacters(), in.getTextOffset(), in.getTextLength())) {
            var unused = refuse(RefusalCode.SHAPE_INVALID);
        }
    }

    private void slot(JsonParser in, PathNode node, boolean absent) throws IOException {
        if (lines) {
            return;
        }
        boolean taken = head.open(node.index, records > 0);
        if (taken && !absent) {
            taken = head.add(in.getTextCharacters(), in.getTextOffset(), in.getTextLength());
        }
        head.close(false);
        if (!taken) {
            var unused = refuse(RefusalCode.SHAPE_INVALID);
        }
    }
}
