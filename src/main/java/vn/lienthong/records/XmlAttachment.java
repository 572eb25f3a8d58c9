package vn.lienthong.records;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Attachments;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Table;

/**
 * What is known of the attachment that is being read: the kind it says it is, and the document it holds, which must go
 * together. Used again for each.
 *
 * <p>A kind that the contract does not know is passed over. So the document of a known kind must begin with that
 * kind's element and nothing else: rows must never be lost in silence.
 */
final class XmlAttachment {
    private static final int KIND_CHARACTERS_MAX = 100;

    private final Map<String, PathNode> rootOfKind = new HashMap<>();
    private final EmbeddedText text;
    private final StringBuilder kind = new StringBuilder();
    private boolean kindSeen;
    private boolean contentSeen;
    private boolean rootSeen;
    private @Nullable PathNode root;
    private boolean broken;

    /** @param content the place of the document in an attachment */
    XmlAttachment(Contract contract, Attachments attachments, PathNode content) {
        text = new EmbeddedText(contract.exchange().recordBytesMax());
        for (Table table : contract.tables()) {
            String name = table.index() == 0 ? attachments.recordKind() : table.source();
            String first = table.rowPath().get(attachments.contentPath().size());
            PathNode begin = content.inner(first);
            if (name != null && begin != null) {
                rootOfKind.put(name, begin);
            }
        }
    }

    /** Its document as text. */
    EmbeddedText text() {
        return text;
    }

    void begin() {
        kind.setLength(0);
        kindSeen = false;
        contentSeen = false;
        rootSeen = false;
        root = null;
        broken = false;
    }

    void beginKind() {
        broken |= kindSeen;
        kindSeen = true;
        kind.setLength(0);
    }

    void addKind(char[] chars, int start, int length) {
        int room = KIND_CHARACTERS_MAX - kind.length();
        broken |= length > room;
        kind.append(chars, start, Math.min(length, room));
    }

    /** @return false when its kind is not known, so that nobody need read it */
    boolean beginContent() {
        broken |= contentSeen;
        contentSeen = true;
        text.begin();
        return !foreign();
    }

    /** The document's first element, nested or as text; null = a place the contract does not know. */
    void beginDocument(@Nullable PathNode first) {
        broken |= rootSeen;
        rootSeen = true;
        root = first;
    }

    boolean documentSeen() {
        return rootSeen;
    }

    /** It is not of one piece. */
    void broken() {
        broken = true;
    }

    /** It says a kind, and none that the contract knows. */
    boolean foreign() {
        String said = kind();
        return !said.isEmpty() && !rootOfKind.containsKey(said);
    }

    /** To be asked at its end: whether kind and document go together. */
    boolean consistent() {
        if (broken) {
            return false;
        }
        if (!rootSeen) {
            return true;
        }
        return foreign() ? root == null : root != null && root == rootOfKind.get(kind());
    }

    private String kind() {
        return kind.toString().strip();
    }
}
