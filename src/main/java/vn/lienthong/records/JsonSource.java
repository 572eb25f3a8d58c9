package vn.lienthong.records;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads the records of one JSON document, see {@link JsonRecords}, as the document streams by.
 *
 * <p>Refused: what is not JSON, or goes on behind its end ({@code JSON_INVALID}); no place for records, or more of
 * anything than allowed ({@code SHAPE_INVALID}); bytes that are not UTF-8 ({@code ENCODING_INVALID}); a document that
 * ends too early ({@code FILE_INCOMPLETE}).
 */
final class JsonSource implements ChunkSource {
    /** What the parser reads ahead, and escapes in a value of the greatest length. */
    private static final int EVENT_BYTES_SPARE = 64 << 10;

    private final Exchange exchange;
    private final WatchedContent content;
    private final JsonRecords walk;
    private @Nullable JsonParser parser;
    private int number;
    private long records;
    private boolean ended;
    private @Nullable Refusal refusal;

    JsonSource(Contract contract, InputStream in) {
        exchange = contract.exchange();
        content = new WatchedContent(
                in, exchange.fileBytesMax(), Math.addExact(exchange.recordBytesMax(), EVENT_BYTES_SPARE));
        walk = new JsonRecords(contract, false);
    }

    @Override
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public Optional<String> total(int total) {
        return Optional.ofNullable(walk.total(total));
    }

    @Override
    public boolean next(Chunk chunk) throws IOException {
        if (ended) {
            return false;
        }
        number++;
        chunk.begin(number, records + 1, 0);
        try {
            read(chunk);
        } catch (JacksonException e) {
            refuse(reasonOf(e));
        } catch (IOException e) {
            content.rethrowFailure();
            refuse(tooLarge());
        }
        ended = refusal != null || chunk.records() == 0;
        return chunk.records() > 0;
    }

    private void read(Chunk chunk) throws IOException {
        JsonParser in = parser;
        if (in == null) {
            if (!content.open()) {
                refuse(RefusalCode.SHAPE_INVALID);
                return;
            }
            in = JsonParsers.of(exchange).createParser(content);
            parser = in;
        }
        while (!chunk.full(chunk.length)) {
            if (!walk.next(in, content, chunk)) {
                end(in);
                return;
            }
            if (brokenUpTo(in)) {
                chunk.takeBack(chunk.length, chunk.boundsLength);
                refusal = new Refusal(RefusalCode.ENCODING_INVALID, records + 1);
                return;
            }
            records++;
        }
    }

    /** The watch over the bytes runs ahead of the parser by what that has read beforehand. */
    private boolean brokenUpTo(JsonParser in) {
        long wrong = content.invalidAt();
        return wrong >= 0 && wrong <= in.currentLocation().getByteOffset();
    }

    private void end(JsonParser in) throws IOException {
        if (walk.trouble().isPresent()) {
            refuse(walk.trouble().get());
            return;
        }
        content.beginEvent();
        boolean more = in.nextToken() != null;
        if (content.invalidAt() >= 0) {
            refuse(RefusalCode.ENCODING_INVALID);
        } else if (more) {
            refuse(RefusalCode.JSON_INVALID);
        } else if (!walk.found()) {
            refuse(RefusalCode.SHAPE_INVALID);
        }
    }

    /** Why the parser gave up. */
    private RefusalCode reasonOf(JacksonException e) {
        JsonParser in = parser;
        if (in != null && brokenUpTo(in)) {
            return RefusalCode.ENCODING_INVALID;
        }
        if (e instanceof StreamConstraintsException) {
            return RefusalCode.SHAPE_INVALID;
        }
        // A word that the end has cut is no unexpected end to the parser, but an unknown word.
        boolean cut = in != null
                && walk.open()
                && content.atEnd()
                && in.currentLocation().getByteOffset() >= content.passed();
        return (cut || e instanceof JsonEOFException) ? RefusalCode.FILE_INCOMPLETE : RefusalCode.JSON_INVALID;
    }

    private RefusalCode tooLarge() {
        return content.invalidAt() >= 0 ? RefusalCode.ENCODING_INVALID : RefusalCode.SHAPE_INVALID;
    }

    private void refuse(RefusalCode code) {
        if (refusal == null) {
            refusal = new Refusal(code, walk.inRecord() ? records + 1 : 0);
        }
    }
}
