package vn.lienthong.records;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.delivery.Refusal;

/**
 * Tells a JSON document from NDJSON by the content, and reads it as what it is.
 *
 * <p>It is NDJSON when something follows the first line, and this line is a value by itself, or has the braces of a
 * record and the next one begins with a brace (a broken record, not a document). A file of one line is read as a
 * document: that gives the same records.
 */
final class EitherJsonSource implements ChunkSource {
    /** Read beyond a first line of the greatest length, to see whether something follows. */
    private static final int LOOK_BYTES_SPARE = 64 << 10;

    private static final int PIECE_BYTES = 8 << 10;

    private final Contract contract;
    private final InputStream in;
    private final int lookBytesMax;
    private byte[] look = new byte[PIECE_BYTES];
    private int length;
    private @Nullable ChunkSource source;

    EitherJsonSource(Contract contract, InputStream in) {
        this.contract = contract;
        this.in = in;
        this.lookBytesMax = Math.addExact(contract.exchange().recordBytesMax(), LOOK_BYTES_SPARE);
    }

    @Override
    public boolean next(Chunk chunk) throws IOException {
        if (source == null) {
            boolean lines = isLines();
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(look, 0, length), in);
            source = lines ? new NdjsonSource(contract, whole) : new JsonSource(contract, whole);
        }
        return source.next(chunk);
    }

    @Override
    public Optional<Refusal> refusal() {
        return source == null ? Optional.empty() : source.refusal();
    }

    @Override
    public Optional<String> total(int total) {
        return source == null ? Optional.empty() : source.total(total);
    }

    private boolean isLines() throws IOException {
        int start = firstVisible(0);
        if (start < 0) {
            return false;
        }
        int end = start;
        while (end < length || more()) {
            if (look[end] == '\n') {
                int next = firstVisible(end);
                return next >= 0 && (isValue(start, end) || (isBraced(start, end) && look[next] == '{'));
            }
            end++;
        }
        return false;
    }

    /** Index of the first byte from there on that is no white space and no mark, or -1 when none is in sight. */
    private int firstVisible(int from) throws IOException {
        int i = from;
        while (i < length || more()) {
            boolean mark = i < 3 && (look[i] == (byte) 0xEF || look[i] == (byte) 0xBB || look[i] == (byte) 0xBF);
            if (!mark && look[i] != ' ' && look[i] != '\t' && look[i] != '\r' && look[i] != '\n') {
                return i;
            }
            i++;
        }
        return -1;
    }

    private boolean isBraced(int start, int end) {
        int last = end - 1;
        while (last > start && (look[last] == ' ' || look[last] == '\t' || look[last] == '\r')) {
            last--;
        }
        return look[start] == '{' && look[last] == '}';
    }

    private boolean isValue(int start, int end) {
        try (JsonParser parser = JsonParsers.of(contract.exchange()).createParser(look, start, end - start)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
            }
            return values == 1;
        } catch (JacksonException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail to be read", e);
        }
    }

    /** Reads one piece more into sight; false at the end of the file, or when enough has been seen. */
    private boolean more() throws IOException {
        if (length >= lookBytesMax) {
            return false;
        }
        if (length == look.length) {
            look = Arrays.copyOf(look, 2 * length);
        }
        int n = in.read(look, length, Math.min(look.length, lookBytesMax) - length);
        length += Math.max(0, n);
        return n > 0;
    }
}
