package vn.lienthong.records;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Exchange;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/**
 * Reads NDJSON: a line is a record, see {@link JsonRecords}. LF or CRLF end a line, the last one needs neither; blank
 * lines are not counted.
 *
 * <p>A line that is no JSON, or that has not exactly one record, is a ragged record and does no harm to others. Refused:
 * a line or file of more bytes than allowed, UTF-16, and a file without any line ({@code SHAPE_INVALID}); bytes that are
 * not UTF-8 ({@code ENCODING_INVALID}).
 */
final class NdjsonSource implements ChunkSource {
    private static final int PIECE_BYTES = 64 << 10;
    private static final long LF = Swar.spread('\n');

    private final JsonFactory parsers;
    private final WatchedContent content;
    private final JsonRecords walk;
    private final int recordBytesMax;
    private byte[] bytes = new byte[PIECE_BYTES + Swar.SLACK];
    private int length;
    /** Where the next line begins. */
    private int at;

    private int number;
    private long records;
    private long line;
    private boolean opened;
    private boolean ended;
    private @Nullable Refusal refusal;

    NdjsonSource(Contract contract, InputStream in) {
        Exchange exchange = contract.exchange();
        parsers = JsonParsers.of(exchange);
        recordBytesMax = exchange.recordBytesMax();
        content = new WatchedContent(in, exchange.fileBytesMax(), Integer.MAX_VALUE);
        walk = new JsonRecords(contract, true);
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
        chunk.begin(number, records + 1, line);
        if (!opened) {
            opened = true;
            if (!content.open()) {
                refuse(RefusalCode.SHAPE_INVALID, 0);
            }
        }
        while (refusal == null && !chunk.full(chunk.length)) {
            int end = endOfLine();
            if (end < 0) {
                break;
            }
            line++;
            if (!isBlank(at, end)) {
                add(chunk, at, end);
            }
            at = Math.min(end + 1, length);
        }
        ended = refusal != null || chunk.records() == 0;
        if (ended && records == 0) {
            refuse(RefusalCode.SHAPE_INVALID, 0);
        }
        return chunk.records() > 0;
    }

    private void refuse(RefusalCode code, long record) {
        if (refusal == null) {
            refusal = new Refusal(code, record);
        }
    }

    private boolean isBlank(int start, int end) {
        int i = start;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) {
            i++;
        }
        return i == end;
    }

    private void add(Chunk chunk, int start, int end) throws IOException {
        if (Utf8.firstInvalid(bytes, start, end) >= 0) {
            refuse(RefusalCode.ENCODING_INVALID, records + 1);
            return;
        }
        int bytesBefore = chunk.length;
        int boundsBefore = chunk.boundsLength;
        int recordsBefore = chunk.records();
        if (!isOneRecord(chunk, start, end)) {
            while (chunk.records() > recordsBefore) {
                chunk.takeBack(bytesBefore, boundsBefore);
            }
            chunk.dropRecord(bytesBefore, boundsBefore);
            walk.addRagged(chunk, line);
        }
        records++;
    }

    private boolean isOneRecord(Chunk chunk, int start, int end) throws IOException {
        walk.reset(line - 1);
        try (JsonParser in = parsers.createParser(bytes, start, end - start)) {
            return walk.next(in, content, chunk)
                    && !walk.next(in, content, chunk)
                    && walk.trouble().isEmpty()
                    && in.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Index of the line feed that ends the next line, or of the end of the file; -1 when there is no line. */
    private int endOfLine() throws IOException {
        int looked = 0;
        while (true) {
            int i = Swar.find(bytes, at + looked, length, LF, LF);
            looked = i - at;
            if (looked > recordBytesMax) {
                refuse(RefusalCode.SHAPE_INVALID, records + 1);
                return -1;
            }
            if (i < length) {
                return i;
            }
            if (!fill()) {
                return refusal == null && looked > 0 ? length : -1;
            }
        }
    }

    /** Reads one piece more; false at the end of the file. The line that begins at {@code at} may move. */
    private boolean fill() throws IOException {
        length -= at;
        System.arraycopy(bytes, at, bytes, 0, length);
        at = 0;
        if (bytes.length < length + PIECE_BYTES + Swar.SLACK) {
            bytes = Arrays.copyOf(bytes, 2 * length + PIECE_BYTES + Swar.SLACK);
        }
        int n;
        try {
            n = content.read(bytes, length, PIECE_BYTES);
        } catch (IOException e) {
            content.rethrowFailure();
            refuse(RefusalCode.SHAPE_INVALID, records + 1);
            return false;
        }
        length += Math.max(0, n);
        return n >= 0;
    }
}
