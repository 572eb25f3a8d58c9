package vn.lienthong.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents that nearly all software writes, bytes to values without an object or a copy: elements that the
 * contract knows, without attributes, with text, CDATA and the five entities of XML. Whatever else a document has, and
 * whatever may be wrong with it, is left to the parser, which reads the record from its beginning: {@link #read} says
 * no, and never judges.
 */
final class PlainDocument {
    private static final int PROLOG_BYTES_MAX = 100;
    private static final Pattern PROLOG = Pattern.compile("<\\?xml +version=([\"'])1\\.0\\1"
            + "( +encoding=([\"'])(?i:utf-8)\\3)?( +standalone=([\"'])(?:yes|no)\\5)? *\\?>");
    private static final Word CDATA = new Word("<![CDATA[");
    private static final Word CDATA_END = new Word("]]>");
    private static final Word[] ENTITIES = {
        new Word("&amp;"), new Word("&lt;"), new Word("&gt;"), new Word("&quot;"), new Word("&apos;")
    };
    private static final byte[] ENTITY_VALUES = {'&', '<', '>', '"', '\''};
    /** First byte of U+FFFE and U+FFFF, which XML does not take, and of some that it takes. */
    private static final byte LIMIT = (byte) 0xEF;

    /** Bytes of text that are not simply taken. */
    private static final boolean[] SPECIAL = new boolean[256];

    static {
        Arrays.fill(SPECIAL, 0, ' ', true);
        SPECIAL['\t'] = false;
        SPECIAL['\n'] = false;
        SPECIAL['<'] = true;
        SPECIAL['&'] = true;
        SPECIAL[']'] = true;
        SPECIAL[LIMIT & 0xFF] = true;
    }

    private final PathNode content;
    private final RecordWriter writer;
    private final XmlRecordBody body;
    private final PathNode[] open;
    /** By the number of a place: what came last time first inside of it, and next behind it. */
    private final @Nullable PathNode[] firstInside;

    private final @Nullable PathNode[] nextBehind;
    private byte[] knownProlog = new byte[0];
    private byte[] b = new byte[0];
    private int at;

    /**
     * @param content the place of the document in an attachment
     * @param depthMax elements that may be open in it
     */
    PlainDocument(PathTree tree, PathNode content, RecordWriter writer, XmlRecordBody body, int depthMax) {
        this.content = content;
        this.writer = writer;
        this.body = body;
        open = new PathNode[Math.max(1, depthMax + 1)];
        firstInside = new PathNode[tree.size()];
        nextBehind = new PathNode[tree.size()];
    }

    /**
     * Reads one document. When it says no, what it has written must be thrown away.
     *
     * @param into holds the document from start, and a byte 0 at its end
     */
    boolean read(Chunk into, int start, int end) {
        b = into.bytes;
        at = start;
        return prolog(end) && elements() && at == end;
    }

    private boolean prolog(int end) {
        if (b[at] == '<' && b[at + 1] == '?') {
            int known = knownProlog.length;
            if (known > 0 && known < end - at && Arrays.equals(b, at, at + known, knownProlog, 0, known)) {
                at += known;
            } else if (!newProlog(Math.min(end, at + PROLOG_BYTES_MAX))) {
                return false;
            }
        }
        skipWhite();
        return b[at] == '<';
    }

    private boolean newProlog(int end) {
        int close = at;
        while (close < end && b[close] != '>') {
            close++;
        }
        if (close == end
                || !PROLOG.matcher(new String(b, at, close + 1 - at, StandardCharsets.ISO_8859_1))
                        .matches()) {
            return false;
        }
        knownProlog = Arrays.copyOfRange(b, at, close + 1);
        at = close + 1;
        return true;
    }

    /** From the root's first byte to behind its end, and the white space there. */
    private boolean elements() {
        int depth = 0;
        open[0] = content;
        @Nullable PathNode before = null;
        do {
            PathNode here = open[depth];
            if (b[at + 1] == '/') {
                if (!end(here)) {
                    return false;
                }
                if (here.role == PathNode.Role.ROW) {
                    writer.endRow();
                }
                before = here;
                depth--;
            } else {
                PathNode inner = begin(here, before);
                if (inner == null || depth + 1 == open.length) {
                    return false;
                }
                if (depth == 0) {
                    body.attachedDocument(inner);
                }
                boolean hasContent = b[at] != '/';
                at += hasContent ? 1 : 2;
                before = inner;
                if (inner.role == PathNode.Role.FIELD) {
                    if (!value(inner, hasContent)) {
                        return false;
                    }
                } else if (!group(inner, hasContent)) {
                    return false;
                } else if (hasContent) {
                    open[++depth] = inner;
                    before = null;
                }
            }
            skipWhite();
        } while (depth > 0 && b[at] == '<');
        return depth == 0;
    }

    private void skipWhite() {
        while (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t') {
            at++;
        }
    }

    /** Reads a tag up to its {@code >} or {@code />}; null when it is not plain. */
    private @Nullable PathNode begin(PathNode here, @Nullable PathNode before) {
        @Nullable PathNode[] guesses = before == null ? firstInside : nextBehind;
        int of = before == null ? here.id : before.id;
        PathNode inner = guesses[of];
        if (inner == null || !inner.name.isAt(b, at + 1) || inName(b[at + 1 + inner.name.length()])) {
            int end = at + 1;
            while (inName(b[end])) {
                end++;
            }
            inner = here.inner(new String(b, at + 1, end - at - 1, StandardCharsets.UTF_8));
            if (inner == null) {
                return null;
            }
            guesses[of] = inner;
        }
        at += 1 + inner.name.length();
        skipWhite();
        boolean closed = b[at] == '>' || (b[at] == '/' && b[at + 1] == '>');
        return closed && body.count() ? inner : null;
    }

    /** A byte that does not end a name; whether it may stand in one is for the parser to say. */
    private static boolean inName(byte c) {
        return c > '>' || c < 0 || (c > ' ' && c != '/' && c != '>' && c != '<');
    }

    /** Takes the end tag of a place. */
    private boolean end(PathNode place) {
        if (!place.name.isAt(b, at + 2)) {
            return false;
        }
        at += 2 + place.name.length();
        skipWhite();
        return b[at++] == '>';
    }

    private boolean group(PathNode node, boolean hasContent) {
        if (node.role == PathNode.Role.PART) {
            return true;
        }
        if (node.role != PathNode.Role.ROW || !body.beginNumberedRow(node)) {
            return false;
        }
        if (!hasContent) {
            writer.endRow();
        }
        return true;
    }

    /** Takes a value and the end tag behind it. */
    private boolean value(PathNode field, boolean hasContent) {
        int start = at;
        int end = at;
        if (hasContent) {
            int i = at;
            while (!SPECIAL[b[i] & 0xFF]) {
                i++;
            }
            at = i;
            end = b[i] == '<' && b[i + 1] == '/' ? i : rest(i);
            if (end < 0 || b[at + 1] != '/' || !end(field)) {
                return false;
            }
        }
        writer.slice(field.index, start, end);
        return true;
    }

    /**
     * Takes the rest of a text that is not only simple bytes, and writes it over itself.
     *
     * @param from the first byte that is not simple
     * @return where the text ends, -1 when it is not plain; {@link #at} is then the next tag
     */
    private int rest(int from) {
        int to = from;
        int i = from;
        while (b[i] != '<' || CDATA.isAt(b, i)) {
            if (b[i] == '<') {
                int end = endOfCdata(i + CDATA.length());
                if (end < 0) {
                    return -1;
                }
                int length = end - i - CDATA.length();
                System.arraycopy(b, i + CDATA.length(), b, to, length);
                to += length;
                i = end + CDATA_END.length();
            } else if (b[i] == '&') {
                int entity = entityAt(i);
                if (entity < 0) {
                    return -1;
                }
                b[to++] = ENTITY_VALUES[entity];
                i += ENTITIES[entity].length();
            } else if (taken(i) && !CDATA_END.isAt(b, i)) {
                b[to++] = b[i++];
            } else {
                return -1;
            }
        }
        at = i;
        return to;
    }

    private int endOfCdata(int from) {
        int i = from;
        while (!CDATA_END.isAt(b, i)) {
            if (b[i] != '<' && b[i] != '&' && !taken(i)) {
                return -1;
            }
            i++;
        }
        return i;
    }

    /** A byte that XML takes as it is: no control character (a carriage return would change), none of the last two. */
    private boolean taken(int i) {
        byte c = b[i];
        return !SPECIAL[c & 0xFF] || c == ']' || (c == LIMIT && b[i + 1] != (byte) 0xBF);
    }

    private int entityAt(int i) {
        for (int e = 0; e < ENTITIES.length; e++) {
            if (ENTITIES[e].isAt(b, i)) {
                return e;
            }
        }
        return -1;
    }
}
