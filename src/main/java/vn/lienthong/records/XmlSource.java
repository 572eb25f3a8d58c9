package vn.lienthong.records;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
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
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads the records of an XML file whose records are flat: one element a record, one element a field.
 *
 * <p>Elements are known by local name, whatever their prefix. An element of a record that the contract does not know is
 * not read, and flagged; one that comes twice or has elements inside makes the record ragged; a missing one is absent.
 * White space around a value is layout. Sections beside the record path are not read.
 *
 * <p>Refused: a DTD or entity, more depth, attributes, elements a record, names or bytes than allowed ({@code
 * XML_UNSAFE}); another root, no list of records, XML that is not well formed ({@code SHAPE_INVALID}); an encoding
 * other than UTF-8 ({@code ENCODING_INVALID}); a file that ends too early ({@code FILE_INCOMPLETE}).
 */
final class XmlSource implements ChunkSource {
    private static final int ATTRIBUTES_MAX = 64;
    private static final int ELEMENTS_PER_RECORD_MAX = 10_000;
    /** The parser keeps every name it meets for the length of the file. */
    private static final int DISTINCT_NAMES_MAX = 1_000;
    /** What the parser reads ahead, and tags around a value of the greatest length. */
    private static final int EVENT_BYTES_SPARE = 64 << 10;

    private static final InputFactoryImpl PARSERS = parsers();

    private final List<String> path;
    private final int depthMax;
    private final XmlContent content;
    private final XmlRecord record;
    private final Set<String> names = new HashSet<>();
    private @Nullable XMLStreamReader2 reader;
    private int number;
    private long records;
    private int depth;
    private int matched;
    private boolean listSeen;
    private boolean ended;
    private @Nullable Refusal refusal;

    XmlSource(Contract contract, InputStream in) {
        var exchange = contract.exchange();
        path = exchange.recordPaths().get(0).steps();
        depthMax = exchange.depthMax();
        content = new XmlContent(
                in, exchange.fileBytesMax(), Math.addExact(exchange.recordBytesMax(), EVENT_BYTES_SPARE));
        record = new XmlRecord(contract.table(), exchange.recordBytesMax());
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
        if (content.trouble() == XmlContent.Trouble.EVENT_TOO_LARGE) {
            return RefusalCode.XML_UNSAFE;
        }
        if (content.trouble() == XmlContent.Trouble.FILE_TOO_LARGE) {
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
            boolean inRecord = matched == path.size();
            refusal = new Refusal(code, inRecord ? records + 1 : 0);
        }
        return false;
    }

    /** Adds the next record; false when there is none, or the file is refused. */
    private boolean nextRecord(XMLStreamReader2 in, Chunk chunk) throws XMLStreamException {
        while (in.hasNext()) {
            switch (nextEvent(in)) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (!enter(in)) {
                        return false;
                    }
                    if (matched == path.size()) {
                        return takeRecord(in, chunk);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> leave();
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return refuse(RefusalCode.XML_UNSAFE);
                }
                case XMLStreamConstants.PROCESSING_INSTRUCTION -> {
                    if (tooManyNames(in.getPITarget())) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                }
                default -> {
                    // text and comments outside a record
                }
            }
        }
        if (content.invalidAt() >= 0) {
            return refuse(RefusalCode.ENCODING_INVALID);
        }
        return listSeen ? false : refuse(RefusalCode.SHAPE_INVALID);
    }

    private int nextEvent(XMLStreamReader in) throws XMLStreamException {
        content.beginEvent();
        return in.next();
    }

    /** Goes one element deeper; false when that is refused. */
    private boolean enter(XMLStreamReader2 in) {
        depth++;
        if (depth > depthMax || tooMuch(in)) {
            return refuse(RefusalCode.XML_UNSAFE);
        }
        if (matched == depth - 1 && depth <= path.size() && in.getLocalName().equals(path.get(depth - 1))) {
            matched = depth;
            listSeen = listSeen || matched == path.size() - 1;
        } else if (depth == 1) {
            return refuse(RefusalCode.SHAPE_INVALID);
        }
        return true;
    }

    private void leave() {
        if (matched == depth) {
            matched--;
        }
        depth--;
    }

    private boolean tooMuch(XMLStreamReader2 in) {
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
        boolean plainKnown = in.getPrefix().isEmpty() && record.knows(in.getLocalName());
        return tooMany || (!plainKnown && tooManyNames(in.getPrefixedName()));
    }

    private boolean tooManyNames(String name) {
        names.add(name);
        return names.size() > DISTINCT_NAMES_MAX;
    }

    private boolean takeRecord(XMLStreamReader2 in, Chunk chunk) throws XMLStreamException {
        int recordDepth = depth;
        int elements = 0;
        record.begin(chunk, in.getLocation().getLineNumber());
        while (in.hasNext()) {
            switch (nextEvent(in)) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (!enter(in) || ++elements > ELEMENTS_PER_RECORD_MAX) {
                        return refuse(RefusalCode.XML_UNSAFE);
                    }
                    record.open(in.getLocalName(), depth - recordDepth);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth == recordDepth) {
                        return endRecord(in);
                    }
                    record.close(depth - recordDepth);
                    leave();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    boolean fits = record.text(
                            in.getTextCharacters(), in.getTextStart(), in.getTextLength(), depth - recordDepth);
                    if (!fits) {
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

    private boolean endRecord(XMLStreamReader2 in) {
        // The watch over the bytes runs ahead of the parser by what that has read beforehand.
        long wrong = content.invalidAt();
        if (wrong >= 0 && wrong < in.getLocationInfo().getStartingByteOffset()) {
            return refuse(RefusalCode.ENCODING_INVALID);
        }
        record.end();
        leave();
        return true;
    }
}
