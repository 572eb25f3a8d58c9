package vn.lienthong.records;

import java.util.HashSet;
import java.util.Set;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/**
 * The open elements of a file with the places that the contract has for them, and the bounds of what may be open:
 * depth, attributes, names.
 */
final class XmlElements {
    private static final int ATTRIBUTES_MAX = 64;
    /** Values of attributes and names of namespaces of one element; these stay for as long as it is open. */
    private static final int ATTRIBUTE_CHARACTERS_MAX = 64 << 10;
    /** The parser keeps every name it meets for the length of the file. */
    private static final int DISTINCT_NAMES_MAX = 1_000;

    private static final int NAME_CHARACTERS_MAX = 1_000;
    /** Prefixes of elements that the contract knows: the parser keeps each name with each of them. */
    private static final int DISTINCT_PREFIXES_MAX = 32;

    private final int depthMax;
    private final Set<String> names = new HashSet<>();
    private final Set<String> prefixes = new HashSet<>();
    private String lastPrefix = "";
    private int depth;
    /** By depth; null = not read. */
    private final @Nullable PathNode[] open;

    XmlElements(PathNode root, int depthMax) {
        this.depthMax = depthMax;
        open = new PathNode[depthMax + 2];
        open[0] = root;
    }

    /** Forgets the names, and what is open; the place of the outermost element stays. */
    void reset() {
        names.clear();
        prefixes.clear();
        lastPrefix = "";
        depth = 0;
    }

    int depth() {
        return depth;
    }

    /** The place of the element that is open, null = not read. */
    @Nullable
    PathNode here() {
        return open[depth];
    }

    /** The place of the element around it. */
    @Nullable
    PathNode around() {
        return open[depth - 1];
    }

    /** Reads the open element as that place. */
    void be(@Nullable PathNode place) {
        open[depth] = place;
    }

    /** Goes one element deeper; false when that is too much. */
    boolean enter(XMLStreamReader2 in) {
        PathNode around = open[depth];
        depth++;
        if (depth > depthMax) {
            return false;
        }
        PathNode node = around == null ? null : around.inner(in.getLocalName());
        open[depth] = node;
        return !tooMuch(in, node != null);
    }

    /** Closes the open element; returns the place it had. */
    @Nullable
    PathNode leave() {
        return open[depth--];
    }

    boolean tooManyNames(String name) {
        names.add(name);
        return names.size() > DISTINCT_NAMES_MAX || name.length() > NAME_CHARACTERS_MAX;
    }

    private boolean tooMuch(XMLStreamReader2 in, boolean known) {
        int attributes = in.getAttributeCount();
        int namespaces = in.getNamespaceCount();
        if (attributes > ATTRIBUTES_MAX || namespaces > ATTRIBUTES_MAX) {
            return true;
        }
        boolean tooMany = false;
        int characters = 0;
        for (int i = 0; i < attributes; i++) {
            tooMany |= tooManyNames(in.getAttributePrefix(i) + ":" + in.getAttributeLocalName(i));
            characters += in.getAttributeValue(i).length();
        }
        for (int i = 0; i < namespaces; i++) {
            String uri = in.getNamespaceURI(i);
            tooMany |= tooManyNames("xmlns:" + in.getNamespacePrefix(i));
            characters += uri == null ? 0 : uri.length();
        }
        return tooMany
                || characters > ATTRIBUTE_CHARACTERS_MAX
                || (known ? tooManyPrefixes(in.getPrefix()) : tooManyNames(in.getPrefixedName()));
    }

    private boolean tooManyPrefixes(String prefix) {
        if (prefix.equals(lastPrefix)) {
            return false;
        }
        lastPrefix = prefix;
        prefixes.add(prefix);
        return prefixes.size() > DISTINCT_PREFIXES_MAX || prefix.length() > NAME_CHARACTERS_MAX;
    }
}
