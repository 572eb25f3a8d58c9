package vn.lienthong.records;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RFC 4180 as plainly as can be, one character at a time over a whole text: what the fast reader is held against. */
final class PlainCsv {
    private final String text;
    private final int columns;
    private int at;

    private PlainCsv(String text, int columns) {
        this.text = text;
        this.columns = columns;
    }

    /** The rows behind a header; a row that is never closed is left out, as is all behind it. */
    static List<List<String>> rows(String text, int columns) {
        PlainCsv csv = new PlainCsv(text, columns);
        List<List<String>> rows = new ArrayList<>();
        int end;
        while (csv.at < text.length() && (end = csv.end()) >= 0) {
            String row = text.substring(csv.at, end);
            row = row.endsWith("\r") ? row.substring(0, row.length() - 1) : row;
            if (!row.isEmpty()) {
                rows.add(new PlainCsv(row, columns).fields());
            }
            csv.at = end + 1;
        }
        return rows;
    }

    private int end() {
        boolean quoted = false;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && text.startsWith("\"\"", i)) {
                i++;
            } else if (quoted) {
                quoted = c != '"';
            } else if (c == '\n') {
                return i;
            } else if (c == '"') {
                quoted = i == at || text.charAt(i - 1) == ',';
            }
        }
        return quoted ? -1 : text.length();
    }

    private List<String> fields() {
        List<String> fields = new ArrayList<>();
        while (true) {
            String field = text.startsWith("\"", at) ? quoted() : plain();
            if (field == null || (at < text.length() && text.charAt(at) != ',')) {
                return List.of(Files.RAGGED);
            }
            fields.add(field);
            if (at >= text.length()) {
                return fields.size() == columns ? fields : List.of(Files.RAGGED);
            }
            at++;
        }
    }

    private @Nullable String plain() {
        int comma = text.indexOf(',', at);
        String field = text.substring(at, comma < 0 ? text.length() : comma);
        at += field.length();
        if (field.contains("\"")) {
            return null;
        }
        return field.contains("\r") ? "CHARACTER" : field;
    }

    private @Nullable String quoted() {
        StringBuilder field = new StringBuilder();
        for (at++; at < text.length(); at++) {
            if (text.startsWith("\"\"", at)) {
                field.append('"');
                at++;
            } else if (text.charAt(at) == '"') {
                at++;
                return field.toString();
            } else {
                field.append(text.charAt(at));
            }
        }
        return null;
    }
}
