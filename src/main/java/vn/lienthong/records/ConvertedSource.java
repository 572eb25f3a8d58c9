package vn.lienthong.records;

import java.io.IOException;
import java.util.Optional;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.legacy.LegacyStream;

/** A source whose file may be of a legacy encoding; tells what became of it. */
final class ConvertedSource implements ChunkSource {
    private final ChunkSource source;
    private final LegacyStream text;

    ConvertedSource(ChunkSource source, LegacyStream text) {
        this.source = source;
        this.text = text;
    }

    @Override
    public boolean next(Chunk chunk) throws IOException {
        return source.next(chunk);
    }

    @Override
    public Optional<Refusal> refusal() {
        return source.refusal();
    }

    @Override
    public Optional<String> total(int total) {
        return source.total(total);
    }

    @Override
    public boolean head(Chunk chunk) {
        return source.head(chunk);
    }

    @Override
    public Optional<Conversion> conversion() {
        return text.form().map(form -> new Conversion(form.wire(), text.letters()));
    }
}
