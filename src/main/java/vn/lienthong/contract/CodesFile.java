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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.DatedCodes.Period;
import vn.lienthong.yaml.Finding;
import vn.lienthong.yaml.Findings;
import vn.lienthong.yaml.Utf8Text;

/**
 * A CSV file with a {@code code} column: our own lists with {@code from} and {@code to}, or a published one to import.
 * UTF-8, comma, RFC 4180 quotes but no line break inside them, header required; at most {@link #BYTES_MAX} bytes.
 */
final class CodesFile {
    static final int BYTES_MAX = 64 << 20;
    static final int CODE_BYTES_MAX = 64;

    private final String label;
    private final Findings findings;
    private final List<String> lines;
    private final Map<String, Integer> columns = new HashMap<>();

    private CodesFile(String label, Findings findings, List<String> lines) {
        this.label = label;
        this.findings = findings;
        this.lines = lines;
    }

    /** Our own form, {@code code,from,to}; an empty day is open. Empty after an error. */
    static List<Period> periods(Path file, String label, Findings findings) {
        int before = findings.errors();
        List<Period> periods = new ArrayList<>();
        CodesFile codes = open(file, label, findings);
        if (codes == null) {
            return List.of();
        }
        codes.eachRow((line, code, row) -> {
            LocalDate from = codes.day(line, row, "from", LocalDate.MIN);
            LocalDate to = codes.day(line, row, "to", LocalDate.MAX);
            if (from.isAfter(to)) {
                codes.error(line, "code '" + code + "' ends before it begins", null);
            }
            periods.add(new Period(code, from, to));
        });
        return findings.errors() == before ? periods : List.of();
    }

    /** The codes of a published file, whatever its other columns. Empty after an error. */
    static Set<String> codes(Path file, String label, Findings findings) {
        int before = findings.errors();
        Set<String> found = new LinkedHashSet<>();
        CodesFile codes = open(file, label, findings);
        if (codes == null) {
            return Set.of();
        }
        codes.eachRow((line, code, row) -> {
            if (!found.add(code)) {
                codes.error(line, "code '" + code + "' is here twice", "a list names each code once");
            }
        });
        if (findings.errors() == before && found.isEmpty()) {
            codes.error(1, "the file has no codes", null);
        }
        return findings.errors() == before ? found : Set.of();
    }

    private interface Row {
        void take(int line, String code, List<String> row);
    }

    private static @Nullable CodesFile open(Path file, String label, Findings findings) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                findings.accept(Finding.error(label, 1, "larger than " + BYTES_MAX + " bytes", null));
                return null;
            }
            String text = Utf8Text.decode(bytes, label, findings);
            return text == null
                    ? null
                    : new CodesFile(label, findings, text.lines().toList());
        } catch (IOException e) {
            findings.accept(
                    Finding.error(label, 1, "cannot be read (" + e.getClass().getSimpleName() + ")", null));
            return null;
        }
    }

    private void eachRow(Row rows) {
        if (!header()) {
            return;
        }
        int codeColumn = columns.getOrDefault("code", 0);
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isEmpty()) {
                continue;
            }
            List<String> row = split(lines.get(i));
            if (row == null || row.size() != columns.size()) {
                error(i + 1, "the row does not have the " + columns.size() + " columns of the header", null);
                continue;
            }
            String code = row.get(codeColumn);
            if (takes(i + 1, code)) {
                rows.take(i + 1, code, row);
            }
        }
    }

    private boolean header() {
        List<String> names = lines.isEmpty() ? List.of() : split(lines.get(0));
        if (names == null || !names.contains("code")) {
            error(1, "there is no column 'code'", "the first line names the columns, like code,name");
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

    private boolean takes(int line, String code) {
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

    private LocalDate day(int line, List<String> row, String column, LocalDate open) {
        Integer at = columns.get(column);
        if (at == null || row.get(at).isEmpty()) {
            return open;
        }
        try {
            return LocalDate.parse(row.get(at));
        } catch (DateTimeException e) {
            error(line, "'" + column + "' is no day like 2026-10-31", null);
            return open;
        }
    }

    private void error(int line, String message, @Nullable String hint) {
        findings.accept(Finding.error(label, line, message, hint));
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
