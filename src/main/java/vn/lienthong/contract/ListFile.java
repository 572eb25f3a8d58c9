package vn.lienthong.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Utf8Text;

/**
 * A CSV file of a list: UTF-8, comma, RFC 4180 quotes but no line break inside them, header required; at most
 * {@link #BYTES_MAX} bytes.
 */
final class ListFile {
    static final int BYTES_MAX = 64 << 20;
    static final int CODE_BYTES_MAX = 64;

    private final String label;
    private final Findings findings;
    private final List<String> lines;
    private final Map<String, Integer> columns = new HashMap<>();

    private ListFile(String label, Findings findings, List<String> lines) {
        this.label = label;
        this.findings = findings;
        this.lines = lines;
    }

    /** One row; its cells are asked for by column. */
    interface Row {
        int line();

        /** The cell of that column, or null when the file has no such column. */
        @Nullable
        String cell(String column);
    }

    /** Takes the rows of a file. */
    interface Rows {
        void take(Row row);
    }

    /** The file with its header read, or null after an error. */
    static @Nullable ListFile open(Path file, String label, Findings findings) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                findings.accept(Finding.error(label, 1, "larger than " + BYTES_MAX + " bytes", null));
                return null;
            }
            String text = Utf8Text.decode(bytes, label, findings);
            if (text == null) {
                return null;
            }
            ListFile list = new ListFile(label, findings, text.lines().toList());
            return list.header() ? list : null;
        } catch (IOException e) {
            findings.accept(
                    Finding.error(label, 1, "cannot be read (" + e.getClass().getSimpleName() + ")", null));
            return null;
        }
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    void error(int line, String message, @Nullable String hint) {
        findings.accept(Finding.error(label, line, message, hint));
    }

    void eachRow(Rows rows) {
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                continue;
            }
            List<String> cells = split(lines.get(i));
            if (cells == null || cells.size() != columns.size()) {
                error(i + 1, "the row does not have the " + columns.size() + " columns of the header", null);
                continue;
            }
            rows.take(row(i + 1, cells));
        }
    }

    private Row row(int line, List<String> cells) {
        return new Row() {
            @Override
            public int line() {
                return line;
            }

            @Override
            public @Nullable String cell(String column) {
                Integer at = columns.get(column);
                return at == null ? null : cells.get(at);
            }
        };
    }

    /** Whether the text can be a code; else a finding says why not. */
    boolean isCode(int line, String code) {
        if (code.isEmpty() || !code.equals(code.strip())) {
            error(line, "the code is empty or has blanks around it", null);
            return false;
        }
        boolean control = code.chars().anyMatch(Character::isISOControl);
        if (control || code.getBytes(StandardCharsets.UTF_8).length > CODE_BYTES_MAX) {
            error(line, "the code is longer than " + CODE_BYTES_MAX + " bytes or has a control character", null);
            return false;
        }
        return true;
    }

    /** The day in that column; an empty one is open. */
    LocalDate day(Row row, String column, LocalDate open) {
        String cell = row.cell(column);
        if (cell == null || cell.isEmpty()) {
            return open;
        }
        try {
            return LocalDate.parse(cell);
        } catch (DateTimeException e) {
            error(row.line(), "'" + column + "' is no day like 2026-10-31", null);
            return open;
        }
    }

    private boolean header() {
        List<String> names = lines.isEmpty() ? List.of() : split(lines.get(0));
        if (names == null) {
            error(1, "the quotes of the first line do not match", "the first line names the columns, like code,name");
            return false;
        }
        for (String name : names) {
            if (columns.put(name, columns.size()) != null) {
                error(1, "column '" + name + "' is here twice", null);
                return false;
            }
        }
        return true;
    }

    /** The cells of a line, or null when its quotes do not match. */
    private static @Nullable List<String> split(String line) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (true) {
            boolean quoted = at < line.length() && line.charAt(at) == '"';
            int end = quoted ? endOfQuotes(line, at) : line.indexOf(',', at);
            if (quoted && (end < 0 || (end < line.length() && line.charAt(end) != ','))) {
                return null;
            }
            end = end < 0 ? line.length() : end;
            String cell = line.substring(at, end);
            cells.add(quoted ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell);
            if (end == line.length()) {
                return cells;
            }
            at = end + 1;
        }
    }

    /** The place after the closing quote, or -1. */
    private static int endOfQuotes(String line, int start) {
        for (int i = start + 1; i < line.length(); i++) {
            if (line.charAt(i) == '"') {
                if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return -1;
    }
}
