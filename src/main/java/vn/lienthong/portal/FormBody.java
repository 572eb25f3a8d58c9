package vn.lienthong.portal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.intake.Upload;

/**
 * Reads an {@code application/x-www-form-urlencoded} body piece by piece: small fields into memory, the base64 of one
 * field, the file, decoded to a sink. Bounded in fields, names and values; the file is bounded by who counts what the
 * sink gets. For one thread at a time.
 *
 * <p>A {@code +} of the file is taken as it stands: many clients forget to escape it, and the space that it would mean
 * has no meaning in base64.
 */
final class FormBody implements Upload.Sink {
    static final int FIELDS_MAX = 32;
    static final int NAME_BYTES_MAX = 64;
    static final int VALUE_BYTES_MAX = 1_024;

    private static final int HEX = 16;

    private final @Nullable String file;
    private final @Nullable Base64Stream content;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private @Nullable String name;
    private int escape = -1;
    private int escapeDigits;
    private int parts;
    private boolean fileSeen;

    /** A form without a file. */
    FormBody() {
        this.file = null;
        this.content = null;
    }

    /** @param file name of the field whose decoded bytes go to the sink */
    FormBody(String file, Upload.Sink sink) {
        this.file = file;
        this.content = new Base64Stream(sink);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            take(piece[i]);
        }
    }

    private void take(byte b) throws IOException {
        if (escapeDigits > 0) {
            int digit = Character.digit(b, HEX);
            if (digit < 0) {
                throw new Malformed("a broken escape");
            }
            escape = escape * HEX + digit;
            if (--escapeDigits == 0) {
                value(escape, true);
            }
        } else if (b == '%') {
            escape = 0;
            escapeDigits = 2;
        } else if (b == '&') {
            endPart();
        } else if (b == '=' && name == null) {
            endName();
        } else {
            value(b & 0xff, false);
        }
    }

    private void value(int b, boolean escaped) throws IOException {
        if (name == null) {
            if (part.size() >= NAME_BYTES_MAX) {
                throw new Malformed("a field name is too long");
            }
            part.write(b == '+' && !escaped ? ' ' : b);
        } else if (name.equals(file) && content != null) {
            content.take(b);
        } else {
            if (part.size() >= VALUE_BYTES_MAX) {
                throw new Malformed("a field is too long");
            }
            part.write(b == '+' && !escaped ? ' ' : b);
        }
    }

    private void endName() {
        if (++parts > FIELDS_MAX) {
            throw new Malformed("too many fields");
        }
        name = text();
        if (name.equals(file)) {
            if (fileSeen) {
                throw new Malformed("two files");
            }
            fileSeen = true;
        } else if (fields.containsKey(name)) {
            throw new Malformed("a field is here twice");
        }
    }

    private void endPart() throws IOException {
        String ended = name;
        if (ended == null) {
            if (part.size() > 0) {
                throw new Malformed("a field without a value");
            }
            return;
        }
        if (ended.equals(file) && content != null) {
            content.end();
        } else {
            fields.put(ended, text());
        }
        name = null;
    }

    private String text() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(part.toByteArray()))
                    .toString();
            part.reset();
            return text;
        } catch (CharacterCodingException e) {
            throw new Malformed("a field is not UTF-8");
        }
    }

    /** The body is here whole. */
    void end() throws IOException {
        if (escapeDigits > 0) {
            throw new Malformed("a broken escape");
        }
        endPart();
    }

    /** Whether the file's field was there. */
    boolean hasFile() {
        return fileSeen;
    }

    /** A field, or the empty text. */
    String field(String field) {
        return fields.getOrDefault(field, "");
    }
}
