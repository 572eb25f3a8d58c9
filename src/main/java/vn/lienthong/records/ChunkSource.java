package vn.lienthong.records;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;

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
     * The source for a contract's format.
     *
     * @throws IllegalArgumentException when no reader can read the contract: see {@link #requireReadable}
     */
    static ChunkSource of(Contract contract, InputStream content) {
        requireReadable(contract);
        return switch (contract.exchange().format()) {
            case CSV -> new CsvSource(contract, content);
            case XML -> new XmlSource(contract, content);
            default -> throw new IllegalArgumentException(unreadable(contract));
        };
    }

    /** Refuses, when a contract is loaded, one whose files this build cannot read. */
    static void requireReadable(Contract contract) {
        boolean nested = contract.tables().size() > 1;
        switch (contract.exchange().format()) {
            case CSV -> {
                if (nested) {
                    throw new IllegalArgumentException(contract.feed() + ": a CSV contract has exactly one table");
                }
            }
            case XML -> {
                if (nested || contract.exchange().recordPaths().isEmpty()) {
                    throw new IllegalArgumentException(contract.feed()
                            + ": an XML contract has exactly one table and a recordPath of root/.../record");
                }
            }
            default -> throw new IllegalArgumentException(unreadable(contract));
        }
    }

    private static String unreadable(Contract contract) {
        return contract.feed() + ": there is no reader for format "
                + contract.exchange().format() + "; use CSV or XML";
    }
}
