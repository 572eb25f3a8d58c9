package vn.lienthong.records;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Attachments;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Table;

/**
 * What is known of the attachment that is being read: the kind it says it is, and the document it holds, which must go
 * together. Used again for each.
 *
 * <p>A kind is the place of its table's source among those of the contract. A kind that the contract does not know is
 * passed over. So the document of a known kind must begin with that kind's element and nothing else: rows must never be
 * lost in silence.
 */
final class XmlAttachment {
    /** The kind is said, and the contract does not know it. */
    private static final int FOREIGN = -1;
    /** No kind is said. */
    private static final int UNSAID = -2;

    private static final int KIND_CHARACTERS_MAX = 100;

    private final List<String> kinds = new ArrayList<>();
    private final List<PathNode> roots = new ArrayList<>();
    private final StringBuilder said = new StringBuilder();
    private int kind;
    private boolean kindSeen;
    private boolean contentSeen;
    private boolean rootSeen;
    private @Nullable PathNode root;
    private boolean textSeen;
    private boolean broken;

    /** @param content the place of the document in an attachment */
    XmlAttachment(Contract contract, Attachments attachments, PathNode content) {
        for (Table table : contract.tables()) {
            String name = table.index() == 0 ? attachments.recordKind() : table.source();
            String first = table.rowPath().get(attachments.contentPath().size());
            PathNode begin = content.inner(first);
            if (name != null && begin != null) {
                kinds.add(name);
                roots.add(begin);
            }
        }
    }

    void begin() {
        begin(UNSAID);
    }

    /** Begins one whose kind is known already. */
    void begin(int known) {
        said.setLength(0);
        kind = known;
        kindSeen = false;
        contentSeen = false;
        rootSeen = false;
        root = null;
        textSeen = false;
        broken = false;
    }

    void beginKind() {
        broken |= kindSeen;
        kindSeen = true;
        said.setLength(0);
    }

    void addKind(char[] chars, int start, int length) {
        int room = KIND_CHARACTERS_MAX - said.length();
        broken |= length > room;
        said.append(chars, start, Math.min(length, room));
    }

    void endKind() {
        String name = said.toString().strip();
        kind = name.isEmpty() ? UNSAID : kinds.indexOf(name);
    }

    int kind() {
        return kind;
    }

    /** @return false when nobody need read it: of a kind not known, or the second one */
    boolean beginContent() {
        broken |= contentSeen;
        contentSeen = true;
        return kind != FOREIGN && !broken;
    }

    /** The content is text, or text stands beside its document. */
    void text() {
        textSeen = true;
        broken |= rootSeen;
    }

    /** The content is one text, to be read as a document by somebody else. */
    boolean isText() {
        return textSeen && !rootSeen;
    }

    boolean textSeen() {
        return textSeen;
    }

    /** The document's first element; null = a place the contract does not know. */
    void beginDocument(@Nullable PathNode first) {
        broken |= rootSeen || textSeen;
        rootSeen = true;
        root = first;
    }

    /** It says a kind, and none that the contract knows. */
    boolean foreign() {
        return kind == FOREIGN;
    }

    /** To be asked at its end: whether kind and document go together, as far as the document was read here. */
    boolean consistent() {
        if (broken || !rootSeen) {
            return !broken;
        }
        return kind == FOREIGN ? root == null : kind != UNSAID && root == roots.get(kind);
    }
}
