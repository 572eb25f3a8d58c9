package vn.lienthong.validate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.records.Chunk;
import vn.lienthong.records.ChunkSource;
import vn.lienthong.records.FieldReaders;
import vn.lienthong.records.RowValues;

/** Typed rows of a CSV contract, made from text as a file would have it. */
public final class Rows {
    private final Contract contract;
    private final FieldReaders readers;
    private final RowValues values;

    public Rows(Contract contract) {
        this.contract = contract;
        readers = new FieldReaders(contract);
        values = readers.newValues();
    }

    /** The values of one row; the same object every time. */
    public RowValues of(String row) {
        readers.read(chunk(row), 0, values);
        return values;
    }

    FieldReaders readers() {
        return readers;
    }

    /** A file of this one record. */
    Chunk chunk(String row) {
        String header = contract.table().fields().stream().map(Field::source).collect(Collectors.joining(","));
        byte[] content = (header + "\n" + row + "\n").getBytes(StandardCharsets.UTF_8);
        Chunk chunk = new Chunk();
        try {
            if (!ChunkSource.of(contract, new ByteArrayInputStream(content)).next(chunk)) {
                throw new IllegalArgumentException("no row in " + row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return chunk;
    }
}
