package vn.lienthong.records;

import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Attachments;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.RefusalCode;

/**
 * The records of chunks, one at a time and each with all its rows. Documents that came as text are decoded and read
 * here: by the thread that works on the chunk, so that the one that reads the file need not, and one record at a time, so
 * that memory stays flat. For one thread.
 */
public final class ChunkRecords {
    private final @Nullable AttachedDocuments documents;
    private final Chunk single = new Chunk();
    private @Nullable Chunk opened;
    private int openedNumber;
    private Chunk chunk = single;
    private int index;

    public ChunkRecords(Contract contract) {
        Attachments attachments = contract.exchange().attachments();
        AttachedDocuments reader = null;
        if (attachments != null) {
            PathTree tree = new PathTree(contract);
            PathNode content = tree.attachedContent();
            reader = content == null ? null : new AttachedDocuments(contract, attachments, tree, content);
        }
        documents = reader;
    }

    /**
     * Opens a record; the one that was open is forgotten.
     *
     * @return why the whole file is refused at this record, or null: then the record is at {@link #index} in
     *     {@link #chunk}
     */
    public @Nullable RefusalCode open(Chunk of, int record) {
        chunk = of;
        index = record;
        if (documents == null || !hasDocuments(of, record)) {
            return null;
        }
        if (opened != of || openedNumber != of.number()) {
            opened = of;
            openedNumber = of.number();
            documents.beginChunk();
        }
        single.begin(of.number(), of.firstRecord() + record, 0);
        chunk = single;
        index = 0;
        return documents.read(of, record, single);
    }

    private static boolean hasDocuments(Chunk of, int record) {
        for (int row = of.firstRow(record) + 1; row < of.firstRow(record + 1); row++) {
            if (of.isDocument(row)) {
                return true;
            }
        }
        return false;
    }

    /** Holds the open record; a child row's line in it is its number in its table. */
    public Chunk chunk() {
        return chunk;
    }

    /** Place of the open record in {@link #chunk}. */
    public int index() {
        return index;
    }
}
