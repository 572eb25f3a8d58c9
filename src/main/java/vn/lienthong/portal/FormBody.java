package vn.lienthong.portal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Reads an {@code application/x-www-form-urlencoded} body piece by piece. For one thread at a time.
 *
 * <p>A {@code +} of the file is taken as it stands: many clients forget to escape it, and the space that it would mean
 * has no meaning in base64.
 */
final class FormBody implements FormType.Reader {
    private static final int HEX = 16;

    private final FormFields fields;
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private boolean inValue;
    private int escape;
    private int escapeDigits;

    FormBody(FormFields fields) {
        this.fields = fields;
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
                character(escape);
            }
        } else if (b == '%') {
            escape = 0;
            escapeDigits = 2;
        } else if (b == '&') {
            endField();
        } else if (b == '=' && !inValue) {
            fields.begin(name.toByteArray());
            name.reset();
            inValue = true;
        } else {
            boolean space = b == '+' && !(inValue && fields.inFile());
            character(space ? ' ' : b & 0xff);
        }
    }

    private void character(int b) throws IOException {
        if (inValue) {
            fields.value(b);
        } else {
            if (name.size() >= FormFields.NAME_BYTES_MAX) {
                throw new Malformed("a field name is too long");
            }
            name.write(b);
        }
    }

    private void endField() throws IOException {
        if (inValue) {
            fields.end();
            inValue = false;
        } else if (name.size() > 0) {
            throw new Malformed("a field without a value");
        }
    }

    @Override
    public void end() throws IOException {
        if (escapeDigits > 0) {
            throw new Malformed("a broken escape");
        }
        endField();
    }
}
