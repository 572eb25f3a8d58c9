package vn.lienthong.records;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
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
    /** What the parser reads ahead, and tags around a text of the greatest length. */
    private static final int EVENT_BYTES_SPARE = 64 << 10;

    private final XmlParsers parsers = new XmlParsers();
    private final XmlTap tap;
    private final WatchedContent content;
    private final HeadValues head;
    private final XmlElements elements;
    private final RecordWriter writer;
    private final XmlRecordBody body;
    private @Nullable XMLStreamReader2 reader;
    private int number;
    private long records;
    private boolean inRecord;
    private boolean listSeen;
    private boolean ended;
    private @Nullable Refusal refusal;

    XmlSource(Contract contract, InputStream in, XmlTap tap) {
        this.tap = tap;
        Exchange exchange = contract.exchange();
        long eventBytesMax = RecordWriter.textBytesMax(contract) + EVENT_BYTES_SPARE;
        content = new WatchedContent(in, exchange.fileBytesMax(), eventBytesMax);
        PathTree tree = new PathTree(contract);
        head = new HeadValues(tree);
        elements = new XmlElements(tree.root(), exchange.depthMax());
        writer = new RecordWriter(contract, tree, head);
        body = new XmlRecordBody(contract, tree, writer, elements);
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
    public boolean head(Chunk chunk) {
        chunk.begin(number + 1, records + 1, 0);
        writer.begin(chunk, 0, 0);
        writer.end();
        return true;
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
        XMLStreamReader2 in = parsers.open(content);
        if (XmlParsers.otherEncoding(in)) {
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
        return content.atEnd() && elements.depth() > 0 ? RefusalCode.FILE_INCOMPLETE : RefusalCode.SHAPE_INVALID;
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
                    if (!elements.enter(in)) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                    if (!beside()) {
                        return false;
                    }
                    PathNode node = elements.here();
                    if (node != null && node.record != null) {
                        return takeRecord(in, chunk, node);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    PathNode node = elements.leave();
                    if (node != null && node.role == PathNode.Role.SLOT) {
                        head.close(true);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    PathNode node = elements.here();
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
                    if (elements.tooManyNames(in.getPITarget())) {
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
        PathNode node = elements.here();
        PathNode around = elements.around();
        if (node == null) {
            boolean otherRoot = elements.depth() == 1;
            boolean insideOfValue = around != null && around.role == PathNode.Role.SLOT;
            return (otherRoot || insideOfValue) ? refuse(RefusalCode.SHAPE_INVALID) : true;
        }
        listSeen |= node.list;
        if (node.role == PathNode.Role.SLOT && !head.open(node.index, records > 0)) {
            return refuse(RefusalCode.SHAPE_INVALID);
        }
        return true;
    }

    private int nextEvent(XMLStreamReader in) throws XMLStreamException {
        content.beginEvent();
        int event = in.next();
        tap.event(in);
        return event;
    }

    private boolean takeRecord(XMLStreamReader2 in, Chunk chunk, PathNode node) throws XMLStreamException {
        int recordDepth = elements.depth();
        inRecord = true;
        body.begin(chunk, node, in.getLocation().getLineNumber());
        while (in.hasNext()) {
            int event = nextEvent(in);
            if (event == XMLStreamConstants.END_ELEMENT && elements.depth() == recordDepth) {
                return endRecord(in);
            }
            RefusalCode code = body.on(event, in);
            if (code != null) {
                return refuse(code);
            }
        }
        return refuse(RefusalCode.FILE_INCOMPLETE);
    }

    private boolean endRecord(XMLStreamReader2 in) {
        // The watch over the bytes runs ahead of the parser by what that has read beforehand.
        long wrong = content.invalidAt();
        if (wrong >= 0 && wrong < in.getLocationInfo().getStartingByteOffset()) {
            return refuse(RefusalCode.ENCODING_INVALID);
        }
        body.end();
        inRecord = false;
        return true;
    }
}
