package vn.lienthong.portal;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The value of a MIME header with its parameters, such as {@code form-data; name="username"}.
 *
 * @param value in small letters
 * @param parameters by name in small letters
 */
record HeaderValue(String value, Map<String, String> parameters) {

    /**
     * Reads one; {@link Malformed} when it is none. Parameters are quoted or not; a backslash is itself unless it stands
     * before a quote or a backslash, because some clients put a Windows path there.
     */
    static HeaderValue parse(String text) {
        int end = text.indexOf(';');
        String value = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new HashMap<>();
        int at = end < 0 ? text.length() : end + 1;
        while (at < text.length()) {
            at = layout(text, at);
            if (at == text.length()) {
                break;
            }
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                throw new Malformed("a parameter without a value");
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder content = new StringBuilder();
            at = content(text, layout(text, equals + 1), content);
            if (parameters.putIfAbsent(name, content.toString()) != null) {
                throw new Malformed("a parameter is here twice");
            }
        }
        return new HeaderValue(value, Map.copyOf(parameters));
    }

    /** Reads a parameter's content; returns where the next one begins. */
    private static int content(String text, int start, StringBuilder content) {
        if (start == text.length() || text.charAt(start) != '"') {
            int semicolon = text.indexOf(';', start);
            int end = semicolon < 0 ? text.length() : semicolon;
            content.append(text.substring(start, end).strip());
            return Math.min(end + 1, text.length());
        }
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            boolean escape = text.charAt(at) == '\\'
                    && at + 1 < text.length()
                    && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\');
            at += escape ? 1 : 0;
            content.append(text.charAt(at));
            at++;
        }
        int after = layout(text, Math.min(at + 1, text.length()));
        if (at == text.length() || (after < text.length() && text.charAt(after) != ';')) {
            throw new Malformed("a quote is not closed");
        }
        return Math.min(after + 1, text.length());
    }

    private static int layout(String text, int start) {
        int at = start;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
