package vn.lienthong.records;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Attachments;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.RecordPath;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads records whose documents came as text, as if these stood in the file nested. The bounds are those of the file:
 * depth counts from its root, and all documents of a chunk share one count of names, wherever and in whatever order
 * chunks are read. For one thread.
 */
final class AttachedDocuments {
    private final EmbeddedText text = new EmbeddedText();
    private final XmlElements elements;
    private final RecordWriter writer;
    private final XmlRecordBody body;
    private final PlainDocument plain;
    private final int documentBytesMax;
    private XmlParsers parsers = new XmlParsers();

    /** @param content the place of the document in an attachment */
    AttachedDocuments(Contract contract, Attachments attachments, PathTree tree, PathNode content) {
        int outside = attachments.contentPath().size();
        int record = contract.exchange().recordPaths().stream()
                .map(RecordPath::steps)
                .mapToInt(steps -> steps.size())
                .max()
                .orElse(0);
        int depthMax = contract.exchange().depthMax() - outside - record;
        elements = new XmlElements(content, depthMax);
        writer = new RecordWriter(contract, tree, new HeadValues(tree));
        body = new XmlRecordBody(contract, tree, writer, elements);
        plain = new PlainDocument(tree, content, writer, body, depthMax);
        documentBytesMax = contract.exchange().recordBytesMax();
    }

    /** Records of another chunk follow. */
    void beginChunk() {
        elements.reset();
        parsers = new XmlParsers();
    }

    /**
     * Writes one record of a chunk with all its rows into another.
     *
     * @param into empty
     * @return why the file is refused at this record, or null
     */
    @Nullable
    RefusalCode read(Chunk from, int record, Chunk into) {
        if (readPlain(from, record, into)) {
            return null;
        }
        into.begin(into.number(), into.firstRecord(), 0);
        body.resume(into, from, record);
        for (int row = from.firstRow(record) + 1; row < from.firstRow(record + 1); row++) {
            RefusalCode refusal;
            if (from.isDocument(row)) {
                refusal = document(from, row);
            } else {
                refusal = body.copyRow(from, row) ? null : RefusalCode.XML_UNSAFE;
            }
            if (refusal != null) {
                return refusal;
            }
        }
        writer.end();
        return null;
    }

    private boolean readPlain(Chunk from, int record, Chunk into) {
        body.resume(into, from, record);
        for (int row = from.firstRow(record) + 1; row < from.firstRow(record + 1); row++) {
            if (!(from.isDocument(row) ? plainDocument(from, row, into) : body.copyRow(from, row))) {
                return false;
            }
        }
        writer.end();
        return true;
    }

    private boolean plainDocument(Chunk from, int row, Chunk into) {
        if (!text.decode(from.bytes, from.rowStart[row], from.rowEnd[row])) {
            return false;
        }
        int at = writer.document(text.bytes(), text.start(), text.end());
        if (at < 0 || Utf8.firstInvalid(into.bytes, at, into.length) >= 0) {
            return false;
        }
        body.beginDocument(from.documentKind(row));
        if (!plain.read(into, at, into.length)) {
            return false;
        }
        body.endDocument();
        return true;
    }

    /** The file around the document is whole, so what is cut here was never whole. */
    private @Nullable RefusalCode document(Chunk from, int row) {
        if (!text.decode(from.bytes, from.rowStart[row], from.rowEnd[row])) {
            return RefusalCode.SHAPE_INVALID;
        }
        byte[] bytes = text.bytes();
        int end = text.end();
        if (end - text.start() > documentBytesMax) {
            return RefusalCode.XML_UNSAFE;
        }
        int mark = ContentHead.markLength(bytes, text.start(), end);
        int start = text.start() + mark;
        if (mark < 0 || start == end) {
            return RefusalCode.SHAPE_INVALID;
        }
        if (Utf8.firstInvalid(bytes, start, end) >= 0) {
            return RefusalCode.ENCODING_INVALID;
        }
        try {
            return document(parsers.open(new ByteArrayInputStream(bytes, start, end - start)), from.documentKind(row));
        } catch (XMLStreamException e) {
            return RefusalCode.SHAPE_INVALID;
        }
    }

    private @Nullable RefusalCode document(XMLStreamReader2 in, int kind) throws XMLStreamException {
        if (XmlParsers.otherEncoding(in)) {
            return RefusalCode.ENCODING_INVALID;
        }
        body.beginDocument(kind);
        RefusalCode refusal = null;
        while (refusal == null && in.hasNext()) {
            refusal = body.on(in.next(), in);
        }
        body.endDocument();
        return refusal;
    }
}
