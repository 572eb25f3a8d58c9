package vn.lienthong.yaml;

import org.jspecify.annotations.Nullable;
import vn.lienthong.delivery.Severity;

/**
 * A mistake of the installation, told so that the operator can repair it without reading code.
 *
 * @param file as the operator would type it, relative to the home of the installation
 * @param line from 1
 * @param severity an error keeps the file out of use, a warning does not
 * @param hint what to do about it, or null when the message says it all
 */
public record Finding(String file, int line, Severity severity, String message, @Nullable String hint) {

    public static Finding error(String file, int line, String message, @Nullable String hint) {
        return new Finding(file, line, Severity.ERROR, message, hint);
    }

    public static Finding warning(String file, int line, String message, @Nullable String hint) {
        return new Finding(file, line, Severity.WARNING, message, hint);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line: error: message}, and on a second line {@code hint: ...} when there is one. */
    @Override
    public String toString() {
        String text = file + ":" + line + ": " + severity.wire() + ": " + message;
        return hint == null ? text : text + "\nhint: " + hint;
    }
}
