package vn.lienthong.records;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.codehaus.stax2.XMLInputFactory2;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads the records of an XML file: one element a record, with values at any depth below it, and rows of child tables.
 *
 * <p>Elements are known by local name, whatever their prefix. An element of a record that the contract does not know is
 * not read, and flagged; a value that comes twice or has elements inside makes its row ragged, and so does text beside
 * elements; a missing value is absent. White space around a value is layout. Beside the records only head data and
 * totals are read: head data once, and before the first record.
 *
 * <p>Refused: a DTD or entity, more depth, attributes, elements or rows a record, names or bytes than allowed ({@code
 * XML_UNSAFE}); another root, no list of records, head data behind a record, XML that is not well formed ({@code
 * SHAPE_INVALID}); an encoding other than UTF-8 ({@code ENCODING_INVALID}); a file that ends too early ({@code
 * FILE_INCOMPLETE}).
 */
final class XmlSource implements ChunkSource {
    private static final int ATTRIBUTES_MAX = 64;
    /** Of a record without its child rows, and of each of these. */
    private static final int ELEMENTS_PER_ROW_MAX = 10_000;
    /** The parser keeps every name it meets for the length of the file. */
    private static final int DISTINCT_NAMES_MAX = 1_000;
    /** Prefixes of elements that the contract knows: the parser keeps each name with each of them. */
    private static final int DISTINCT_PREFIXES_MAX = 32;
    /** What the parser reads ahead, and tags around a value of the greatest length. */
    private static final int EVENT_BYTES_SPARE = 64 << 10;

    private static final InputFactoryImpl PARSERS = parsers();

    private final int depthMax;
    private final WatchedContent content;
    private final PathTree tree;
    private final HeadValues head;
    private final RecordWriter writer;
    private final Set<String> names = new HashSet<>();
    private final Set<String> prefixes = new HashSet<>();
    private String lastPrefix = "";
    private @Nullable XMLStreamReader2 reader;
    private int number;
    private long records;
    private int depth;
    /** The places of the open elements by their depth; null = not read. */
    private final @Nullable PathNode[] open;

    private boolean inRecord;
    private int rowElements;
    private int recordElements;
    private boolean listSeen;
    private boolean ended;
    private @Nullable Refusal refusal;

    XmlSource(Contract contract, InputStream in) {
        Exchange exchange = contract.exchange();
        depthMax = exchange.depthMax();
        content = new WatchedContent(
                in, exchange.fileBytesMax(), Math.addExact(exchange.recordBytesMax(), EVENT_BYTES_SPARE));
        tree = new PathTree(contract);
        head = new HeadValues(tree);
        writer = new RecordWriter(contract, tree, head);
        open = new PathNode[depthMax + 2];
        open[0] = tree.root();
    }

    private static InputFactoryImpl parsers() {
        InputFactoryImpl parsers = new InputFactoryImpl();
        parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        parsers.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        parsers.setProperty(XMLInputFactory.IS_COALESCING, false);
        parsers.setProperty(XMLInputFactory2.P_LAZY_PARSING, false);
        return parsers;
    }

    @Override
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public Optional<String> total(int total) {
        return Optional.ofNullable(head.total(total));
    }

    @Override
    public boolean next(Chunk chunk) throws IOException {
        if (ended) {
            return false;
        }
        number++;
        chunk.begin(number, records + 1, 0);
        try {
            XMLStreamReader2 in = reader != null ? reader : open();
            while (in != null && !chunk.full(chunk.length) && nextRecord(in, chunk)) {
                records++;
            }
        } catch (XMLStreamException e) {
            content.rethrowFailure();
            refuse(reasonOf());
        }
        ended = refusal != null || chunk.records() == 0;
        return chunk.records() > 0;
    }

    private @Nullable XMLStreamReader2 open() throws IOException, XMLStreamException {
        if (!content.open()) {
            refuse(RefusalCode.SHAPE_INVALID);
            return null;
        }
        XMLStreamReader2 in = (XMLStreamReader2) PARSERS.createXMLStreamReader(content, "UTF-8");
        String declared = in.getCharacterEncodingScheme();
        if (declared != null && !declared.equalsIgnoreCase("UTF-8")) {
            refuse(RefusalCode.ENCODING_INVALID);
            return null;
        }
        reader = in;
        return in;
    }

    /** Why the parser gave up. */
    private RefusalCode reasonOf() {
        if (content.trouble() == WatchedContent.Trouble.EVENT_TOO_LARGE) {
            return RefusalCode.XML_UNSAFE;
        }
        if (content.trouble() == WatchedContent.Trouble.FILE_TOO_LARGE) {
            return RefusalCode.SHAPE_INVALID;
        }
        if (content.invalidAt() >= 0) {
            return RefusalCode.ENCODING_INVALID;
        }
        return content.atEnd() && depth > 0 ? RefusalCode.FILE_INCOMPLETE : RefusalCode.SHAPE_INVALID;
    }

    @CanIgnoreReturnValue
    private boolean refuse(RefusalCode code) {
        if (refusal == null) {
            refusal = new Refusal(code, inRecord ? records + 1 : 0);
        }
        return false;
    }

    /** Adds the next record; false when there is none, or the file is refused. */
    private boolean nextRecord(XMLStreamReader2 in, Chunk chunk) throws XMLStreamException {
        while (in.hasNext()) {
            switch (nextEvent(in)) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (!enter(in) || !beside()) {
                        return false;
                    }
                    PathNode node = open[depth];
                    if (node != null && node.record != null) {
                        return takeRecord(in, chunk, node);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    PathNode node = open[depth--];
                    if (node != null && node.role == PathNode.Role.SLOT) {
                        head.close(true);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    PathNode node = open[depth];
                    if (node != null
                            && node.role == PathNode.Role.SLOT
                            && !head.add(in.getTextCharacters(), in.getTextStart(), in.getTextLength())) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return refuse(RefusalCode.XML_UNSAFE);
                }
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    if (tooManyNames(in.getPITarget())) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                }
                default -> {
                    // space and comments outside a record
                }
            }
        }
        if (content.invalidAt() >= 0) {
            return refuse(RefusalCode.ENCODING_INVALID);
        }
        return listSeen ? false : refuse(RefusalCode.SHAPE_INVALID);
    }

    /** Looks at an element outside of records; false when the file is refused for it. */
    private boolean beside() {
        PathNode node = open[depth];
        PathNode around = open[depth - 1];
        if (node == null) {
            boolean otherRoot = depth == 1;
            boolean insideOfValue = around != null && around.role == PathNode.Role.SLOT;
            return otherRoot || insideOfValue ? refuse(RefusalCode.SHAPE_INVALID) : true;
        }
        listSeen |= node.list;
        if (node.role == PathNode.Role.SLOT && !head.open(node.index, records > 0)) {
            return refuse(RefusalCode.SHAPE_INVALID);
        }
        return true;
    }

    private int nextEvent(XMLStreamReader in) throws XMLStreamException {
        content.beginEvent();
        return in.next();
    }

    /** Goes one element deeper; false when that is refused. */
    private boolean enter(XMLStreamReader2 in) {
        PathNode around = open[depth];
        depth++;
        if (depth > depthMax) {
            return refuse(RefusalCode.XML_UNSAFE);
        }
        PathNode node = around == null ? null : around.inner(in.getLocalName());
        open[depth] = node;
        return tooMuch(in, node != null) ? refuse(RefusalCode.XML_UNSAFE) : true;
    }

    private boolean tooMuch(XMLStreamReader2 in, boolean known) {
        int attributes = in.getAttributeCount();
        int namespaces = in.getNamespaceCount();
        if (attributes > ATTRIBUTES_MAX || namespaces > ATTRIBUTES_MAX) {
            return true;
        }
        boolean tooMany = false;
        for (int i = 0; i < attributes; i++) {
            tooMany |= tooManyNames(in.getAttributePrefix(i) + ":" + in.getAttributeLocalName(i));
        }
        for (int i = 0; i < namespaces; i++) {
            tooMany |= tooManyNames("xmlns:" + in.getNamespacePrefix(i));
        }
        return tooMany || (known ? tooManyPrefixes(in.getPrefix()) : tooManyNames(in.getPrefixedName()));
    }

    private boolean tooManyNames(String name) {
        names.add(name);
        return names.size() > DISTINCT_NAMES_MAX;
    }

    private boolean tooManyPrefixes(String prefix) {
        if (prefix.equals(lastPrefix)) {
            return false;
        }
        lastPrefix = prefix;
        prefixes.add(prefix);
        return prefixes.size() > DISTINCT_PREFIXES_MAX;
    }

    private boolean takeRecord(XMLStreamReader2 in, Chunk chunk, PathNode node) throws XMLStreamException {
        int recordDepth = depth;
        inRecord = true;
        recordElements = 0;
        open[depth] = node.record;
        writer.begin(chunk, node.kind, in.getLocation().getLineNumber());
        while (in.hasNext()) {
            switch (nextEvent(in)) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (!enter(in) || !inside(in)) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == recordDepth) {
                        return endRecord(in);
                    }
                    leave();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (!text(in.getTextCharacters(), in.getTextStart(), in.getTextLength())) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    return refuse(RefusalCode.XML_UNSAFE);
                }
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    if (tooManyNames(in.getPITarget())) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                }
                default -> {
                    // comments
                }
            }
        }
        return refuse(RefusalCode.FILE_INCOMPLETE);
    }

    /** Looks at an element inside of a record; false when there are too many. */
    private boolean inside(XMLStreamReader2 in) {
        int elements = writer.inRow() ? ++rowElements : ++recordElements;
        PathNode node = open[depth];
        PathNode around = open[depth - 1];
        if (node == null) {
            if (around != null && around.role == PathNode.Role.FIELD) {
                writer.ragged();
            } else if (around != null) {
                writer.unknown();
            }
            return elements <= ELEMENTS_PER_ROW_MAX;
        }
        switch (node.role) {
            case FIELD -> writer.open(node.index);
            case IGNORED -> open[depth] = null;
            case ROW -> {
                rowElements = 0;
                return writer.beginRow(node.index, in.getLocation().getLineNumber());
            }
            case PART, SLOT -> {
                // nothing of its own
            }
        }
        return elements <= ELEMENTS_PER_ROW_MAX;
    }

    private void leave() {
        PathNode node = open[depth--];
        if (node == null) {
            return;
        }
        if (node.role == PathNode.Role.FIELD) {
            writer.close();
        } else if (node.role == PathNode.Role.ROW) {
            writer.endRow();
        }
    }

    /** @return false when the record has become larger than allowed */
    private boolean text(char[] chars, int start, int length) {
        PathNode node = open[depth];
        if (node == null) {
            return true;
        }
        if (node.role == PathNode.Role.FIELD) {
            return writer.piece(chars, start, length);
        }
        for (int i = start; i < start + length; i++) {
            if (chars[i] > ' ') {
                writer.ragged();
                return true;
            }
        }
        return true;
    }

    private boolean endRecord(XMLStreamReader2 in) {
        // The watch over the bytes runs ahead of the parser by what that has read beforehand.
        long wrong = content.invalidAt();
        if (wrong >= 0 && wrong < in.getLocationInfo().getStartingByteOffset()) {
            return refuse(RefusalCode.ENCODING_INVALID);
        }
        writer.end();
        inRecord = false;
        depth--;
        return true;
    }
}
