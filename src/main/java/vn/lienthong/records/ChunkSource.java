package vn.lienthong.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.legacy.LegacyForm;
import vn.lienthong.legacy.LegacyStream;

/**
 * Cuts a file into chunks, one after another. For one thread.
 *
 * <p>What is wrong with the file as a whole is a value, known when the source has ended; an {@link IOException} is
 * always our own fault (the bytes could not be read).
 */
public interface ChunkSource {

    /**
     * Fills the chunk with the next records.
     *
     * @return false when there is none left: the chunk's content is then undefined
     */
    boolean next(Chunk chunk) throws IOException;

    /** Why the file was not read to its end, once {@link #next} has said false. */
    Optional<Refusal> refusal();

    /**
     * What the sender gave as a control total of the contract, as it was written, once {@link #next} has said false.
     *
     * @param total place in {@code Exchange.controlTotals()}
     */
    default Optional<String> total(int total) {
        return Optional.empty();
    }

    /** What was converted when the whole file was of a legacy encoding, once {@link #next} has said false. */
    default Optional<Conversion> conversion() {
        return Optional.empty();
    }

    /**
     * What stands beside the records, as the only row of a record of its own: for a file that has no records, and still
     * says of whom it has none. To be asked once {@link #next} has said false.
     *
     * @return false when the format has nothing beside its records
     */
    default boolean head(Chunk chunk) {
        return false;
    }

    /**
     * A file that was converted.
     *
     * @param encoding its word in contracts
     * @param letters how many letters were made of other bytes than ASCII
     */
    record Conversion(String encoding, long letters) {}

    /**
     * The source for a contract's format, with legacy text converted where the contract allows it.
     *
     * @throws IllegalArgumentException when the contract's files cannot be read; the message says why
     */
    static ChunkSource of(Contract contract, InputStream content) {
        return of(contract, content, XmlTap.NONE);
    }

    /**
     * The same, with somebody looking on.
     *
     * @param tap sees the events of XML; other formats have none
     */
    static ChunkSource of(Contract contract, InputStream content, XmlTap tap) {
        Set<LegacyForm> legacy = FreeText.encodings(contract);
        if (legacy.isEmpty()) {
            return ofUtf8(contract, content, tap);
        }
        LegacyStream text = new LegacyStream(content, legacy);
        return new ConvertedSource(ofUtf8(contract, text, tap), text);
    }

    private static ChunkSource ofUtf8(Contract contract, InputStream content, XmlTap tap) {
        if (contract.exchange().formats().size() > 1) {
            return new EitherJsonSource(contract, content);
        }
        return switch (contract.exchange().format()) {
            case CSV -> new CsvSource(contract, content);
            case XML -> new XmlSource(contract, content, tap);
            case JSON -> new JsonSource(contract, content);
            case NDJSON -> new NdjsonSource(contract, content);
        };
    }
}
