package vn.lienthong.portal;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.lienthong.intake.Upload;

/**
 * In which of the two ways a form is written: with escapes, or in parts.
 *
 * @param boundary what stands between the parts (RFC 2046 section 5.1.1); null for a form with escapes
 */
record FormType(@Nullable String boundary) {
    private static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

    /** Takes the pieces of a body; what is no form is {@link Malformed}. */
    interface Reader extends Upload.Sink {
        /** The body is here whole. */
        void end() throws IOException;
    }

    /** The type that {@code Content-Type} names, or empty when it is no form; {@link Malformed} without a usable boundary. */
    static Optional<FormType> of(@Nullable String contentType) {
        String text = contentType == null ? "" : contentType;
        int end = text.indexOf(';');
        String type = (end < 0 ? text : text.substring(0, end)).strip();
        if (type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
            return Optional.of(new FormType(null));
        }
        if (!type.equalsIgnoreCase("multipart/form-data")) {
            return Optional.empty();
        }
        String boundary = HeaderValue.parse(text).parameters().getOrDefault("boundary", "");
        if (!BOUNDARY.matcher(boundary).matches()) {
            throw new Malformed("no boundary");
        }
        return Optional.of(new FormType(boundary));
    }

    /** What reads such a body into the fields. */
    Reader reader(FormFields fields) {
        return boundary == null ? new FormBody(fields) : new PartsBody(boundary, fields);
    }
}
