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
 * What a form says, in whichever way it is written: small fields in memory, the base64 of one field, the file, decoded
 * to a sink as it comes. Bounded in fields, names and values; the file is bounded by who counts what the sink gets. A
 * field is there once. For one thread at a time.
 */
final class FormFields {
    static final int FIELDS_MAX = 32;
    static final int NAME_BYTES_MAX = 64;
    static final int VALUE_BYTES_MAX = 1_024;

    private final @Nullable String file;
    private final @Nullable Base64Stream content;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private String name = "";
    private boolean inFile;
    private boolean fileSeen;
    private int begun;

    /** Of a form without a file. */
    FormFields() {
        this.file = null;
        this.content = null;
    }

    /** @param file name of the field whose decoded bytes go to the sink */
    FormFields(String file, Upload.Sink sink) {
        this.file = file;
        this.content = new Base64Stream(file, sink);
    }

    /** The next field; the one before has ended. {@code utf8} is its name. */
    void begin(byte[] utf8) {
        if (++begun > FIELDS_MAX) {
            throw new Malformed("too many fields");
        }
        if (utf8.length > NAME_BYTES_MAX) {
            throw new Malformed("a field name is too long");
        }
        name = text(utf8);
        inFile = name.equals(file);
        if (inFile ? fileSeen : fields.containsKey(name)) {
            throw new Malformed("a field is here twice", name);
        }
        fileSeen |= inFile;
    }

    /** The next byte of the field's value. */
    void value(int b) throws IOException {
        if (inFile && content != null) {
            content.take(b);
        } else {
            if (value.size() >= VALUE_BYTES_MAX) {
                throw new Malformed("a field is too long", name);
            }
            value.write(b);
        }
    }

    /** The field's value is here whole. */
    void end() throws IOException {
        if (inFile && content != null) {
            content.end();
        } else {
            fields.put(name, text(value.toByteArray()));
            value.reset();
        }
    }

    /** Whether what is written now is the file's field. */
    boolean inFile() {
        return inFile;
    }

    /** Whether the file's field was there. */
    boolean hasFile() {
        return fileSeen;
    }

    /** A field, or the empty text. */
    String field(String field) {
        return fields.getOrDefault(field, "");
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("a field is not UTF-8");
        }
    }
}
