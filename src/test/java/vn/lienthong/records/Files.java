package vn.lienthong.records;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;

/** A file read whole, row by row, for tests to look at. Rows of child tables begin with the number of their table. */
record Files(List<List<String>> rows, List<Long> lines, List<Integer> recordsOfChunks, Optional<Refusal> refusal) {

    static final String RAGGED = "RAGGED";
    static final String UNKNOWN = "UNKNOWN";
    static final String ENCODING = "ENCODING";

    static Files read(Contract contract, String content) {
        return read(contract, content.getBytes(StandardCharsets.UTF_8));
    }

    static Files read(Contract contract, byte[] content) {
        return read(contract, new ByteArrayInputStream(content));
    }

    static Files read(Contract contract, InputStream content) {
        List<List<String>> rows = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        List<Integer> recordsOfChunks = new ArrayList<>();
        FieldReaders readers = new FieldReaders(contract);
        RowValues values = readers.newValues();
        ChunkSource source = ChunkSource.of(contract, content);
        Chunk chunk = new Chunk();
        try {
            while (source.next(chunk)) {
                recordsOfChunks.add(chunk.records());
                for (int r = 0; r < chunk.records(); r++) {
                    for (int row = chunk.firstRow(r); row < chunk.firstRow(r + 1); row++) {
                        readers.read(chunk, row, values);
                        int table = values.table();
                        List<String> texts =
                                texts(values, contract.tables().get(table).sourceFields());
                        if (table > 0) {
                            texts.add(0, "child " + table);
                        }
                        if (values.unknownElement()) {
                            texts.add(UNKNOWN);
                        }
                        rows.add(texts);
                        lines.add(values.line());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Files(rows, lines, recordsOfChunks, source.refusal());
    }

    private static List<String> texts(RowValues values, int fields) {
        List<String> texts = new ArrayList<>();
        switch (values.problem()) {
            case RAGGED -> texts.add(RAGGED);
            case ENCODING -> texts.add(ENCODING);
            case NONE -> {
                for (int f = 0; f < fields; f++) {
                    texts.add(values.state(f) == RowValues.State.WRONG_CHARACTER ? "CHARACTER" : values.rawText(f));
                }
            }
        }
        return texts;
    }
}
