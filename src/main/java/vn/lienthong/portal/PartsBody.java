package vn.lienthong.portal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578) piece by piece. A part is a field as it stands, without escapes;
 * the name of a file and a type are ignored. Bounded in the heads of parts and in what stands outside of them. For one
 * thread at a time.
 *
 * <pre>
 *   OUTSIDE --boundary--> MARK --CR LF--> HEAD --empty line--> CONTENT --boundary--> MARK
 *                           '--"--"--> CLOSED
 * </pre>
 */
final class PartsBody implements FormType.Reader {
    static final int HEAD_BYTES_MAX = 4 << 10;
    static final int HEAD_LINES_MAX = 16;

    /** Before the first boundary, behind the last, and behind boundaries on their lines, together. */
    static final int OUTSIDE_BYTES_MAX = 1 << 10;

    private static final int LINE_END_BYTES = 2;
    private static final Set<String> AS_IT_STANDS = Set.of("7bit", "8bit", "binary");

    private enum State {
        OUTSIDE,
        /** Behind a boundary. */
        MARK,
        /** One hyphen behind a boundary. */
        CLOSING,
        /** White space behind a boundary. */
        LAYOUT,
        /** The line of a boundary or of a head has its CR. */
        LINE_FEED,
        HEAD,
        CONTENT,
        CLOSED
    }

    private final FormFields fields;

    /** CR LF, two hyphens, boundary: CR is nowhere but in front, so when a match breaks off none began inside it. */
    private final byte[] delimiter;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private State state = State.OUTSIDE;

    /** Bytes of the delimiter that are here; the body begins like a line. */
    private int matched = LINE_END_BYTES;

    private boolean inHead;
    private int headBytes;
    private int headLines;
    private int outsideBytes;
    private byte @Nullable [] name;

    /** @param boundary without CR */
    PartsBody(String boundary, FormFields fields) {
        this.fields = fields;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            take(piece[i]);
        }
    }

    private void take(byte b) throws IOException {
        switch (state) {
            case OUTSIDE, CONTENT -> match(b);
            case MARK -> {
                if (b == '-') {
                    state = State.CLOSING;
                } else {
                    layout(b);
                }
            }
            case CLOSING -> state = when(b == '-', State.CLOSED);
            case LAYOUT -> layout(b);
            case LINE_FEED -> {
                state = when(b == '\n', State.HEAD);
                endLine();
            }
            case HEAD -> head(b);
            case CLOSED -> outside();
        }
    }

    private static State when(boolean well, State next) {
        if (!well) {
            throw new Malformed("a broken boundary or head of a part");
        }
        return next;
    }

    private void match(byte b) throws IOException {
        if (b == delimiter[matched]) {
            if (++matched == delimiter.length) {
                matched = 0;
                if (state == State.CONTENT) {
                    fields.end();
                }
                state = State.MARK;
            }
            return;
        }
        for (int i = 0; i < matched; i++) {
            content(delimiter[i]);
        }
        matched = 0;
        if (b == delimiter[0]) {
            matched = 1;
        } else {
            content(b);
        }
    }

    private void content(byte b) throws IOException {
        if (state == State.CONTENT) {
            fields.value(b & 0xff);
        } else {
            outside();
        }
    }

    private void outside() {
        if (++outsideBytes > OUTSIDE_BYTES_MAX) {
            throw new Malformed("too much outside of the parts");
        }
    }

    private void layout(byte b) {
        outside();
        inHead = false;
        state = b == '\r' ? State.LINE_FEED : when(b == ' ' || b == '\t', State.LAYOUT);
    }

    private void head(byte b) {
        if (++headBytes > HEAD_BYTES_MAX) {
            throw new Malformed("the head of a part is too long");
        }
        inHead = true;
        if (b == '\r') {
            state = State.LINE_FEED;
        } else {
            state = when(b == '\t' || (b & 0xff) >= ' ', State.HEAD);
            line.write(b);
        }
    }

    /** A line of the head has ended, or that of the boundary, behind which a head begins. */
    private void endLine() {
        if (!inHead) {
            headBytes = 0;
            headLines = 0;
            name = null;
            return;
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        if (!text.isEmpty()) {
            headLine(text);
            return;
        }
        byte[] named = name;
        if (named == null) {
            throw new Malformed("a part without a name");
        }
        fields.begin(named);
        state = State.CONTENT;
    }

    private void headLine(String text) {
        int colon = text.indexOf(':');
        if (++headLines > HEAD_LINES_MAX || colon < 1 || text.charAt(0) <= ' ') {
            throw new Malformed("a broken head of a part");
        }
        String value = text.substring(colon + 1);
        switch (text.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
            case "content-disposition" -> {
                HeaderValue disposition = HeaderValue.parse(value);
                String field = disposition.parameters().get("name");
                if (name != null || field == null || !disposition.value().equals("form-data")) {
                    throw new Malformed("a part is no field");
                }
                name = field.getBytes(StandardCharsets.ISO_8859_1);
            }
            case "content-transfer-encoding" -> {
                if (!AS_IT_STANDS.contains(value.strip().toLowerCase(Locale.ROOT))) {
                    throw new Malformed("a part in another encoding");
                }
            }
            default -> {
                // Type, length and what else a client may say of a part changes nothing.
            }
        }
    }

    /** {@inheritDoc} Without the last boundary it was cut. */
    @Override
    public void end() {
        if (state != State.CLOSED) {
            throw new Malformed("the body is cut");
        }
    }
}
