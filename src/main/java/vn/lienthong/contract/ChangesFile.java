package vn.lienthong.contract;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.lienthong.contract.CodeChanges.Kind;
import vn.lienthong.contract.CodeHistory.Line;
import vn.lienthong.yaml.Findings;

/**
 * A {@link ListFile} that says what codes became: a column of old codes, one of new codes, {@code kind} where the file
 * has it, and in our own files {@code from}. A code that is split has a row for each new one.
 */
final class ChangesFile {
    private static final List<String> OLD = List.of("old_code", "old_commune_code");
    private static final List<String> NEW = List.of("new_code", "new_commune_code");
    private static final String KIND = "kind";
    private static final Map<String, Kind> KINDS =
            Map.of("unchanged", Kind.UNCHANGED, "whole", Kind.WHOLE, "split", Kind.SPLIT);

    private final ListFile file;
    private final String oldColumn;
    private final String newColumn;
    private final List<Line> lines = new ArrayList<>();

    private ChangesFile(ListFile file, String oldColumn, String newColumn) {
        this.file = file;
        this.oldColumn = oldColumn;
        this.newColumn = newColumn;
    }

    /** Whether the file is of changes, by its columns. */
    static boolean isOf(ListFile file) {
        return column(file, OLD) != null && column(file, NEW) != null;
    }

    private static @Nullable String column(ListFile file, List<String> names) {
        return names.stream().filter(file::has).findFirst().orElse(null);
    }

    /**
     * The lines of the file; empty after an error.
     *
     * @param day first day of the new codes, where the file has no column {@code from}
     */
    static List<Line> lines(ListFile file, LocalDate day, Findings findings) {
        int before = findings.errors();
        String old = column(file, OLD);
        String now = column(file, NEW);
        if (old == null || now == null) {
            file.error(1, "there are no columns 'old_code' and 'new_code'", null);
            return List.of();
        }
        ChangesFile changes = new ChangesFile(file, old, now);
        file.eachRow(row -> changes.take(row, day));
        changes.check();
        if (findings.errors() == before && changes.lines.isEmpty()) {
            file.error(1, "the file has no codes", null);
        }
        return findings.errors() == before ? changes.withKinds() : List.of();
    }

    private void take(ListFile.Row row, LocalDate day) {
        String old = row.cell(oldColumn);
        String now = row.cell(newColumn);
        String word = row.cell(KIND);
        if (old == null || now == null || !file.isCode(row.line(), now)) {
            return;
        }
        if (!old.isEmpty() && !file.isCode(row.line(), old)) {
            return;
        }
        Kind kind = word == null ? Kind.WHOLE : KINDS.get(word);
        if (kind == null) {
            file.error(row.line(), "'kind' is unchanged, whole or split", null);
            return;
        }
        lines.add(new Line(file.day(row, "from", day), old, now, kind));
    }

    /** A file without kinds does not tell an unchanged code from one whose area grew; a split one it does. */
    private List<Line> withKinds() {
        Map<String, Integer> rows = new HashMap<>();
        lines.forEach(line -> rows.merge(line.from() + " " + line.old(), 1, Integer::sum));
        return lines.stream()
                .map(line -> {
                    boolean nowhere = line.old().equals(CodeHistory.NOWHERE);
                    boolean split = !nowhere && rows.getOrDefault(line.from() + " " + line.old(), 1) > 1;
                    return split ? new Line(line.from(), line.old(), line.code(), Kind.SPLIT) : line;
                })
                .toList();
    }

    /** What the rows of one code say must agree. */
    private void check() {
        Map<String, Set<String>> targets = new HashMap<>();
        Map<String, Kind> kinds = new HashMap<>();
        for (Line line : lines) {
            if (line.old().equals(CodeHistory.NOWHERE)) {
                continue;
            }
            String key = line.from() + " " + line.old();
            if (!targets.computeIfAbsent(key, k -> new HashSet<>()).add(line.code())) {
                file.error(1, "code '" + line.old() + "' becomes '" + line.code() + "' twice", null);
            }
            Kind other = kinds.putIfAbsent(key, line.kind());
            if (file.has(KIND) && other != null && other != line.kind()) {
                file.error(1, "code '" + line.old() + "' has two kinds", null);
            }
        }
        targets.forEach((key, codes) -> {
            boolean split = codes.size() > 1;
            if (file.has(KIND) && split != (kinds.get(key) == Kind.SPLIT)) {
                String code = key.substring(key.indexOf(' ') + 1);
                file.error(1, "code '" + code + "' goes to " + codes.size() + " codes, which its kind denies", null);
            }
        });
    }
}
