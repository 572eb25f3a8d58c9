package vn.lienthong.records;

import java.util.Arrays;
import javax.xml.stream.XMLStreamConstants;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Attachments;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads what is inside of one record: values, child rows, and the documents attached to it, which are read as if their
 * rows stood there. A document that came as text is only put by, see {@link ChunkRecords}. Used again for each record.
 *
 * <p>Methods that return a {@link RefusalCode} return null when all is well.
 */
final class XmlRecordBody {
    /** Of a record without its child rows, and of each of these. */
    private static final int ELEMENTS_PER_ROW_MAX = 10_000;

    private final XmlElements elements;
    private final RecordWriter writer;
    private final @Nullable XmlAttachment attachment;
    /** Number of the last row of each table in the record; what their lines are where tables are attached. */
    private final int[] rowNumbers;

    private int rowElements;
    private int recordElements;

    XmlRecordBody(Contract contract, PathTree tree, RecordWriter writer, XmlElements elements) {
        this.elements = elements;
        this.writer = writer;
        Attachments attachments = contract.exchange().attachments();
        PathNode content = tree.attachedContent();
        attachment = attachments == null || content == null ? null : new XmlAttachment(contract, attachments, content);
        rowNumbers = new int[contract.tables().size()];
    }

    /** The record's element is open. */
    void begin(Chunk chunk, PathNode record, long line) {
        recordElements = 0;
        Arrays.fill(rowNumbers, 0);
        elements.be(record.record);
        writer.begin(chunk, record.kind, line);
    }

    /** Begins again with a record whose documents are now to be read. */
    void resume(Chunk into, Chunk from, int record) {
        recordElements = 0;
        Arrays.fill(rowNumbers, 0);
        writer.resume(into, from, record);
    }

    /**
     * Takes over a row that was read before.
     *
     * @return false when there are too many
     */
    boolean copyRow(Chunk from, int row) {
        return writer.copyRow(from, row, ++rowNumbers[from.table(row)]);
    }

    /** Events of a document follow, up to {@link #endDocument}. */
    void beginDocument(int kind) {
        if (attachment != null) {
            attachment.begin(kind);
        }
    }

    void endDocument() {
        endAttachment();
    }

    /** The record's element closes. */
    void end() {
        writer.end();
        var unused = elements.leave();
    }

    /** Takes one event from between the two. */
    @Nullable
    RefusalCode on(int event, XMLStreamReader2 in) {
        return switch (event) {
            case XMLStreamConstants.START_ELEMENT -> elements.enter(in) && inside(in) ? null : RefusalCode.XML_UNSAFE;
            case XMLStreamConstants.END_ELEMENT -> {
                leave();
                yield null;
            }
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                text(in.getTextCharacters(), in.getTextStart(), in.getTextLength()) ? null : RefusalCode.XML_UNSAFE;
            case XMLStreamConstants.ENTITY_REFERENCE, XMLStreamConstants.DTD -> RefusalCode.XML_UNSAFE;
            case XMLStreamConstants.PROCESSING_INSTRUCTION ->
                elements.tooManyNames(in.getPITarget()) ? RefusalCode.XML_UNSAFE : null;
            default -> null;
        };
    }

    /** Looks at the element that was entered; false when there are too many. */
    private boolean inside(XMLStreamReader2 in) {
        boolean fits = count();
        PathNode node = elements.here();
        PathNode around = elements.around();
        if (around != null && around.role == PathNode.Role.ATTACHED_CONTENT) {
            attachedDocument(node);
        } else if (node == null && around != null) {
            if (around.role == PathNode.Role.FIELD) {
                writer.ragged();
            } else {
                writer.unknown();
            }
        }
        if (node == null) {
            return fits;
        }
        switch (node.role) {
            case FIELD -> writer.open(node.index);
            case IGNORED -> elements.be(null);
            case ROW -> {
                int number = ++rowNumbers[node.index];
                return beginRow(node, attachment == null ? in.getLocation().getLineNumber() : number);
            }
            case ATTACHMENT, ATTACHED_KIND, ATTACHED_CONTENT -> attached(node);
            case PART, SLOT -> {
                // nothing of its own
            }
        }
        return fits;
    }

    /** An element begins; false when there are too many in the row or record. */
    boolean count() {
        int count = writer.inRow() ? ++rowElements : ++recordElements;
        return count <= ELEMENTS_PER_ROW_MAX;
    }

    /** Begins a row whose line is its number in its table; false when there are too many. */
    boolean beginNumberedRow(PathNode row) {
        return beginRow(row, ++rowNumbers[row.index]);
    }

    private boolean beginRow(PathNode row, long line) {
        rowElements = 0;
        return writer.beginRow(row.index, line);
    }

    private void attached(PathNode node) {
        if (attachment == null) {
            return;
        }
        if (node.role == PathNode.Role.ATTACHMENT) {
            attachment.begin();
        } else if (node.role == PathNode.Role.ATTACHED_KIND) {
            attachment.beginKind();
        } else if (!attachment.beginContent()) {
            elements.be(null);
        }
    }

    /** The document's first element begins; null = a place the contract does not know. */
    void attachedDocument(@Nullable PathNode first) {
        if (attachment != null) {
            attachment.beginDocument(first);
        }
    }

    private void leave() {
        PathNode node = elements.here();
        if (node != null) {
            switch (node.role) {
                case FIELD -> writer.close();
                case ROW -> writer.endRow();
                case ATTACHED_KIND -> endKind();
                case ATTACHMENT -> endAttachment();
                case PART, SLOT, IGNORED, ATTACHED_CONTENT -> {
                    // nothing of its own
                }
            }
        }
        var unused = elements.leave();
    }

    private void endKind() {
        if (attachment != null) {
            attachment.endKind();
        }
    }

    private void endAttachment() {
        if (attachment == null) {
            return;
        }
        if (!attachment.consistent()) {
            writer.ragged();
        } else if (attachment.isText()) {
            writer.endText(attachment.kind());
        } else if (attachment.foreign()) {
            writer.unknown();
        }
    }

    /** @return false when the record has become larger than allowed */
    private boolean text(char[] chars, int start, int length) {
        PathNode node = elements.here();
        if (node == null) {
            return true;
        }
        if (node.role == PathNode.Role.FIELD) {
            return writer.piece(chars, start, length);
        }
        if (attachment != null && node.role == PathNode.Role.ATTACHED_KIND) {
            attachment.addKind(chars, start, length);
            return true;
        }
        if (node.role == PathNode.Role.ATTACHED_CONTENT) {
            return content(chars, start, length);
        }
        for (int i = start; i < start + length; i++) {
            if (chars[i] > ' ') {
                writer.ragged();
                return true;
            }
        }
        return true;
    }

    /** Text of an attachment's content; white space before it, or around a nested document, is layout. */
    private boolean content(char[] chars, int start, int length) {
        if (attachment == null) {
            return true;
        }
        int from = start;
        int end = start + length;
        if (!attachment.textSeen()) {
            while (from < end && (EmbeddedText.white(chars[from]) || chars[from] == ContentHead.MARK)) {
                from++;
            }
            if (from == end) {
                return true;
            }
            attachment.text();
            writer.beginText();
        }
        return writer.text(chars, from, end - from);
    }
}
