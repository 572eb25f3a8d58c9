package vn.lienthong.records;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.Contract;
import vn.lienthong.contract.Field;
import vn.lienthong.delivery.Refusal;
import vn.lienthong.delivery.RefusalCode;

/**
 * Finds the ends of CSV records (RFC 4180), honouring quotes; the fields are split later, where there are more cores.
 *
 * <p>The first line that is not empty is the header: exactly the contract's columns in order. LF and CRLF end a record,
 * the last one needs neither. A lone CR does not, it is a control character of its record. Empty lines are not counted.
 * A quote opens a quoted field only as its first byte; anywhere else it makes the record ragged, and cannot swallow the
 * lines behind it.
 */
final class CsvSource implements ChunkSource {
    private static final int PIECE_BYTES = 64 << 10;
    private static final long LF = Swar.spread('\n');
    private static final long QUOTE = Swar.spread('"');

    private final Contract contract;
    private final InputStream in;
    private final byte separator;
    private final int recordBytesMax;
    private byte[] rest = new byte[0];
    private int restLength;
    private int number;
    private long records;
    private long line = 1;
    private long bytesLeft;
    private boolean atEnd;
    private boolean ended;
    private int linesInside;
    private @Nullable Refusal refusal;

    CsvSource(Contract contract, InputStream in) {
        this.contract = contract;
        this.in = in;
        this.separator = (byte) contract.exchange().separator();
        this.recordBytesMax = contract.exchange().recordBytesMax();
        this.bytesLeft = contract.exchange().fileBytesMax();
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
        chunk.begin(number + 1, records + 1, line);
        takeRest(chunk);
        int at = number == 0 ? body(chunk) : 0;
        number++;
        while (refusal == null && !chunk.full(at)) {
            int end = endOfRecord(chunk, at);
            if (end < 0) {
                break;
            }
            add(chunk, at, end);
            at = Math.min(end + 1, chunk.length);
        }
        keepRest(chunk, at);
        ended = refusal != null || chunk.records() == 0;
        return chunk.records() > 0;
    }

    private void add(Chunk chunk, int start, int end) {
        int last = end > start && chunk.bytes[end - 1] == '\r' ? end - 1 : end;
        if (last > start) {
            chunk.addRow(0, start, last, line);
            chunk.endRecord();
            records++;
        }
        line += 1L + linesInside;
    }

    /** Reads the head of the file; returns where the records begin. */
    private int body(Chunk chunk) throws IOException {
        while (chunk.length < ContentHead.BYTES && fill(chunk)) {
            // a stream may give single bytes
        }
        int at = ContentHead.markLength(chunk.bytes, 0, chunk.length);
        if (at < 0) {
            refuse(RefusalCode.SHAPE_INVALID, 0);
            return 0;
        }
        while (true) {
            int end = endOfRecord(chunk, at);
            if (end < 0) {
                refuse(RefusalCode.SHAPE_INVALID, 0);
                return at;
            }
            line += 1L + linesInside;
            int last = end > at && chunk.bytes[end - 1] == '\r' ? end - 1 : end;
            if (last > at) {
                checkHeader(chunk, at, last);
                return Math.min(end + 1, chunk.length);
            }
            at = Math.min(end + 1, chunk.length);
        }
    }

    private void checkHeader(Chunk chunk, int start, int end) {
        if (Utf8.firstInvalid(chunk.bytes, start, end) >= 0) {
            refuse(RefusalCode.ENCODING_INVALID, 0);
            return;
        }
        List<Field> fields = contract.table().fields();
        int columns = contract.table().sourceFields();
        RowValues header = new RowValues(columns);
        Chunk line = new Chunk();
        line.begin(0, 0, 0);
        line.reserve(end - start);
        System.arraycopy(chunk.bytes, start, line.bytes, 0, end - start);
        line.length = end - start;
        line.addRow(0, 0, end - start, 0);
        new CsvSplitter(separator).split(line, 0, header, columns);
        boolean same = header.problem() == RowValues.Problem.NONE;
        for (Field f : fields.subList(0, columns)) {
            same = same && header.rawText(f.index()).equals(f.source());
        }
        if (!same) {
            refuse(RefusalCode.SHAPE_INVALID, 0);
        }
    }

    /**
     * Index of the line feed that ends the record at {@code at}, or of the end of the file when it ends there; -1 when
     * there is no record, or none that can be taken.
     */
    private int endOfRecord(Chunk chunk, int at) throws IOException {
        boolean quoted = false;
        int i = at;
        linesInside = 0;
        while (true) {
            if (i >= chunk.length) {
                if (i - at > recordBytesMax) {
                    return refuse(RefusalCode.SHAPE_INVALID, records + 1);
                }
                if (fill(chunk)) {
                    continue;
                }
                return endOfFile(at, i, quoted);
            }
            i = Swar.find(chunk.bytes, i, chunk.length, LF, QUOTE);
            if (i == chunk.length) {
                continue;
            }
            if (chunk.bytes[i] == '\n') {
                if (!quoted) {
                    return i - at > recordBytesMax ? refuse(RefusalCode.SHAPE_INVALID, records + 1) : i;
                }
                linesInside++;
            } else if (!quoted) {
                quoted = i == at || chunk.bytes[i - 1] == separator;
            } else if (i + 1 == chunk.length && fill(chunk)) {
                continue;
            } else if (i + 1 < chunk.length && chunk.bytes[i + 1] == '"') {
                i++;
            } else {
                quoted = false;
            }
            i++;
        }
    }

    private int endOfFile(int at, int end, boolean quoted) {
        if (refusal != null) {
            return -1;
        }
        if (quoted) {
            return refuse(RefusalCode.SHAPE_INVALID, records + 1);
        }
        return end > at ? end : -1;
    }

    @CanIgnoreReturnValue
    private int refuse(RefusalCode code, long record) {
        if (refusal == null) {
            refusal = new Refusal(code, record);
        }
        return -1;
    }

    /** Reads one piece more; false at the end of the file. */
    private boolean fill(Chunk chunk) throws IOException {
        if (atEnd) {
            return false;
        }
        chunk.reserve(PIECE_BYTES);
        int n = in.read(chunk.bytes, chunk.length, PIECE_BYTES);
        if (n < 0) {
            atEnd = true;
            return false;
        }
        bytesLeft -= n;
        if (bytesLeft < 0) {
            atEnd = true;
            refuse(RefusalCode.SHAPE_INVALID, records + 1);
            return false;
        }
        chunk.length += n;
        return true;
    }

    private void takeRest(Chunk chunk) {
        chunk.reserve(restLength);
        System.arraycopy(rest, 0, chunk.bytes, 0, restLength);
        chunk.length = restLength;
    }

    private void keepRest(Chunk chunk, int at) {
        restLength = chunk.length - at;
        if (restLength > rest.length) {
            rest = Arrays.copyOf(rest, Math.max(restLength, PIECE_BYTES));
        }
        System.arraycopy(chunk.bytes, at, rest, 0, restLength);
        chunk.length = at;
    }
}
